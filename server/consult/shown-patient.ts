import type { ConsultSummary } from '#shared/protocol/http.ts';
import type { Database, Tx } from '../store/database.ts';
import type { NumberedPatient } from './same-number.ts';

type Shown = ConsultSummary['patient'];

/**
 * What an open consult shows of its patient becomes another's, or somebody's for the first time, by a named person's word. Everyone in the
 * room must confirm having seen it.
 */
export async function showPatient(
  tx: Tx,
  consultId: string,
  patient: NumberedPatient,
  { personId, now }: { personId: string; now: string },
): Promise<void> {
  const row = await tx
    .selectFrom('consult')
    .select(['mrn', 'patient_name', 'birth_date', 'sex', 'issuer'])
    .where('id', '=', consultId)
    .executeTakeFirstOrThrow();
  const before: Shown = { mrn: row.mrn, name: row.patient_name, birthDate: row.birth_date, sex: row.sex };
  const after: Shown = { mrn: patient.mrn, name: patient.name, birthDate: patient.birthDate, sex: patient.sex };
  await tx
    .updateTable('consult')
    .set({ mrn: after.mrn, patient_name: after.name, birth_date: after.birthDate, sex: after.sex, issuer: patient.issuer })
    .where('id', '=', consultId)
    .execute();
  if (Object.entries(before).every(([field, value]) => after[field as keyof Shown] === value)) return;
  const { id } = await tx
    .insertInto('identity_change')
    .values({ consult_id: consultId, at: now, person_id: personId, before: JSON.stringify(before), after: JSON.stringify(after) })
    .returning('id')
    .executeTakeFirstOrThrow();
  await tx
    .insertInto('consult_event')
    .values({ consult_id: consultId, at: now, person_id: personId, kind: 'identity-change', detail: '' })
    .execute();
  await markSeen(tx, { consultId, change: id, personId, now });
}

/** That person has seen that change; a line in the timeline says so. False when there is no such change. */
export async function markSeen(
  tx: Tx,
  { consultId, change, personId, now }: { consultId: string; change: number; personId: string; now: string },
): Promise<boolean> {
  const there = await tx
    .selectFrom('identity_change')
    .select('id')
    .where('id', '=', change)
    .where('consult_id', '=', consultId)
    .executeTakeFirst();
  if (there === undefined) return false;
  const done = await tx
    .insertInto('identity_seen')
    .values({ change_id: change, person_id: personId, at: now })
    .onConflict((oc) => oc.doNothing())
    .executeTakeFirst();
  if (done.numInsertedOrUpdatedRows === 0n) return true;
  await tx
    .insertInto('consult_event')
    .values({ consult_id: consultId, at: now, person_id: personId, kind: 'identity-seen', detail: '' })
    .execute();
  await tx
    .updateTable('consult')
    .set((eb) => ({ version: eb('version', '+', 1) }))
    .where('id', '=', consultId)
    .execute();
  return true;
}

/** The last change of each consult's patient, and who has seen it. */
export async function lastChanges(
  db: Database,
  consultIds: readonly string[],
): Promise<Map<string, NonNullable<ConsultSummary['identityChange']>>> {
  const rows = await db
    .selectFrom('identity_change')
    .leftJoin('identity_seen', 'identity_seen.change_id', 'identity_change.id')
    .where('consult_id', 'in', [...consultIds])
    .select(['identity_change.id', 'consult_id', 'identity_change.at', 'before', 'after', 'identity_seen.person_id as seenBy'])
    .orderBy('identity_change.id')
    .execute();
  const found = new Map<string, NonNullable<ConsultSummary['identityChange']>>();
  for (const { id, consult_id, at, before, after, seenBy } of rows) {
    const known = found.get(consult_id);
    const seen = seenBy === null ? [] : [seenBy];
    if (known?.id === id) known.seenBy.push(...seen);
    else found.set(consult_id, { id, at, before: JSON.parse(before) as Shown, after: JSON.parse(after) as Shown, seenBy: seen });
  }
  return found;
}

import { refusalOf } from '#shared/chart/refusals/of.ts';
import type { ChartEntry, Statement } from '#shared/protocol/chart/chart.ts';
import type { Role } from '#shared/protocol/http.ts';
import type { Tx } from '../store/database.ts';
import { consequences } from './consequences.ts';
import { refuseDevice } from './device.ts';
import { readEntries } from './entries.ts';
import { refuseIdentity } from './identity.ts';
import { readPolicy } from './policy.ts';

/** What closed consults still take: what became of the patient, and what opens them again. */
const AFTER_CLOSING: readonly Statement['kind'][] = ['feedback', 'trigger', 'remark', 'note-draft', 'note-signed'];
/** A consult has at most so many entries. */
const MAX_ENTRIES = 5_000;

export interface ToEnter {
  consultId: string;
  id: string;
  statement: Statement;
  /** Of the browser; two people on one device are not two. */
  device: string;
  actor: { personId: string; role: Role };
}
export type Entered = { seq: number; fresh: boolean } | { refused: string };

/** Judges a person's statement by the whole chart and enters it, in one transaction. What came before with the same id is answered again. */
export async function enterChart(tx: Tx, { consultId, id, statement, device, actor }: ToEnter): Promise<Entered> {
  const entries = await readEntries(tx, consultId);
  const before = entries.find((entry) => entry.id === id);
  if (before !== undefined)
    return before.by?.personId === actor.personId && before.kind === statement.kind
      ? { seq: before.seq, fresh: false }
      : { refused: 'Another entry has this id already.' };
  if (entries.length >= MAX_ENTRIES) return { refused: 'This chart is full. Close the consult and open another.' };
  const consult = await tx
    .selectFrom('consult')
    .select(['state', 'organisation_id', 'birth_date', 'joined_into'])
    .where('id', '=', consultId)
    .executeTakeFirstOrThrow();
  if (consult.joined_into !== null) return { refused: 'This consult has become part of another one of this patient: enter it there.' };
  if (consult.state !== 'open' && !AFTER_CLOSING.includes(statement.kind)) return { refused: 'The consult is not open.' };
  const now = new Date();
  const refused =
    refusalOf(entries, statement, {
      now: now.getTime(),
      actor,
      policy: await readPolicy(tx, consult.organisation_id),
      birthDate: consult.birth_date,
    }) ??
    (await refuseDevice(tx, consultId, statement, device)) ??
    (await refuseIdentity(tx, consultId, statement));
  if (refused !== null) return { refused };
  const seq = await insertEntry(tx, {
    consultId,
    id,
    statement,
    at: now.toISOString(),
    personId: actor.personId,
    device,
    origin: 'person',
  });
  await consequences(tx, { consultId, organisationId: consult.organisation_id, entries, statement, seq, actor, at: now.toISOString() });
  return { seq, fresh: true };
}

export interface NewEntry {
  consultId: string;
  /** The same id is entered once. */
  id: string;
  statement: Statement;
  at: string;
  personId: string | null;
  device: string;
  origin: ChartEntry['origin'];
}

/** The next entry, told to everyone with the consult's version. Returns its seq. */
export async function insertEntry(tx: Tx, { consultId, id, statement, at, personId, device, origin }: NewEntry): Promise<number> {
  const { top } = await tx
    .selectFrom('chart_entry')
    .where('consult_id', '=', consultId)
    .select((eb) => eb.fn.max('seq').as('top'))
    .executeTakeFirstOrThrow();
  const seq = (top ?? 0) + 1;
  await tx
    .insertInto('chart_entry')
    .values({
      consult_id: consultId,
      seq,
      id,
      at,
      person_id: personId,
      device,
      origin,
      kind: statement.kind,
      body: JSON.stringify(statement.body),
    })
    .execute();
  await tx
    .updateTable('consult')
    .set((eb) => ({ version: eb('version', '+', 1) }))
    .where('id', '=', consultId)
    .execute();
  return seq;
}

/** What a system says, inside the transaction in which it said it; once for each id. */
export async function stateBySystem(tx: Tx, entry: Omit<NewEntry, 'personId' | 'device'>): Promise<void> {
  const known = await tx
    .selectFrom('chart_entry')
    .select('seq')
    .where('consult_id', '=', entry.consultId)
    .where('id', '=', entry.id)
    .executeTakeFirst();
  if (known === undefined) await insertEntry(tx, { ...entry, personId: null, device: '' });
}

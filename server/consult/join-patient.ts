import type { OtherRoom } from '#shared/protocol/chart/events.ts';
import type { ConsultSummary } from '#shared/protocol/http.ts';
import { stateBySystem } from '../chart/enter.ts';
import { readEntries } from '../chart/entries.ts';
import { statePatient } from '../chart/told/opening.ts';
import type { Tx } from '../store/database.ts';
import { arrivalsOf, studiesOf, toTellAgain } from './arrivals.ts';
import { linkStudy } from './attach.ts';
import { askPerson, sayShared } from './same-number.ts';
import { showPatient } from './shown-patient.ts';

export interface ToJoin {
  consultId: string;
  patientId: number;
  /** Who says so. */
  personId: string;
  now: string;
  /** What that person saw and confirmed; anything else meanwhile is refused. */
  shown?: ConsultSummary['patient'];
  /** A named person has decided although something does not agree. */
  decided?: boolean;
}
/** `changed`: consults to tell about; `studies`: those that joined. */
export type Joined =
  | { state: 'joined' | 'review'; organisationId: string; changed: string[]; studies: number[] }
  | { state: 'refused'; why: string };

/**
 * A consult that nobody has named yet becomes that patient's, by a person's word. What does not agree with the announcement, or among the
 * hospital's own systems, waits for a decision instead. A consult that images or an order had opened for the patient becomes part of it.
 */
export async function joinPatient(tx: Tx, { consultId, patientId, personId, now, shown, decided = false }: ToJoin): Promise<Joined> {
  const consult = await tx
    .selectFrom('consult')
    .select(['organisation_id', 'mrn', 'state'])
    .where('id', '=', consultId)
    .executeTakeFirstOrThrow();
  const org = consult.organisation_id;
  if (consult.state !== 'open') return { state: 'refused', why: 'The consult is not open.' };
  if (consult.mrn !== '') return { state: 'refused', why: 'This consult has its patient already.' };
  const arrival = (await arrivalsOf(tx, consultId, Date.parse(now))).find((one) => one.patientId === patientId);
  if (arrival === undefined)
    return { state: 'refused', why: 'This patient is not among the arrivals any more, or has a consult that people opened.' };
  const { patient, issuer } = arrival;
  if (shown !== undefined && (Object.keys(shown) as (keyof typeof shown)[]).some((field) => shown[field] !== patient[field]))
    return { state: 'refused', why: 'What the hospital says of this patient has changed meanwhile. Look again.' };
  const why = arrival.agreement.filter(({ agrees }) => agrees === false).map(({ words }) => words);
  if (why.length > 0 && !decided) {
    await askOnce(tx, { organisationId: org, consultId, patientId, why, now });
    return { state: 'review', organisationId: org, changed: [consultId], studies: [] };
  }
  await showPatient(tx, consultId, { ...patient, issuer }, { personId, now });
  await note(tx, consultId, 'identity-joined', personId, now);
  const studies = await studiesOf(tx, patientId, arrival.consult, now);
  for (const studyId of studies) await linkStudy(tx, consultId, studyId, now);
  if (arrival.consult !== null) await absorb(tx, { from: arrival.consult, into: consultId, personId, now });
  await statePatient(tx, { consultId, organisationId: org, mrn: patient.mrn, issuer, now });
  await sayShared(tx, { organisationId: org, consultId, patient: { ...patient, issuer }, now });
  await rise(tx, consultId);
  return { state: 'joined', organisationId: org, changed: [consultId, ...(arrival.consult === null ? [] : [arrival.consult])], studies };
}

async function askOnce(
  tx: Tx,
  {
    organisationId,
    consultId,
    patientId,
    why,
    now,
  }: { organisationId: string; consultId: string; patientId: number; why: string[]; now: string },
): Promise<void> {
  const waiting = await tx
    .selectFrom('identity_review')
    .select('proposal')
    .where('consult_id', '=', consultId)
    .where('kind', '=', 'join')
    .where('resolved_at', 'is', null)
    .execute();
  if (waiting.some(({ proposal }) => (JSON.parse(proposal) as { joinId: number }).joinId === patientId)) return;
  await askPerson(tx, { organisationId, consultId, inboxId: null, kind: 'join', proposal: { joinId: patientId, why }, now });
}

/** One consult becomes part of another: what systems told it is told again, it is closed, and its call ends with it. */
async function absorb(tx: Tx, { from, into, personId, now }: { from: string; into: string; personId: string; now: string }): Promise<void> {
  const entries = await readEntries(tx, from);
  for (const entry of toTellAgain(entries)) {
    const { kind, body } = entry;
    await stateBySystem(tx, {
      consultId: into,
      id: entry.id,
      statement: { kind, body } as Parameters<typeof stateBySystem>[1]['statement'],
      at: now,
      origin: entry.origin,
    });
  }
  await tx
    .updateTable('identity_review')
    .set({ consult_id: into })
    .where('consult_id', '=', from)
    .where('resolved_at', 'is', null)
    .execute();
  await tx.updateTable('quarantine').set({ consult_id: into }).where('consult_id', '=', from).where('resolved_at', 'is', null).execute();
  await tx
    .updateTable('consult')
    .set((eb) => ({
      state: 'closed',
      state_reason: 'It has become part of the announced consult of this patient.',
      joined_into: into,
      version: eb('version', '+', 1),
    }))
    .where('id', '=', from)
    .execute();
  // Each timeline names the other room; what people entered here stays here and is counted there.
  const stayed = entries.filter(({ origin }) => origin === 'person').length;
  await note(tx, from, 'joined-into', personId, now, { consultId: into, entries: stayed });
  await note(tx, into, 'joined-from', personId, now, { consultId: from, entries: stayed });
}

const note = async (tx: Tx, consultId: string, kind: string, personId: string, now: string, room?: OtherRoom): Promise<void> => {
  const detail = room === undefined ? '' : JSON.stringify(room);
  await tx.insertInto('consult_event').values({ consult_id: consultId, at: now, person_id: personId, kind, detail }).execute();
};
const rise = async (tx: Tx, consultId: string): Promise<void> => {
  await tx
    .updateTable('consult')
    .set((eb) => ({ version: eb('version', '+', 1) }))
    .where('id', '=', consultId)
    .execute();
};

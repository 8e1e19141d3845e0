import type { z } from 'zod';
import { announcedOf, bandWords } from '#shared/chart/announced.ts';
import type { IdentityReview, identityDecision } from '#shared/protocol/admin.ts';
import { AppError } from '#shared/protocol/errors.ts';
import { readEntries } from '../chart/entries.ts';
import { joinPatient } from '../consult/join-patient.ts';
import type { NumberedPatient } from '../consult/same-number.ts';
import { showPatient } from '../consult/shown-patient.ts';
import type { Decider } from '../identity/policy.ts';
import type { Database, Tx } from '../store/database.ts';
import { numbered, patientById, survivor } from './apply/patients.ts';

type Shown = IdentityReview['now'];
type Proposal =
  | { patientId: number; change: Record<string, string> }
  | { fromId: number; intoId: number }
  | { joinId: number; why: string[] }
  | { other: NumberedPatient };

/** What waits for a person of this organisation to say whether a patient changes; of one consult where it is named. */
export async function openReviews(db: Database, organisationId: string, consultId?: string): Promise<IdentityReview[]> {
  const all = db
    .selectFrom('identity_review')
    .selectAll()
    .where('organisation_id', '=', organisationId)
    .where('resolved_at', 'is', null)
    .orderBy('id');
  const rows = await (consultId === undefined ? all : all.where('consult_id', '=', consultId)).execute();
  return Promise.all(
    rows.map(async (row) => ({
      id: row.id,
      consultId: row.consult_id,
      kind: row.kind,
      createdAt: row.created_at,
      ...(await bothSides(db, row.consult_id, JSON.parse(row.proposal) as Proposal)),
    })),
  );
}

async function bothSides(
  db: Database | Tx,
  consultId: string,
  proposal: Proposal,
): Promise<Pick<IdentityReview, 'now' | 'proposed' | 'why'>> {
  if ('joinId' in proposal) {
    const announced = announcedOf(await readEntries(db, consultId));
    const name = announced === null ? '' : `Announced patient, age ${bandWords(announced)}`;
    const now = { mrn: '', issuer: '', name, birthDate: '', sex: announced?.sex ?? '' };
    return { now, proposed: await patient(db, proposal.joinId), why: proposal.why };
  }
  if ('other' in proposal) {
    const { mrn, name, birthDate, sex, issuer } = proposal.other;
    const why = issuer === '' ? [] : [`The number is of ${issuer}.`];
    return { now: await shownBy(db, consultId), proposed: { mrn, issuer, name, birthDate, sex }, why };
  }
  const now = await patient(db, 'fromId' in proposal ? proposal.fromId : proposal.patientId);
  const proposed = 'fromId' in proposal ? await patient(db, proposal.intoId) : changed(now, proposal.change);
  return { now, proposed, why: [] };
}

async function shownBy(db: Database | Tx, consultId: string): Promise<Shown> {
  return db
    .selectFrom('consult')
    .select(['mrn', 'issuer', 'patient_name as name', 'birth_date as birthDate', 'sex'])
    .where('id', '=', consultId)
    .executeTakeFirstOrThrow();
}

const changed = (now: Shown, change: Record<string, string>): Shown => ({
  ...now,
  name: change['name'] ?? now.name,
  birthDate: change['birth_date'] ?? now.birthDate,
  sex: change['sex'] ?? now.sex,
});

async function patient(db: Database | Tx, id: number): Promise<Shown> {
  return db
    .selectFrom('patient')
    .select(['mrn', 'issuer', 'name', 'birth_date as birthDate', 'sex'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
}

/** What a decision has changed. */
export interface Decided {
  /** Consults that changed. */
  consults: string[];
  /** Studies that joined the first of them. */
  studies: number[];
}

/**
 * A named person's decision; the consult shows it in its timeline. Throws NOT_FOUND when nothing of theirs waits under that id (or, where the
 * consult is named, not in it), CONFLICT when what they saw is not what it is now.
 */
export function decide(
  db: Database,
  by: Decider,
  id: number,
  { decision, reason, shown }: z.infer<typeof identityDecision>,
  inConsult?: string,
): Promise<Decided> {
  return db.transaction().execute(async (tx) => {
    const now = new Date().toISOString();
    const row = await tx
      .updateTable('identity_review')
      .set({ resolved_at: now, resolved_by: by.personId, resolution: `${decision}: ${reason}` })
      .where('id', '=', id)
      .where('organisation_id', '=', by.organisationId)
      .where('resolved_at', 'is', null)
      .returning(['proposal', 'consult_id', 'kind'])
      .executeTakeFirst();
    if (row === undefined || (inConsult !== undefined && row.consult_id !== inConsult)) throw new AppError('NOT_FOUND');
    const consultId = row.consult_id;
    if (shown !== undefined) await refuseStale(tx, consultId, JSON.parse(row.proposal) as Proposal, shown);
    const done =
      decision === 'accept'
        ? await carryOut(tx, { consultId, personId: by.personId, now }, JSON.parse(row.proposal) as Proposal)
        : { consults: [consultId], studies: [] };
    await tx
      .insertInto('consult_event')
      .values({ consult_id: consultId, at: now, person_id: by.personId, kind: `${row.kind}-${decision}`, detail: reason })
      .execute();
    await tx
      .updateTable('consult')
      .set((eb) => ({ version: eb('version', '+', 1) }))
      .where('id', '=', consultId)
      .execute();
    return done;
  });
}

const FIELDS = ['mrn', 'issuer', 'name', 'birthDate', 'sex'] as const;

/** Nobody decides about something that has changed while they looked at it. */
async function refuseStale(tx: Tx, consultId: string, proposal: Proposal, shown: { now: Shown; proposed: Shown }): Promise<void> {
  const current = await bothSides(tx, consultId, proposal);
  if ((['now', 'proposed'] as const).some((side) => FIELDS.some((field) => shown[side][field] !== current[side][field])))
    throw new AppError('CONFLICT', { detail: 'What is known of these patients has changed meanwhile. Look again.' });
}

/** The consult shows the patient as decided from now on. */
async function carryOut(tx: Tx, act: { consultId: string; personId: string; now: string }, proposal: Proposal): Promise<Decided> {
  const { consultId } = act;
  if ('other' in proposal)
    throw new AppError('CONFLICT', {
      detail: 'Two patients with one number are not made one here. If they are one person, the hospital merges them in its own system.',
    });
  if ('joinId' in proposal) {
    const joined = await joinPatient(tx, { ...act, patientId: proposal.joinId, decided: true });
    if (joined.state === 'refused') throw new AppError('CONFLICT', { detail: joined.why });
    return { consults: joined.changed, studies: joined.studies };
  }
  if ('fromId' in proposal) {
    // Others may have been merged while this one waited.
    const end = await survivor(tx, await patientById(tx, proposal.intoId));
    if (end.id === proposal.fromId) throw new AppError('CONFLICT', { detail: 'The patients have been merged the other way meanwhile.' });
    await tx.updateTable('patient').set({ merged_into: proposal.intoId }).where('id', '=', proposal.fromId).execute();
  } else await tx.updateTable('patient').set(proposal.change).where('id', '=', proposal.patientId).execute();
  const shown = await patientById(tx, 'fromId' in proposal ? proposal.intoId : proposal.patientId);
  await showPatient(tx, consultId, numbered(shown), act);
  return { consults: [consultId], studies: [] };
}

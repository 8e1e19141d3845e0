import type { z } from 'zod';
import type { IdentityReview, identityDecision } from '#shared/protocol/admin.ts';
import { AppError } from '#shared/protocol/errors.ts';
import type { Database, Tx } from '../store/database.ts';
import { patientById, survivor } from './apply/patients.ts';

type Shown = IdentityReview['now'];
type Proposal = { patientId: number; change: Record<string, string> } | { fromId: number; intoId: number };

/** What waits for a person of this organisation to say whether a patient changes. */
export async function openReviews(db: Database, organisationId: string): Promise<IdentityReview[]> {
  const rows = await db
    .selectFrom('identity_review')
    .selectAll()
    .where('organisation_id', '=', organisationId)
    .where('resolved_at', 'is', null)
    .orderBy('id')
    .execute();
  return Promise.all(
    rows.map(async (row) => {
      const proposal = JSON.parse(row.proposal) as Proposal;
      const now = await patient(db, 'fromId' in proposal ? proposal.fromId : proposal.patientId);
      const proposed = 'fromId' in proposal ? await patient(db, proposal.intoId) : changed(now, proposal.change);
      return { id: row.id, consultId: row.consult_id, kind: row.kind, createdAt: row.created_at, now, proposed };
    }),
  );
}

const changed = (now: Shown, change: Record<string, string>): Shown => ({
  ...now,
  name: change['name'] ?? now.name,
  birthDate: change['birth_date'] ?? now.birthDate,
  sex: change['sex'] ?? now.sex,
});

async function patient(db: Database | Tx, id: number): Promise<Shown> {
  const row = await db.selectFrom('patient').select(['mrn', 'name', 'birth_date', 'sex']).where('id', '=', id).executeTakeFirstOrThrow();
  return { mrn: row.mrn, name: row.name, birthDate: row.birth_date, sex: row.sex };
}

export interface Decider {
  personId: string;
  organisationId: string;
}

/** A named person's decision; the consult shows it in its timeline. Answers the consults that changed. */
export function decide(db: Database, by: Decider, id: number, { decision, reason }: z.infer<typeof identityDecision>): Promise<string[]> {
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
    if (row === undefined) throw new AppError('NOT_FOUND');
    if (decision === 'accept') await carryOut(tx, row.consult_id, JSON.parse(row.proposal) as Proposal);
    await tx
      .insertInto('consult_event')
      .values({ consult_id: row.consult_id, at: now, person_id: by.personId, kind: `${row.kind}-${decision}`, detail: reason })
      .execute();
    await tx
      .updateTable('consult')
      .set((eb) => ({ version: eb('version', '+', 1) }))
      .where('id', '=', row.consult_id)
      .execute();
    return [row.consult_id];
  });
}

/** The consult shows the patient as decided from now on. */
async function carryOut(tx: Tx, consultId: string, proposal: Proposal): Promise<void> {
  if ('fromId' in proposal) {
    // Others may have been merged while this one waited.
    const end = await survivor(tx, await patientById(tx, proposal.intoId));
    if (end.id === proposal.fromId) throw new AppError('CONFLICT', { detail: 'The patients have been merged the other way meanwhile.' });
    await tx.updateTable('patient').set({ merged_into: proposal.intoId }).where('id', '=', proposal.fromId).execute();
  } else await tx.updateTable('patient').set(proposal.change).where('id', '=', proposal.patientId).execute();
  const shown = await patient(tx, 'fromId' in proposal ? proposal.intoId : proposal.patientId);
  await tx
    .updateTable('consult')
    .set({ mrn: shown.mrn, patient_name: shown.name, birth_date: shown.birthDate, sex: shown.sex })
    .where('id', '=', consultId)
    .execute();
}

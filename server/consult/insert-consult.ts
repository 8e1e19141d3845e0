import { randomInt } from 'node:crypto';
import { askForCall } from '../call/ask-for-call.ts';
import { stateOpening } from '../chart/told/opening.ts';
import { newId } from '../identity/new-id.ts';
import type { Tx } from '../store/database.ts';
import type { Schema } from '../store/schema.ts';

/** Number of header hues that tell consults apart. */
const HUES = 8;

export interface NewConsult {
  organisationId: string;
  patient: { mrn: string; name: string; birthDate: string; sex: string };
  openedBy: Schema['consult']['opened_by'];
  /** Who did it; null when nobody did. */
  personId: string | null;
  now: string;
}

/** An open consult, the first line of its timeline, and the call of its hub. Answers its id. */
export async function insertConsult(tx: Tx, { organisationId, patient, openedBy, personId, now }: NewConsult): Promise<string> {
  const id = newId();
  await tx
    .insertInto('consult')
    .values({
      id,
      organisation_id: organisationId,
      patient_name: patient.name,
      mrn: patient.mrn,
      birth_date: patient.birthDate,
      sex: patient.sex,
      state: 'open',
      opened_at: now,
      opened_by: openedBy,
      hue: randomInt(HUES),
      version: 1,
      state_reason: '',
      accepted_by: null,
      accepted_at: null,
    })
    .execute();
  await tx.insertInto('consult_event').values({ consult_id: id, at: now, person_id: personId, kind: 'opened', detail: openedBy }).execute();
  await askForCall(tx, id, now);
  await stateOpening(tx, { consultId: id, organisationId, mrn: patient.mrn, now });
  return id;
}

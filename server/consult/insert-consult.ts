import { randomInt } from 'node:crypto';
import { askForCall } from '../call/ask-for-call.ts';
import { stateOpening } from '../chart/told/opening.ts';
import { newId } from '../identity/new-id.ts';
import type { Tx } from '../store/database.ts';
import type { Schema } from '../store/schema.ts';
import { type NumberedPatient, sayShared } from './same-number.ts';

/** Number of header hues that tell consults apart. */
const HUES = 8;

export interface NewConsult {
  organisationId: string;
  /** Of an order or images; a person does not name the issuer. */
  patient: Omit<NumberedPatient, 'issuer'> & { issuer?: string };
  openedBy: Schema['consult']['opened_by'];
  /** Who did it; null when nobody did. */
  personId: string | null;
  now: string;
  /** Where the caller has one of its own. */
  id?: string;
}

/** An open consult, the first line of its timeline, and the call of its hub. Answers its id. */
export async function insertConsult(
  tx: Tx,
  { organisationId, patient, openedBy, personId, now, id = newId() }: NewConsult,
): Promise<string> {
  const issuer = patient.issuer ?? (await onlyIssuer(tx, organisationId, patient.mrn));
  await tx
    .insertInto('consult')
    .values({
      id,
      organisation_id: organisationId,
      patient_name: patient.name,
      mrn: patient.mrn,
      birth_date: patient.birthDate,
      sex: patient.sex,
      issuer,
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
  await stateOpening(tx, { consultId: id, organisationId, mrn: patient.mrn, issuer, now });
  await sayShared(tx, { organisationId, consultId: id, patient: { ...patient, issuer }, now });
  return id;
}

/** Whose number it is, where only one patient of the site has it. */
async function onlyIssuer(tx: Tx, organisationId: string, mrn: string): Promise<string> {
  if (mrn === '') return '';
  const bearers = await tx
    .selectFrom('patient')
    .select('issuer')
    .where('organisation_id', '=', organisationId)
    .where('mrn', '=', mrn)
    .where('merged_into', 'is', null)
    .execute();
  return bearers.length === 1 ? bearers[0]!.issuer : '';
}

import { askAboutNumber, consultsOfNumber } from '../../consult/same-number.ts';
import type { PatientFacts } from '../facts.ts';
import type { Applying } from './applying.ts';
import { findPatient, insertPatient, numbered, type PatientRow, survivor } from './patients.ts';

export interface Identified {
  patient: PatientRow;
  /** What would change is waiting for a person. */
  review: boolean;
}

/**
 * The patient a message speaks of, entered or brought up to date. Nothing that people see in an open consult changes silently: a
 * difference in name, birth date or sex waits for a named person's decision. What was not known is filled in.
 */
export async function identify(applying: Applying, facts: PatientFacts): Promise<Identified> {
  const { tx, organisationId } = applying;
  const found = await findPatient(tx, organisationId, facts);
  if (found === undefined) {
    const patient = await insertPatient(tx, organisationId, facts);
    await sayWhoElse(applying, patient);
    return { patient, review: false };
  }
  const patient = await survivor(tx, found);
  const fields = { name: facts.name, birth_date: facts.birthDate, sex: facts.sex };
  const said = Object.entries(fields).filter(([, value]) => value !== '') as [keyof typeof fields, string][];
  const missing = said.filter(([name]) => patient[name] === '');
  const other = said.filter(([name, value]) => patient[name] !== '' && patient[name] !== value);
  const { own: consults } = await consultsOfNumber(tx, organisationId, numbered(patient));
  const review = other.length > 0 && consults.some(({ named }) => named);
  const change = Object.fromEntries(review ? missing : [...missing, ...other]);
  if (Object.keys(change).length > 0) await tx.updateTable('patient').set(change).where('id', '=', patient.id).execute();
  const now = { ...patient, ...change };
  await sayWhoElse(applying, now);
  for (const { id, named } of consults) {
    if (!named) {
      await tx
        .updateTable('consult')
        .set({ patient_name: now.name, birth_date: now.birth_date, sex: now.sex })
        .where('id', '=', id)
        .execute();
      applying.changed.add(id);
    } else if (review) await applying.askPerson(id, 'identity', { patientId: patient.id, change: Object.fromEntries(other) });
  }
  return { patient: now, review };
}

/** Open consults that show this number for another patient say so, and wait for a person. */
async function sayWhoElse(applying: Applying, patient: PatientRow): Promise<void> {
  const { tx, organisationId, inboxId, now } = applying;
  const other = numbered(patient);
  const { others } = await consultsOfNumber(tx, organisationId, other);
  for (const { id } of others)
    if (await askAboutNumber(tx, { organisationId, consultId: id, other, inboxId, now })) applying.changed.add(id);
}

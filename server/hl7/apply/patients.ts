import type { NumberedPatient } from '../../consult/same-number.ts';
import type { Tx } from '../../store/database.ts';
import type { PatientFacts, PatientId } from '../facts.ts';

export interface PatientRow {
  id: number;
  mrn: string;
  issuer: string;
  name: string;
  birth_date: string;
  sex: string;
  merged_into: number | null;
}

const COLUMNS = ['id', 'mrn', 'issuer', 'name', 'birth_date', 'sex', 'merged_into'] as const;

/** Known by id and issuer; where one side names no issuer, by the id alone if only one patient has it. Never by name. */
export async function findPatient(tx: Tx, org: string, { mrn, issuer }: PatientId): Promise<PatientRow | undefined> {
  const rows = await tx.selectFrom('patient').select(COLUMNS).where('organisation_id', '=', org).where('mrn', '=', mrn).execute();
  const exact = rows.find((row) => row.issuer === issuer);
  const open = rows.filter((row) => row.issuer === '' || issuer === '');
  return exact ?? (open.length === 1 ? open[0] : undefined);
}

/** Whom a patient has become by merging. Ends also where the rows lead in a circle: nothing may hang the database thread. */
export async function survivor(tx: Tx, patient: PatientRow): Promise<PatientRow> {
  const seen = new Set([patient.id]);
  let current = patient;
  while (current.merged_into !== null && !seen.has(current.merged_into)) {
    seen.add(current.merged_into);
    current = await patientById(tx, current.merged_into);
  }
  return current;
}

export const patientById = (tx: Tx, id: number): Promise<PatientRow> =>
  tx.selectFrom('patient').select(COLUMNS).where('id', '=', id).executeTakeFirstOrThrow();

export async function insertPatient(tx: Tx, org: string, facts: PatientFacts): Promise<PatientRow> {
  const values = {
    organisation_id: org,
    mrn: facts.mrn,
    issuer: facts.issuer,
    name: facts.name,
    birth_date: facts.birthDate,
    sex: facts.sex,
  };
  const { id } = await tx.insertInto('patient').values(values).returning('id').executeTakeFirstOrThrow();
  return { ...values, id, merged_into: null };
}

export const numbered = ({ mrn, issuer, name, birth_date: birthDate, sex }: PatientRow): NumberedPatient => ({
  mrn,
  issuer,
  name,
  birthDate,
  sex,
});

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

/** Whom a patient has become by merging. */
export async function survivor(tx: Tx, patient: PatientRow): Promise<PatientRow> {
  let current = patient;
  while (current.merged_into !== null)
    current = await tx.selectFrom('patient').select(COLUMNS).where('id', '=', current.merged_into).executeTakeFirstOrThrow();
  return current;
}

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

/** Open consults that show this patient. */
export async function openConsults(tx: Tx, org: string, mrns: readonly string[]): Promise<{ id: string; named: boolean }[]> {
  const rows = await tx
    .selectFrom('consult')
    .select(['id', 'patient_name', 'birth_date'])
    .where('organisation_id', '=', org)
    .where('state', '=', 'open')
    .where('mrn', 'in', [...mrns])
    .execute();
  return rows.map((row) => ({ id: row.id, named: row.patient_name !== '' || row.birth_date !== '' }));
}

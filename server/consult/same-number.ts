import type { Tx } from '../store/database.ts';

/** A patient as a number names them. Dates `YYYYMMDD`; '' is not known. */
export interface NumberedPatient {
  mrn: string;
  issuer: string;
  name: string;
  birthDate: string;
  sex: string;
}
export interface OpenConsult {
  id: string;
  /** It shows a name or a birth date. */
  named: boolean;
}

/**
 * Open consults of a site that show this number: the patient's own, and those of another patient with the same number. By id and issuer
 * (where one side names no issuer, by the id alone if only one patient of the site has it), birth date and sex; never by name.
 */
export async function consultsOfNumber(
  tx: Tx,
  org: string,
  patient: NumberedPatient,
): Promise<{ own: OpenConsult[]; others: OpenConsult[] }> {
  if (patient.mrn === '') return { own: [], others: [] };
  const rows = await tx
    .selectFrom('consult')
    .select(['id', 'patient_name', 'birth_date', 'sex', 'issuer'])
    .where('organisation_id', '=', org)
    .where('state', '=', 'open')
    .where('mrn', '=', patient.mrn)
    .orderBy('opened_at', 'desc')
    .execute();
  if (rows.length === 0) return { own: [], others: [] };
  const { bearers } = await tx
    .selectFrom('patient')
    .select((eb) => eb.fn.countAll<number>().as('bearers'))
    .where('organisation_id', '=', org)
    .where('mrn', '=', patient.mrn)
    .where('merged_into', 'is', null)
    .executeTakeFirstOrThrow();
  const differ = (a: string, b: string) => a !== '' && b !== '' && a !== b;
  const isOwn = ({ issuer, birth_date, sex }: (typeof rows)[number]) =>
    (issuer === patient.issuer || ((issuer === '' || patient.issuer === '') && bearers <= 1)) &&
    !differ(birth_date, patient.birthDate) &&
    !differ(sex, patient.sex);
  const shown = (row: (typeof rows)[number]): OpenConsult => ({ id: row.id, named: row.patient_name !== '' || row.birth_date !== '' });
  return {
    own: rows.filter(isOwn).map(shown),
    others: rows.filter((row) => !isOwn(row)).map(shown),
  };
}

export interface SharedNumber {
  organisationId: string;
  consultId: string;
  /** Who else has the number. */
  other: NumberedPatient;
  inboxId: number | null;
  now: string;
}

/** Says in a consult that another patient of the site has its number: once for each. True when it was news. */
export async function askAboutNumber(tx: Tx, { organisationId, consultId, other, inboxId, now }: SharedNumber): Promise<boolean> {
  const before = await tx
    .selectFrom('identity_review')
    .select('proposal')
    .where('consult_id', '=', consultId)
    .where('kind', '=', 'number')
    .execute();
  const same = ({ issuer, birthDate, sex }: NumberedPatient) =>
    issuer === other.issuer && birthDate === other.birthDate && sex === other.sex;
  if (before.some(({ proposal }) => same((JSON.parse(proposal) as { other: NumberedPatient }).other))) return false;
  await askPerson(tx, { organisationId, consultId, inboxId, kind: 'number', proposal: { other }, now });
  return true;
}

/** A consult that shows a number from now on, and open consults that show it for another patient: all of them say so. */
export async function sayShared(
  tx: Tx,
  { organisationId, consultId, patient, now }: { organisationId: string; consultId: string; patient: NumberedPatient; now: string },
): Promise<void> {
  const { others } = await consultsOfNumber(tx, organisationId, patient);
  for (const { id } of others) {
    const row = await tx
      .selectFrom('consult')
      .select(['mrn', 'issuer', 'patient_name', 'birth_date', 'sex'])
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    const other = { mrn: row.mrn, issuer: row.issuer, name: row.patient_name, birthDate: row.birth_date, sex: row.sex };
    await askAboutNumber(tx, { organisationId, consultId, other, inboxId: null, now });
    await askAboutNumber(tx, { organisationId, consultId: id, other: patient, inboxId: null, now });
  }
}

export interface Question {
  organisationId: string;
  consultId: string;
  inboxId: number | null;
  kind: 'merge' | 'identity' | 'join' | 'number';
  /** What a decision would do; the person's own patient data stays in it. */
  proposal: object;
  now: string;
}

/** Puts a decision before the people of a consult, with a line in its timeline. */
export async function askPerson(tx: Tx, { organisationId, consultId, inboxId, kind, proposal, now }: Question): Promise<void> {
  await tx
    .insertInto('identity_review')
    .values({
      organisation_id: organisationId,
      consult_id: consultId,
      inbox_id: inboxId,
      kind,
      proposal: JSON.stringify(proposal),
      created_at: now,
    })
    .execute();
  await tx
    .insertInto('consult_event')
    .values({ consult_id: consultId, at: now, person_id: null, kind: `${kind}-review`, detail: '' })
    .execute();
  await tx
    .updateTable('consult')
    .set((eb) => ({ version: eb('version', '+', 1) }))
    .where('id', '=', consultId)
    .execute();
}

import type { Decider } from '../identity/policy.ts';
import type { Database } from '../store/database.ts';
import type { AsideGroup } from './groups.ts';

/**
 * Keeps a decision in the timeline of the open consults that it is about: those of the patient, and those that hold the study. `mrn`: as whose
 * the objects were taken in, else the number that they say.
 */
export async function noteInConsults(
  db: Database,
  by: Decider,
  { studyUid, patient }: AsideGroup,
  { kind, detail, mrn }: { kind: 'images-taken-in' | 'images-left-out'; detail: string; mrn: string },
): Promise<void> {
  const consults = await consultsAbout(db, by.organisationId, studyUid, [mrn, patient.mrn]);
  if (consults.length === 0) return;
  const at = new Date().toISOString();
  await db
    .insertInto('consult_event')
    .values(consults.map((id) => ({ consult_id: id, at, person_id: by.personId, kind, detail })))
    .execute();
}

/** Open consults of the organisation that hold the study, or are about a patient with one of the numbers. */
export async function consultsAbout(db: Database, org: string, studyUid: string, mrns: readonly string[]): Promise<string[]> {
  const rows = await db
    .selectFrom('consult')
    .leftJoin('consult_study', 'consult_study.consult_id', 'consult.id')
    .leftJoin('study', 'study.id', 'consult_study.study_id')
    .where('consult.organisation_id', '=', org)
    .where('state', '=', 'open')
    .where((eb) => eb.or([eb('study_uid', '=', studyUid), eb.and([eb('mrn', 'in', [...mrns]), eb('mrn', '!=', '')])]))
    .groupBy('consult.id')
    .select('consult.id')
    .execute();
  return rows.map(({ id }) => id);
}

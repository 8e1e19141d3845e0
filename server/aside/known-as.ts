import type { Identity } from '#shared/protocol/admin.ts';
import type { Database } from '../store/database.ts';
import type { AsideGroup } from './groups.ts';

/**
 * As whom a person may take objects in: the patient that they contradict, or, where they name nobody, each patient of an open consult of the
 * site. None where the objects themselves, not their patient, stand against what is stored: only the sender can mend that.
 */
export async function knownAs(
  db: Database,
  org: string,
  { code, studyUid, patient, sha256 }: AsideGroup,
  accessionOf: (sha256: string) => Promise<string>,
): Promise<Identity[]> {
  if (code === 'PATIENT_UNIDENTIFIED') return inOpenConsults(db, org);
  const patients = db
    .selectFrom('patient')
    .where('patient.organisation_id', '=', org)
    .select(['patient.mrn', 'patient.issuer', 'patient.name', 'patient.birth_date as birthDate', 'patient.sex']);
  if (code === 'PATIENT_CONFLICT_IN_STUDY')
    return patients.innerJoin('study', 'study.patient_id', 'patient.id').where('study_uid', '=', studyUid).execute();
  if (code === 'PATIENT_CONFLICT')
    return patients
      .where('mrn', '=', patient.mrn)
      .where('merged_into', 'is', null)
      .$if(patient.issuer !== '', (query) => query.where('issuer', 'in', [patient.issuer, '']))
      .execute();
  if (code === 'ORDER_PATIENT_MISMATCH')
    return patients
      .innerJoin('imaging_order', 'imaging_order.patient_id', 'patient.id')
      .where('accession_number', '=', await accessionOf(sha256))
      .groupBy('patient.id')
      .execute();
  return [];
}

const inOpenConsults = (db: Database, org: string): Promise<Identity[]> =>
  db
    .selectFrom('consult')
    .where('organisation_id', '=', org)
    .where('state', '=', 'open')
    .where('mrn', '!=', '')
    .orderBy('opened_at', 'desc')
    .select(['mrn', 'issuer', 'patient_name as name', 'birth_date as birthDate', 'sex'])
    .execute();

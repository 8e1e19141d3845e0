import type { IntakeCode } from '#shared/protocol/intake.ts';
import type { Inspected } from '../../intake/types.ts';
import type { Tx } from '../../store/database.ts';
import type { Described } from './describe.ts';

export interface KnownPatient {
  id: number;
  mrn: string;
  issuer: string;
  birth_date: string;
  sex: string;
}

/** What the catalogue holds already of an arriving object. */
export interface Known {
  instance: { sha256: string; content_sha256: string; dataset_sha256: string } | undefined;
  study: (KnownPatient & { studyId: number }) | undefined;
  /** Series of that UID, wherever it belongs. */
  series: { id: number; hasShape: boolean; studyUid: string } | undefined;
  /** Patient of that id and issuer, whatever study. */
  namesake: KnownPatient | undefined;
}

/** Four questions on their way at once: one round trip to the database thread. */
export async function lookUp(
  tx: Tx,
  org: string,
  object: Pick<Inspected, 'sopInstanceUid'>,
  { study, series, patient }: Described,
): Promise<Known> {
  const [instance, knownStudy, knownSeries, namesake] = await Promise.all([
    tx
      .selectFrom('instance')
      .select(['sha256', 'content_sha256', 'dataset_sha256'])
      .where('organisation_id', '=', org)
      .where('sop_uid', '=', object.sopInstanceUid)
      .executeTakeFirst(),
    tx
      .selectFrom('study')
      .innerJoin('patient', 'patient.id', 'study.patient_id')
      .where('study.organisation_id', '=', org)
      .where('study_uid', '=', study.uid)
      .select(['study.id as studyId', 'patient.id', 'patient.mrn', 'patient.issuer', 'patient.birth_date', 'patient.sex'])
      .executeTakeFirst(),
    tx
      .selectFrom('series')
      .innerJoin('study', 'study.id', 'series.study_id')
      .where('series.organisation_id', '=', org)
      .where('series_uid', '=', series.uid)
      .select(['series.id', 'study.study_uid', (eb) => eb('series.shape', 'is not', null).as('hasShape')])
      .executeTakeFirst(),
    tx
      .selectFrom('patient')
      .select(['id', 'mrn', 'issuer', 'birth_date', 'sex'])
      .where('organisation_id', '=', org)
      .where('mrn', '=', patient.mrn)
      .where('issuer', '=', patient.issuer)
      .executeTakeFirst(),
  ]);
  return {
    instance,
    study: knownStudy,
    series: knownSeries && { id: knownSeries.id, hasShape: Boolean(knownSeries.hasShape), studyUid: knownSeries.study_uid },
    namesake,
  };
}

/** Why an object cannot simply join what is known; null when it can. */
export function conflictOf({ study: known, series, namesake }: Known, { patient, study }: Described): IntakeCode | null {
  if (patient.mrn === '') return 'PATIENT_UNIDENTIFIED';
  if (known !== undefined && disagrees(known, patient)) return 'PATIENT_CONFLICT_IN_STUDY';
  if (series !== undefined && series.studyUid !== study.uid) return 'SERIES_IN_TWO_STUDIES';
  return known === undefined && namesake !== undefined && disagrees(namesake, patient) ? 'PATIENT_CONFLICT' : null;
}

/** Issuer and id, birth date and sex; a value that is absent on one side disagrees with nothing. Names are shown, never matched. */
function disagrees(known: KnownPatient, given: Described['patient']): boolean {
  const differ = (a: string, b: string) => a !== '' && b !== '' && a !== b;
  return (
    known.mrn !== given.mrn ||
    differ(known.issuer, given.issuer) ||
    differ(known.birth_date, given.birthDate) ||
    differ(known.sex, given.sex)
  );
}

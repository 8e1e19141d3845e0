import type { ConsultRecord } from '#shared/protocol/record.ts';
import type { InstanceDescriptor } from '../imaging/catalogue/describe.ts';
import { personName } from '../imaging/catalogue/dicom-json.ts';
import type { DicomJson } from '../intake/types.ts';
import type { Database } from '../store/database.ts';
import { keyImagesIn } from './make/dicom/kos.ts';
import { measuredIn } from './make/dicom/sr.ts';
import { type ImageFacts, ImageMissing, type StudyFacts } from './make/dicom/study-facts.ts';

/** What documents about a study need of it, from the site's archive. Throws `ImageMissing` when the study is not there. */
export async function studyFacts(db: Database, record: ConsultRecord, studyInstanceUid: string): Promise<StudyFacts> {
  const marks = measuredIn(record, studyInstanceUid).map(({ mark }) => mark);
  const sops = [
    ...marks.flatMap((mark) => mark.sopInstanceUid ?? []),
    ...keyImagesIn(record, studyInstanceUid).map(({ image }) => image.sopInstanceUid),
  ];
  // Marks in planes of their own name a series only: which of its images lie nearest is seen from all of them.
  const whole = marks.filter((mark) => mark.sopInstanceUid === undefined).map((mark) => mark.seriesInstanceUid);
  const rows = await db
    .selectFrom('instance')
    .innerJoin('series', 'series.id', 'instance.series_id')
    .innerJoin('study', 'study.id', 'series.study_id')
    .where('study.organisation_id', '=', record.site.id)
    .where('study_uid', '=', studyInstanceUid)
    .where((eb) => eb.or([eb('sop_uid', 'in', sops), eb('series_uid', 'in', whole)]))
    .select(['sop_uid', 'sop_class', 'series_uid', 'descriptor'])
    .orderBy('instance.id')
    .execute();
  return {
    studyInstanceUid,
    sample: await sampleOf(db, record.site.id, studyInstanceUid),
    images: new Map(
      rows.map((row): [string, ImageFacts] => [
        row.sop_uid,
        {
          sopInstanceUid: row.sop_uid,
          sopClassUid: row.sop_class,
          seriesInstanceUid: row.series_uid,
          descriptor: JSON.parse(row.descriptor) as InstanceDescriptor,
        },
      ]),
    ),
  };
}

/**
 * The first instance that came, with the patient as the archive knows them now: who that is may have been corrected since (ADT, a
 * decision), and a document that says otherwise would contradict its own study.
 */
async function sampleOf(db: Database, organisationId: string, studyInstanceUid: string): Promise<DicomJson> {
  const row = await db
    .selectFrom('instance')
    .innerJoin('series', 'series.id', 'instance.series_id')
    .innerJoin('study', 'study.id', 'series.study_id')
    .innerJoin('patient', 'patient.id', 'study.patient_id')
    .where('study.organisation_id', '=', organisationId)
    .where('study_uid', '=', studyInstanceUid)
    .select(['metadata', 'mrn', 'issuer', 'patient.name', 'birth_date', 'sex'])
    .orderBy('instance.id')
    .limit(1)
    .executeTakeFirst();
  if (row === undefined) throw new ImageMissing();
  const sample = JSON.parse(row.metadata) as DicomJson;
  // The image may hold the same name in more than one script.
  const name =
    row.name === '' || personName(sample, '00100010') === row.name ? {} : { '00100010': { vr: 'PN', Value: [{ Alphabetic: row.name }] } };
  const known: DicomJson = {
    '00100020': { vr: 'LO', Value: [row.mrn] },
    '00100021': { vr: 'LO', Value: [row.issuer] },
    '00100030': { vr: 'DA', Value: [row.birth_date] },
    '00100040': { vr: 'CS', Value: [row.sex] },
  };
  const patient = Object.fromEntries(Object.entries(known).filter(([, { Value }]) => Value?.[0] !== ''));
  return { ...sample, ...name, ...patient };
}

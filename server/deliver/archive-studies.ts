import type { ConsultRecord } from '#shared/protocol/record.ts';
import type { InstanceDescriptor } from '../imaging/catalogue/describe.ts';
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

/** The first instance that came: documents that were made from it since say the same. */
async function sampleOf(db: Database, organisationId: string, studyInstanceUid: string): Promise<DicomJson> {
  const row = await db
    .selectFrom('instance')
    .innerJoin('series', 'series.id', 'instance.series_id')
    .innerJoin('study', 'study.id', 'series.study_id')
    .where('study.organisation_id', '=', organisationId)
    .where('study_uid', '=', studyInstanceUid)
    .select('metadata')
    .orderBy('instance.id')
    .limit(1)
    .executeTakeFirst();
  if (row === undefined) throw new ImageMissing();
  return JSON.parse(row.metadata) as DicomJson;
}

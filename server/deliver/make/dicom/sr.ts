import type { ConsultRecord } from '#shared/protocol/record.ts';
import { sopUidOf, uidOf } from '../../identifiers.ts';
import { localTime } from '../local-time.ts';
import {
  asPersonName,
  code,
  concept,
  container,
  coordinates,
  coordinates3d,
  dcm,
  english,
  type Item,
  image,
  number,
  observer,
  text,
  uidReference,
} from './content.ts';
import { evidence, writeDocument } from './document.ts';
import { type Measure, measureOf } from './measures.ts';
import { figureOf, nearest, toPixels } from './region.ts';
import { type ImageFacts, imageOf, type StudyFacts } from './study-facts.ts';

export const COMPREHENSIVE_3D_SR = '1.2.840.10008.5.1.4.1.1.88.34';

type Measurement = ConsultRecord['measurements'][number];

export const measuredIn = (record: ConsultRecord, studyUid: string): Measurement[] =>
  record.measurements.filter(({ mark }) => mark.studyInstanceUid === studyUid);

/**
 * The measurements of one study as Measurement Report (PS3.16 TID 1500): a group for each mark, its values with the place they were
 * taken from; in pixels of the image where it was drawn on one, else in the patient. Throws `ImageMissing`.
 */
export function makeSr(record: ConsultRecord, study: StudyFacts): Buffer {
  const measurements = measuredIn(record, study.studyInstanceUid);
  const referred = measurements.flatMap((one) => imagesOf(one, study));
  const unique = [...new Map(referred.map((one) => [one.sopInstanceUid, one])).values()];
  const root = container(
    null,
    dcm('126000', 'Imaging Measurement Report'),
    [
      english(),
      ...observer(record.signedBy),
      code('HAS CONCEPT MOD', dcm('121058', 'Procedure reported'), concept('363679005', 'SCT', 'Imaging procedure')),
      container('CONTAINS', dcm('111028', 'Image Library'), [
        container(
          'CONTAINS',
          dcm('126200', 'Image Library Group'),
          unique.map((one) => image('CONTAINS', one.sopClassUid, one.sopInstanceUid, null)),
        ),
      ]),
      container(
        'CONTAINS',
        dcm('126010', 'Imaging Measurements'),
        measurements.map((one) => group(record, study, one)),
      ),
    ],
    '1500',
  );
  const signed = localTime(record.signedAt, record.zone);
  const identity = {
    sopClassUid: COMPREHENSIVE_3D_SR,
    sopInstanceUid: sopUidOf('sr', record.consultId, record.version, study.studyInstanceUid),
    modality: 'SR',
    seriesDescription: 'Telestroke consult: measurements',
    seriesNumber: 9901,
  } as const;
  return writeDocument(record, study, identity, {
    PreliminaryFlag: 'FINAL',
    CompletionFlag: 'COMPLETE',
    VerificationFlag: 'VERIFIED',
    VerifyingObserverSequence: [
      {
        VerifyingOrganization: record.signedBy.site.slice(0, 64),
        VerificationDateTime: `${signed.date}${signed.time}${signed.offset}`,
        VerifyingObserverName: asPersonName(record.signedBy.name),
        VerifyingObserverIdentificationCodeSequence: [],
      },
    ],
    PerformedProcedureCodeSequence: [],
    CurrentRequestedProcedureEvidenceSequence: evidence(study, unique),
    ...root,
  });
}

/** TID 1501. The mark keeps its tracking UID through all versions of the record. */
function group(record: ConsultRecord, study: StudyFacts, measurement: Measurement): Item {
  const { mark, values, author } = measurement;
  const measures = values.map((given) => ({ ...given, measure: measureOf(given.name, unitOn(study, mark, given.unit)) }));
  return container(
    'CONTAINS',
    dcm('125007', 'Measurement Group'),
    [
      text('HAS OBS CONTEXT', dcm('112039', 'Tracking Identifier'), mark.uid),
      uidReference('HAS OBS CONTEXT', dcm('112040', 'Tracking Unique Identifier'), uidOf('mark', record.consultId, mark.uid)),
      ...observer(author),
      ...(mark.text === undefined || mark.text.trim() === '' ? [] : [text('CONTAINS', dcm('121106', 'Comment'), mark.text)]),
      ...(measures.length > 0 ? [] : [place(study, measurement, null, 'CONTAINS')]),
      ...measures.map(({ value, measure }) =>
        number(measure.name, value, measure.unit, [
          ...(measure.derivation === null ? [] : [code('HAS CONCEPT MOD', dcm('121401', 'Derivation'), measure.derivation)]),
          place(study, measurement, measure.axis, 'INFERRED FROM'),
        ]),
      ),
    ],
    '1501',
  );
}

/** On an image without a scale a point's millimetres are its pixels: no length is claimed there. */
function unitOn(study: StudyFacts, { sopInstanceUid }: Measurement['mark'], unit: string): string {
  if (sopInstanceUid === undefined || imageOf(study, sopInstanceUid).descriptor.shape?.spacingSource !== 'none') return unit;
  return unit === 'mm' ? '{pixels}' : unit === 'mm2' ? '{pixels2}' : unit;
}

const REGION = dcm('111030', 'Image Region');

function place(study: StudyFacts, { mark }: Measurement, axis: Measure['axis'], relation: 'CONTAINS' | 'INFERRED FROM'): Item {
  const { type, points } = figureOf(mark, axis);
  if (mark.sopInstanceUid === undefined) return coordinates3d(relation, REGION, type, points.flat(), mark.frameOfReferenceUid);
  const on = imageOf(study, mark.sopInstanceUid);
  const frame = mark.frame ?? 1;
  const of = image('SELECTED FROM', on.sopClassUid, on.sopInstanceUid, on.descriptor.frames.length > 1 ? frame : null);
  // SCOORD knows no polygon: a polyline that ends where it began.
  return coordinates(relation, REGION, type === 'POLYGON' ? 'POLYLINE' : type, toPixels(points, on, frame), of);
}

/** The image a mark was drawn on; for one in a plane of its own, those of its series that are nearest to its points. */
function imagesOf({ mark }: Measurement, study: StudyFacts): ImageFacts[] {
  if (mark.sopInstanceUid !== undefined) return [imageOf(study, mark.sopInstanceUid)];
  const series = [...study.images.values()].filter(({ seriesInstanceUid }) => seriesInstanceUid === mark.seriesInstanceUid);
  return mark.points.flatMap((point) => nearest(series, point)?.image ?? []);
}

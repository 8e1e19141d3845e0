import { type HeadOptions, head, type Point } from './phantom.ts';
import { render, stamp } from './render.ts';

/** The sample patient; the name says that there is no such person. */
export const PATIENT = { PatientName: 'SAMPLE^SYLVIA', PatientID: 'SYN-0001', PatientBirthDate: '19520214', PatientSex: 'F' };
const CT_IMAGE = '1.2.840.10008.5.1.4.1.1.2';
const SIZE = 512;
const SPACING = 0.46;

interface SeriesSpec {
  study: number;
  series: number;
  description: string;
  studyDescription: string;
  date: string;
  head: HeadOptions;
  slices: number;
  /** mm from slice to slice along the table, and of the slice itself. */
  gap: number;
  /** Height of the first slice, mm. */
  from: number;
  /** Gantry tilt, degrees. */
  tilt: number;
  noise: number;
}

/** Elements of one instance by keyword, as dcmjs-dimse takes them. */
export type Elements = Record<string, unknown>;

/** Every instance of the sample case, in the order in which a scanner would send it: head, angiography, then the old head. */
export function* sampleCase(today: Date): Generator<Elements> {
  const date = (back: number) => new Date(today.getTime() - back * 86_400_000).toISOString().slice(0, 10).replaceAll('-', '');
  const now = { study: 1, studyDescription: 'CT HEAD, CT ANGIOGRAPHY HEAD', date: date(0) };
  yield* series({
    ...now,
    series: 2,
    description: 'HEAD 5.0 mm',
    head: { contrast: false, stroke: true },
    slices: 32,
    gap: 5,
    from: -58,
    tilt: 15,
    noise: 3,
  });
  yield* series({
    ...now,
    series: 3,
    description: 'CTA HEAD 1.0 mm',
    head: { contrast: true, stroke: true },
    slices: 190,
    gap: 1,
    from: -86,
    tilt: 0,
    noise: 7,
  });
  yield* series({
    study: 2,
    studyDescription: 'CT HEAD',
    date: date(800),
    series: 2,
    description: 'HEAD 5.0 mm',
    head: { contrast: false, stroke: false },
    slices: 30,
    gap: 5,
    from: -50,
    tilt: 0,
    noise: 3,
  });
}

function* series(spec: SeriesSpec): Generator<Elements> {
  const shapes = head(spec.head);
  const angle = (spec.tilt * Math.PI) / 180;
  const row: Point = [1, 0, 0];
  const column: Point = [0, Math.cos(angle), Math.sin(angle)];
  const half = ((SIZE - 1) / 2) * SPACING;
  const uid = (...parts: number[]) => `2.25.77120931${[spec.study, ...parts].map((part) => String(part).padStart(4, '0')).join('')}`;
  for (let i = 0; i < spec.slices; i++) {
    const origin: Point = [-half, -half * column[1], spec.from + i * spec.gap - half * column[2]];
    const pixels = render(
      shapes,
      { origin, row, column, spacing: SPACING, size: SIZE },
      spec.noise,
      spec.study * 100_000 + spec.series * 1000 + i,
    );
    stamp(pixels, SIZE, 'SYNTHETIC', spec.head.contrast ? 400 : 90);
    yield {
      ...PATIENT,
      SpecificCharacterSet: 'ISO_IR 192',
      ImageType: ['ORIGINAL', 'PRIMARY', 'AXIAL'],
      SOPClassUID: CT_IMAGE,
      SOPInstanceUID: uid(spec.series, i + 1),
      StudyDate: spec.date,
      StudyTime: '120000',
      AccessionNumber: `SYN${spec.study}`,
      Modality: 'CT',
      Manufacturer: 'Hyperacute sample generator',
      InstitutionName: 'Riverside General',
      StudyDescription: spec.studyDescription,
      SeriesDescription: spec.description,
      BodyPartExamined: 'HEAD',
      ...(spec.head.contrast ? { ContrastBolusAgent: 'IODINE (SYNTHETIC)' } : {}),
      SliceThickness: String(spec.gap),
      GantryDetectorTilt: String(spec.tilt),
      StudyInstanceUID: uid(0, 0),
      SeriesInstanceUID: uid(spec.series, 0),
      StudyID: String(spec.study),
      SeriesNumber: String(spec.series),
      InstanceNumber: String(i + 1),
      ImagePositionPatient: origin.map((value) => value.toFixed(4)),
      ImageOrientationPatient: [...row, ...column].map((value) => value.toFixed(6)),
      FrameOfReferenceUID: uid(9999, 0),
      ImageComments: 'SYNTHETIC: no patient',
      SamplesPerPixel: 1,
      PhotometricInterpretation: 'MONOCHROME2',
      Rows: SIZE,
      Columns: SIZE,
      PixelSpacing: [String(SPACING), String(SPACING)],
      BitsAllocated: 16,
      BitsStored: 16,
      HighBit: 15,
      PixelRepresentation: 1,
      BurnedInAnnotation: 'YES',
      WindowCenter: spec.head.contrast ? '170' : '40',
      WindowWidth: spec.head.contrast ? '600' : '80',
      RescaleIntercept: '0',
      RescaleSlope: '1',
      RescaleType: 'HU',
      PixelData: [pixels.buffer],
      _vrMap: { PixelData: 'OW' },
    };
  }
}

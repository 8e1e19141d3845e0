import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { data } from 'dcmjs';
import { head } from '../../../server/sample/phantom.ts';
import { render } from '../../../server/sample/render.ts';
import { root } from '../../support/server.ts';

/** One instance as a Part 10 file in memory. */
export interface Slice {
  readonly sop: string;
  readonly bytes: Buffer;
}

/** Slices of one series, lowest first. */
export interface Series {
  readonly name: string;
  readonly study: string;
  readonly series: string;
  readonly slices: readonly Slice[];
}

/** Stands where `asRun` writes the number of a run, in every UID and in the patient's number. */
const RUN = '4444';
const UID_ROOT = `2.25.7712094401${RUN}`;
const PATIENT = `BENCH${RUN}`;
/** Stands where `asRun` writes today's date: an old study would be a prior. */
const DATE = '20260101';

const CT_IMAGE = '1.2.840.10008.5.1.4.1.1.2';
const EXPLICIT_LE = '1.2.840.10008.1.2.1';
const SIZE = 512;
const SPACING = 0.46;
const GAP = 0.625;
/** Standard deviation, HU: its codestream is then as long as that of a real thin slice (140 kB). */
const NOISE = 6;
/** Outside the circle that a scanner reconstructs there is this, HU. */
const PADDING = -1024;

/** A thin CT angiogram of the head phantom: 512 × 512, 0.625 mm, seeded. Rendered once, then kept in `.cache`. */
export function thinCta(count = 320): Series {
  const folder = join(root, `.cache/bench/cta-${count}`);
  if (!existsSync(folder)) {
    const temporary = `${folder}.${process.pid}`;
    mkdirSync(temporary, { recursive: true });
    for (let i = 0; i < count; i++) writeFileSync(join(temporary, String(i)), file(i, count, pixelsOf(i, count), SIZE));
    renameSync(temporary, folder);
  }
  const slices = Array.from({ length: count }, (_, i) => ({ sop: sopOf(i), bytes: readFileSync(join(folder, String(i))) }));
  return { name: `CTA ${count}`, study: `${UID_ROOT}8`, series: `${UID_ROOT}9`, slices };
}

/** Small pictures for what is counted and not looked at: `size`², noise up to `most`. */
export function smallSlices(count: number, size = 64, most = 255): Series {
  const pixels = Int16Array.from({ length: size * size }, (_, i) => ((i * 2654435761) >>> 20) & most);
  const slices = Array.from({ length: count }, (_, i) => ({ sop: sopOf(i), bytes: file(i, count, pixels, size) }));
  return { name: `small ${count}`, study: `${UID_ROOT}8`, series: `${UID_ROOT}9`, slices };
}

/** The same pictures as another study of another patient. */
export function asRun(series: Series, run: number): Series {
  const number = String(run).padStart(RUN.length, '0');
  const today = new Date().toISOString().slice(0, 10).replaceAll('-', '');
  const uid = (text: string) => text.replace(UID_ROOT, UID_ROOT.replace(RUN, number));
  return {
    ...series,
    study: uid(series.study),
    series: uid(series.series),
    slices: series.slices.map(({ sop, bytes }) => {
      const copy = Buffer.from(bytes);
      for (const marker of [UID_ROOT, PATIENT]) overwrite(copy, marker, marker.replace(RUN, number));
      overwrite(copy, DATE, today);
      return { sop: uid(sop), bytes: copy };
    }),
  };
}

/** The patient's number in that run. */
export const patientOf = (run: number): string => PATIENT.replace(RUN, String(run).padStart(RUN.length, '0'));

/** Everything with a UID lies before the pixels, within this many bytes. */
const HEADER_BYTES = 4_096;

function overwrite(bytes: Buffer, marker: string, by: string): void {
  const header = bytes.subarray(0, HEADER_BYTES);
  for (let at = header.indexOf(marker); at >= 0; at = header.indexOf(marker, at + 1)) header.write(by, at, 'latin1');
}

const sopOf = (i: number): string => `${UID_ROOT}1${String(i).padStart(6, '0')}`;

function pixelsOf(i: number, count: number): Int16Array {
  const half = ((SIZE - 1) / 2) * SPACING;
  const z = -100 + (i / count) * 200;
  const plane = { origin: [-half, -half, z], row: [1, 0, 0], column: [0, 1, 0], spacing: SPACING, size: SIZE } as const;
  return withinCircle(render(head({ contrast: true, stroke: true }), plane, NOISE, 500_000 + i));
}

function withinCircle(pixels: Int16Array): Int16Array {
  const middle = (SIZE - 1) / 2;
  for (let at = 0; at < pixels.length; at++)
    if (Math.hypot((at % SIZE) - middle, Math.floor(at / SIZE) - middle) > SIZE / 2) pixels[at] = PADDING;
  return pixels;
}

function file(i: number, count: number, pixels: Int16Array, size: number): Buffer {
  const { DicomDict, DicomMetaDictionary } = data;
  const document = new DicomDict(
    DicomMetaDictionary.denaturalizeDataset({
      FileMetaInformationVersion: new Uint8Array([0, 1]).buffer,
      MediaStorageSOPClassUID: CT_IMAGE,
      MediaStorageSOPInstanceUID: sopOf(i),
      TransferSyntaxUID: EXPLICIT_LE,
      ImplementationClassUID: '2.25.1',
    }),
  );
  document.dict = DicomMetaDictionary.denaturalizeDataset(elements(i, count, pixels, size));
  return Buffer.from(document.write());
}

const elements = (i: number, count: number, pixels: Int16Array, size: number): Record<string, unknown> => ({
  SpecificCharacterSet: 'ISO_IR 192',
  ImageType: ['ORIGINAL', 'PRIMARY', 'AXIAL'],
  SOPClassUID: CT_IMAGE,
  SOPInstanceUID: sopOf(i),
  StudyDate: DATE,
  StudyTime: '120000',
  AccessionNumber: '',
  Modality: 'CT',
  Manufacturer: 'Hyperacute sample generator',
  StudyDescription: 'CT ANGIOGRAPHY HEAD',
  SeriesDescription: 'CTA HEAD 0.625 mm',
  BodyPartExamined: 'HEAD',
  PatientName: 'BENCH^PHANTOM',
  PatientID: PATIENT,
  PatientBirthDate: '19520214',
  PatientSex: 'F',
  ContrastBolusAgent: 'IODINE (SYNTHETIC)',
  SliceThickness: String(GAP),
  StudyInstanceUID: `${UID_ROOT}8`,
  SeriesInstanceUID: `${UID_ROOT}9`,
  StudyID: '1',
  SeriesNumber: '3',
  InstanceNumber: String(i + 1),
  ImagePositionPatient: ['-117.53', '-117.53', ((i - count / 2) * GAP).toFixed(3)],
  ImageOrientationPatient: ['1', '0', '0', '0', '1', '0'],
  FrameOfReferenceUID: `${UID_ROOT}7`,
  SamplesPerPixel: 1,
  PhotometricInterpretation: 'MONOCHROME2',
  Rows: size,
  Columns: size,
  PixelSpacing: [String(SPACING), String(SPACING)],
  BitsAllocated: 16,
  BitsStored: 16,
  HighBit: 15,
  PixelRepresentation: 1,
  WindowCenter: '170',
  WindowWidth: '600',
  RescaleIntercept: '0',
  RescaleSlope: '1',
  RescaleType: 'HU',
  PixelData: [pixels.buffer],
  _vrMap: { PixelData: 'OW' },
});

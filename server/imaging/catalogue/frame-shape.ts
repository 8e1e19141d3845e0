import type { FrameShape } from '#shared/protocol/stream.ts';
import type { DicomJson, Inspected } from '../../intake/types.ts';
import { items, number, numbers, text } from './dicom-json.ts';

/** Pixel spacing outside of this is not a picture of a person, mm. */
const SPACING_MIN = 1e-4;
const SPACING_MAX = 1e3;
/** Largest rescale that can still mean something. */
const RESCALE_MAX = 1e9;

/** Transfer syntaxes that lose information, and how they are named to people. */
const LOSSY_SYNTAX: Record<string, string> = {
  '1.2.840.10008.1.2.4.50': 'JPEG baseline',
  '1.2.840.10008.1.2.4.51': 'JPEG extended',
  '1.2.840.10008.1.2.4.81': 'JPEG-LS near-lossless',
  '1.2.840.10008.1.2.4.91': 'JPEG 2000',
  '1.2.840.10008.1.2.4.203': 'HTJ2K',
};

/**
 * Everything needed to show and measure a frame, from the object's own level, the shared and the per-frame functional groups
 * (PS3.3 §C.7.6.16). A value that cannot be true is left out: a wrong length or HU is worse than none. Null: no picture at all.
 */
export function frameShapeOf(d: DicomJson, shared: DicomJson, own: DicomJson, object: Inspected): FrameShape | null {
  const rows = number(d, '00280010');
  const columns = number(d, '00280011');
  if (rows === null || columns === null) return null;
  const group = (sequence: string): DicomJson => items(own, sequence)[0] ?? items(shared, sequence)[0] ?? {};
  const measures = group('00289110');
  const transform = group('00289145');
  const voi = group('00289132');
  const photometric = text(d, '00280004');
  const samples = number(d, '00280002') === 3 || photometric === 'PALETTE COLOR' ? 3 : 1;
  const windowed = { ...d, ...voi };
  const width = number(windowed, '00281051');
  const spacing = spacingOf(d, measures);
  return {
    rows,
    columns,
    samples,
    bitsStored: photometric === 'PALETTE COLOR' ? 8 : (number(d, '00280101') ?? 8),
    signed: number(d, '00280103') === 1 && samples === 1,
    photometric: samples === 3 ? 'RGB' : photometric === 'MONOCHROME1' ? 'MONOCHROME1' : 'MONOCHROME2',
    ...rescaleOf({ ...d, ...transform }, text(d, '00080060')),
    windowCenter: width !== null && width > 0 ? number(windowed, '00281050') : null,
    windowWidth: width !== null && width > 0 ? width : null,
    ...spacing,
    orientation: orientationOf({ ...d, ...group('00209116') }),
    frameOfReferenceUid: text(d, '00200052') || null,
    thickness: number(measures, '00180050') ?? number(d, '00180050'),
    lossyOriginal: lossyOf(d, object.transferSyntaxUid),
  };
}

export function positionOf(d: DicomJson, shared: DicomJson, own: DicomJson): [number, number, number] | null {
  const group = items(own, '00209113')[0] ?? items(shared, '00209113')[0] ?? d;
  return numbers(group, '00200032', 3) as [number, number, number] | null;
}

function spacingOf(d: DicomJson, measures: DicomJson): Pick<FrameShape, 'pixelSpacing' | 'spacingSource'> {
  const patient = plausible(numbers(measures, '00280030', 2) ?? numbers(d, '00280030', 2));
  if (patient !== null) return { pixelSpacing: patient, spacingSource: 'patient' };
  const detector = plausible(numbers(d, '00181164', 2));
  return { pixelSpacing: detector, spacingSource: detector === null ? 'none' : 'detector' };
}

const plausible = (pair: number[] | null): [number, number] | null =>
  pair?.every((value) => value >= SPACING_MIN && value <= SPACING_MAX) ? (pair as [number, number]) : null;

function rescaleOf(d: DicomJson, modality: string): Pick<FrameShape, 'slope' | 'intercept' | 'unit'> {
  const slope = number(d, '00281053');
  const intercept = number(d, '00281052');
  const sane = slope !== null && intercept !== null && slope !== 0 && Math.abs(slope) < RESCALE_MAX && Math.abs(intercept) < RESCALE_MAX;
  if (!sane) return { slope: 1, intercept: 0, unit: '' };
  const type = text(d, '00281054');
  return { slope, intercept, unit: type !== '' && type !== 'US' ? type.slice(0, 32) : modality === 'CT' ? 'HU' : '' };
}

/** Two unit vectors at right angles (PS3.3 §C.7.6.2.1.1), else null: an orientation letter would be a guess. */
function orientationOf(d: DicomJson): FrameShape['orientation'] {
  const o = numbers(d, '00200037', 6);
  if (o === null) return null;
  const [a, b, c, e, f, g] = o as [number, number, number, number, number, number];
  const unit = (x: number, y: number, z: number) => Math.abs(Math.hypot(x, y, z) - 1) < 0.01;
  return unit(a, b, c) && unit(e, f, g) && Math.abs(a * e + b * f + c * g) < 0.01 ? [a, b, c, e, f, g] : null;
}

function lossyOf(d: DicomJson, transferSyntaxUid: string): string | null {
  return LOSSY_SYNTAX[transferSyntaxUid] ?? (text(d, '00282110') === '01' ? 'compressed with loss before' : null);
}

import type { DicomJson } from '../types.ts';
import { numbersOf, textOf } from './json.ts';
import { Refusal } from './refusal.ts';

/** The attributes that say how the bytes of the pixels are to be read (PS3.3 §C.7.6.3). */
export interface ImageDescription {
  rows: number;
  columns: number;
  samples: number;
  frames: number;
  bitsAllocated: number;
  photometric: string;
}

export const PIXEL_DATA = 0x7fe00010;

/** Judged at the header of the pixels, so that a lie is refused before they are received. `pixelTag` says which kind they are. */
export function describeImage(dataset: DicomJson, pixelTag: number): ImageDescription {
  const rows = unsigned(dataset, '00280010', 'Rows');
  const columns = unsigned(dataset, '00280011', 'Columns');
  if (rows === 0 || columns === 0) throw new Refusal('DICOM_ATTRIBUTE_INVALID', 'Rows or Columns is 0');
  const samples = unsigned(dataset, '00280002', 'SamplesPerPixel');
  const photometric = textOf(dataset, '00280004');
  const expected = SAMPLES[photometric];
  if (expected === undefined || expected !== samples || dataset['00280004']?.Value?.length !== 1) {
    throw new Refusal('DICOM_ATTRIBUTE_INVALID', 'SamplesPerPixel and PhotometricInterpretation');
  }
  if (samples > 1 && dataset['00280006'] !== undefined && unsigned(dataset, '00280006', 'PlanarConfiguration') > 1) {
    throw new Refusal('DICOM_ATTRIBUTE_INVALID', 'PlanarConfiguration');
  }
  const bitsAllocated = unsigned(dataset, '00280100', 'BitsAllocated');
  if (pixelTag === PIXEL_DATA) integerPixels(dataset, bitsAllocated);
  else if (bitsAllocated !== (pixelTag === 0x7fe00008 ? 32 : 64)) throw new Refusal('DICOM_ATTRIBUTE_INVALID', 'BitsAllocated');
  if (photometric === 'PALETTE COLOR') palette(dataset);
  return { rows, columns, samples, frames: frameCount(dataset), bitsAllocated, photometric };
}

const SAMPLES: Record<string, number> = {
  MONOCHROME1: 1,
  MONOCHROME2: 1,
  'PALETTE COLOR': 1,
  RGB: 3,
  YBR_FULL: 3,
  YBR_FULL_422: 3,
  YBR_PARTIAL_420: 3,
  YBR_PARTIAL_422: 3,
  YBR_ICT: 3,
  YBR_RCT: 3,
  XYB: 3,
};

function integerPixels(dataset: DicomJson, bitsAllocated: number): void {
  if (![1, 8, 16, 32].includes(bitsAllocated)) throw new Refusal('DICOM_ATTRIBUTE_INVALID', 'BitsAllocated');
  const bitsStored = unsigned(dataset, '00280101', 'BitsStored');
  if (bitsStored < 1 || bitsStored > bitsAllocated) throw new Refusal('DICOM_ATTRIBUTE_INVALID', 'BitsStored');
  const highBit = unsigned(dataset, '00280102', 'HighBit');
  if (highBit < bitsStored - 1 || highBit >= bitsAllocated) throw new Refusal('DICOM_ATTRIBUTE_INVALID', 'HighBit');
  if (unsigned(dataset, '00280103', 'PixelRepresentation') > 1) throw new Refusal('DICOM_ATTRIBUTE_INVALID', 'PixelRepresentation');
}

function unsigned(dataset: DicomJson, key: string, name: string): number {
  const element = dataset[key];
  const value = element?.Value?.[0];
  if (element?.vr !== 'US' || element.Value?.length !== 1 || typeof value !== 'number') throw new Refusal('DICOM_ATTRIBUTE_INVALID', name);
  return value;
}

function frameCount(dataset: DicomJson): number {
  const element = dataset['00280008'];
  if (element?.Value === undefined) return 1;
  const value = element.Value[0];
  if (element.vr !== 'IS' || element.Value.length !== 1 || typeof value !== 'number' || !Number.isInteger(value) || value < 1) {
    throw new Refusal('DICOM_ATTRIBUTE_INVALID', 'NumberOfFrames');
  }
  return value;
}

/** PS3.3 §C.7.6.3.1.5: three tables, plain or segmented, each as long as its descriptor says. */
function palette(dataset: DicomJson): void {
  for (const colour of ['1', '2', '3']) {
    const descriptor = numbersOf(dataset, `0028110${colour}`);
    if (descriptor?.length !== 3) throw new Refusal('DICOM_ATTRIBUTE_INVALID', 'palette descriptor');
    const plain = dataset[`0028120${colour}`];
    if (plain === undefined && dataset[`0028122${colour}`] === undefined) throw new Refusal('DICOM_ATTRIBUTE_INVALID', 'palette data');
  }
}

import { CT_SHAPE } from '#shared/imaging/testing/ct-shape.ts';
import type { FrameDescriptor, FrameShape, ReadyFrame, SeriesDescriptor, StudyDescriptor } from '#shared/protocol/stream.ts';
import { encode } from './encode.ts';

export interface TestFrame {
  descriptor: FrameDescriptor;
  ready: ReadyFrame;
  codestream: Uint8Array;
  /** Stored samples. */
  stored: Int16Array | Uint16Array | Uint8Array;
}

export interface TestSeries {
  study: StudyDescriptor;
  descriptor: SeriesDescriptor;
  frames: TestFrame[];
}

export const STUDY: StudyDescriptor = {
  studyInstanceUid: '1.2.826.1',
  description: 'CT HEAD',
  date: '20260314',
  time: '021455',
  accessionNumber: 'A1',
  institution: 'Riverside General',
  patient: { name: 'DOE^JANE', id: 'RG-0042', birthDate: '19510203', sex: 'F' },
  prior: false,
};

export const SHAPE: FrameShape = {
  ...CT_SHAPE,
  rows: 256,
  columns: 256,
  pixelSpacing: [0.9, 0.9],
  frameOfReferenceUid: '1.2.826.9',
  thickness: 2,
};

export interface HeadOptions {
  uid?: string;
  firstId?: number;
  slices?: number;
  gap?: number;
  shape?: Partial<FrameShape>;
  descriptor?: Partial<SeriesDescriptor>;
  study?: StudyDescriptor;
  /** Position of slice k; default: straight up. */
  position?: (k: number) => [number, number, number];
}

/**
 * A head by formula: skull, brain, ventricles. Each slice carries a 24 × 24 block of value 20 + 2k in its corner, so that a test can
 * tell from the canvas which slice it sees.
 */
export async function head(options: HeadOptions = {}): Promise<TestSeries> {
  const { uid = '1.2.826.1.1', firstId = 1000, slices = 24, gap = 3 } = options;
  const shape: FrameShape = { ...SHAPE, ...options.shape };
  const study = options.study ?? STUDY;
  const frames: TestFrame[] = [];
  for (let k = 0; k < slices; k += 1) {
    const stored = slicePixels(k, slices, shape);
    const encoded = await encode({
      width: shape.columns,
      height: shape.rows,
      samples: shape.samples,
      bits: shape.bitsStored,
      signed: shape.signed,
      bytes: new Uint8Array(stored.buffer),
    });
    const { codestream, ...rest } = encoded;
    const half = (shape.columns - 1) / 2;
    const spacing = shape.pixelSpacing?.[0] ?? 1;
    frames.push({
      descriptor: {
        id: firstId + k,
        series: uid,
        sop: `${uid}.${k + 1}`,
        frame: 1,
        number: k + 1,
        position: options.position?.(k) ?? [-half * spacing, -half * spacing, k * gap],
      },
      ready: { id: firstId + k, ...rest },
      codestream,
      stored,
    });
  }
  return {
    study,
    descriptor: {
      seriesInstanceUid: uid,
      studyInstanceUid: study.studyInstanceUid,
      modality: 'CT',
      description: 'Head 3.0 J40s',
      number: 2,
      role: 'ncct-thick',
      frames: slices,
      shape,
      documentKind: null,
      documents: [],
      ...options.descriptor,
    },
    frames,
  };
}

/** Value of the block in the corner of slice k, HU. */
export const blockValue = (k: number): number => 20 + 2 * (k % 30);

function slicePixels(k: number, slices: number, shape: FrameShape): TestFrame['stored'] {
  const { rows, columns, samples } = shape;
  const out =
    shape.bitsStored <= 8
      ? new Uint8Array(rows * columns * samples)
      : shape.signed
        ? new Int16Array(rows * columns)
        : new Uint16Array(rows * columns);
  const z = slices === 1 ? 0 : ((k / (slices - 1)) * 2 - 1) * 0.85;
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      const value = hounsfield((column / (columns - 1)) * 2 - 1, (row / (rows - 1)) * 2 - 1, z, row, column, k);
      const at = row * columns + column;
      if (samples === 3) out.set([value > 0 ? 200 : 20, Math.min(255, Math.max(0, value)), 60], at * 3);
      else out[at] = shape.bitsStored <= 8 ? Math.min(255, Math.max(0, value + 60)) : (value - shape.intercept) / shape.slope;
    }
  }
  return out;
}

function hounsfield(x: number, y: number, z: number, row: number, column: number, k: number): number {
  if (row >= 6 && row < 30 && column >= 6 && column < 30) return blockValue(k);
  const skull = (x / 0.72) ** 2 + (y / 0.88) ** 2 + z ** 2;
  if (skull > 1) return -1000;
  if (skull > 0.86) return 1000;
  const ventricle = ((Math.abs(x) - 0.14) / 0.08) ** 2 + ((y + 0.05) / 0.3) ** 2 + (z / 0.4) ** 2 < 1;
  // Texture that has no period the wavelet could hide in a preview.
  const grain = (((row * 7919 + column * 104729 + k * 1299709) >>> 3) % 9) - 4;
  return (ventricle ? 8 : 34) + grain;
}

import type { z } from 'zod';
import type { FrameShape, frameCodec } from '#shared/protocol/stream.ts';
import type { PixelArray } from './messages.ts';

export type FrameCodec = z.infer<typeof frameCodec>;

/** All that turning decoded samples into values needs. */
export type PixelShape = Pick<FrameShape, 'rows' | 'columns' | 'samples' | 'bitsStored' | 'signed' | 'slope' | 'intercept'>;

/** Shown where nothing has arrived: below every window. */
export const EMPTY_VALUE = -32_768;

export const pixelShape = ({ rows, columns, samples, bitsStored, signed, slope, intercept }: FrameShape): PixelShape => ({
  rows,
  columns,
  samples,
  bitsStored,
  signed,
  slope,
  intercept,
});

/** An array that holds every value the shape allows after rescaling: the same for the empty frame, the preview and the lossless one. */
export function allocate(shape: PixelShape): PixelArray {
  const length = shape.rows * shape.columns;
  if (shape.samples === 3) return new Uint8Array(length * 3);
  const [low, high] = valueRange(shape);
  if (!Number.isInteger(shape.slope) || !Number.isInteger(shape.intercept)) return new Float32Array(length);
  if (low >= -32_768 && high <= 32_767) return new Int16Array(length);
  if (low >= 0 && high <= 65_535) return new Uint16Array(length);
  return new Float32Array(length);
}

/** The empty picture of a shape. */
export function emptyPixels(shape: PixelShape): PixelArray {
  const pixels = allocate(shape);
  if (pixels instanceof Int16Array || pixels instanceof Float32Array) pixels.fill(EMPTY_VALUE);
  return pixels;
}

/**
 * Rescales what the decoder gave (PS3.3 §C.11.1): stored values to the unit of the series.
 * @throws RangeError when the length is not that of the shape.
 */
export function rescale(raw: Uint8Array, shape: PixelShape): { data: PixelArray; min: number; max: number } {
  const data = allocate(shape);
  if (shape.samples === 3) return { data: colour(raw, data.length), min: 0, max: 255 };
  const stored = samplesOf(raw, shape, data.length);
  const { slope, intercept } = shape;
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < stored.length; i += 1) {
    const value = stored[i]! * slope + intercept;
    data[i] = value;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return { data, min, max };
}

function valueRange({ bitsStored, signed, slope, intercept }: PixelShape): [number, number] {
  const low = signed ? -(2 ** (bitsStored - 1)) : 0;
  const high = signed ? 2 ** (bitsStored - 1) - 1 : 2 ** bitsStored - 1;
  const ends = [low * slope + intercept, high * slope + intercept];
  return [Math.min(...ends), Math.max(...ends)];
}

function samplesOf(raw: Uint8Array, shape: PixelShape, length: number) {
  const bytes = shape.bitsStored <= 8 ? 1 : 2;
  if (raw.length !== length * bytes) throw new RangeError(`decoded ${raw.length} bytes for ${length} samples`);
  if (bytes === 1) return shape.signed ? new Int8Array(raw.buffer, raw.byteOffset, length) : raw;
  // The WASM heap may place the picture at an odd address.
  const aligned = raw.byteOffset % 2 === 0 ? raw : raw.slice();
  return shape.signed
    ? new Int16Array(aligned.buffer, aligned.byteOffset, length)
    : new Uint16Array(aligned.buffer, aligned.byteOffset, length);
}

function colour(raw: Uint8Array, length: number): Uint8Array<ArrayBuffer> {
  if (raw.length !== length) throw new RangeError(`decoded ${raw.length} bytes for ${length} colour samples`);
  return raw.slice() as Uint8Array<ArrayBuffer>;
}

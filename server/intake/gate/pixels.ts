import type { ByteSpan, PixelLayout } from '../types.ts';
import type { ImageDescription } from './image.ts';
import type { Fragments } from './parsed.ts';
import { Refusal } from './refusal.ts';

/** Bits of one frame as native pixels. 4:2:2 has two samples a pixel on average (PS3.3 §C.7.6.3.1.2). */
export function frameBits(image: ImageDescription): number {
  const samples = image.photometric === 'YBR_FULL_422' ? 2 : image.samples;
  return image.rows * image.columns * samples * image.bitsAllocated;
}

/** Uncompressed pixels must have exactly the bytes that rows, columns, samples, bits and frames ask for, padded to an even number. */
export function checkNativeLength(image: ImageDescription, length: number): void {
  const exact = (bits: number): boolean => {
    const bytes = Math.ceil((bits * image.frames) / 8);
    return length === bytes || length === bytes + (bytes % 2);
  };
  if (exact(frameBits(image))) return;
  if (image.photometric === 'YBR_FULL_422' && exact(image.rows * image.columns * 3 * image.bitsAllocated)) return;
  throw new Refusal('DICOM_PIXEL_LENGTH', `${length} bytes`);
}

export function nativeLayout(image: ImageDescription, span: ByteSpan, vr: string): PixelLayout {
  const bytes = (frameBits(image) * image.frames) / 8;
  // Else 4:2:2 stored as 4:4:4: the length has been judged.
  const subsampled = span.length <= Math.ceil(bytes) + 1;
  const frameBytes = subsampled ? frameBits(image) / 8 : Math.floor(span.length / image.frames);
  return { kind: 'native', frames: image.frames, frameBytes, span, vr: vr as 'OB' | 'OW' | 'OF' | 'OD' };
}

/**
 * Which fragments make which frame (PS3.5 §A.4, PS3.3 §C.7.6.3.1.8): by the extended offset table, else the basic one, else one
 * each, else by where code streams begin. Null when the tables contradict the fragments: the frames cannot be told apart.
 */
export function framesOf(fragments: Fragments, frames: number, extended: number[] | null): ByteSpan[][] | null {
  const { spans, starts, marks, basicOffsets } = fragments;
  if (spans.length < frames) throw new Refusal('DICOM_PIXEL_LENGTH', `${spans.length} fragments for ${frames} frames`);
  const table = extended ?? (basicOffsets.length > 0 ? basicOffsets : null);
  if (table !== null) {
    if (table.length !== frames || table[0] !== 0) return null;
    const index = new Map(starts.map((start, at) => [start, at]));
    const firsts = table.map((offset) => index.get(offset) ?? -1);
    if (firsts.some((first, at) => first < 0 || (at > 0 && first <= firsts[at - 1]!))) return null;
    return group(spans, firsts);
  }
  if (frames === 1) return [spans];
  if (spans.length === frames) return spans.map((span) => [span]);
  const begins: number[] = [];
  for (let at = 0; at < spans.length; at++) if (marks[at] === JPEG_BEGINS || marks[at] === JPEG_2000_BEGINS) begins.push(at);
  return begins.length === frames && begins[0] === 0 ? group(spans, begins) : null;
}

const JPEG_BEGINS = 0xffd8;
const JPEG_2000_BEGINS = 0xff4f;

function group(spans: ByteSpan[], firsts: number[]): ByteSpan[][] {
  return firsts.map((first, at) => spans.slice(first, firsts[at + 1] ?? spans.length));
}

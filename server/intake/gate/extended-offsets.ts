import type { DicomJson } from '../types.ts';

/** Extended Offset Table (PS3.3 §C.7.6.3.1.8): unsigned 64-bit numbers; null when there is none, or it is too long to have been kept. */
export function extendedOffsets(dataset: DicomJson): number[] | null {
  const inline = dataset['7FE00001']?.InlineBinary;
  if (inline === undefined) return null;
  const bytes = Buffer.from(inline, 'base64');
  const offsets: number[] = [];
  for (let at = 0; at + 8 <= bytes.length; at += 8) offsets.push(Number(bytes.readBigUInt64LE(at)));
  return offsets;
}

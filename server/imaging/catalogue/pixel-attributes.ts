import type { DicomJson } from '../../intake/types.ts';
import { number, text } from './dicom-json.ts';

/** How the bytes of one frame are to be read (PS3.3 §C.7.6.3). */
export interface PixelAttributes {
  rows: number;
  columns: number;
  samples: number;
  bitsAllocated: number;
  bitsStored: number;
  highBit: number;
  signed: boolean;
  planar: boolean;
  photometric: string;
  palette: Palette | null;
}

/** Lookup tables of PALETTE COLOR (PS3.3 §C.7.6.3.1.5), 16-bit entries. */
export interface Palette {
  first: number;
  entries: number;
  bits: number;
  red: Uint16Array;
  green: Uint16Array;
  blue: Uint16Array;
}

export function pixelAttributesOf(d: DicomJson): PixelAttributes {
  const bitsAllocated = number(d, '00280100') ?? 16;
  const bitsStored = number(d, '00280101') ?? bitsAllocated;
  return {
    rows: number(d, '00280010') ?? 0,
    columns: number(d, '00280011') ?? 0,
    samples: number(d, '00280002') ?? 1,
    bitsAllocated,
    bitsStored,
    highBit: number(d, '00280102') ?? bitsStored - 1,
    signed: number(d, '00280103') === 1,
    planar: number(d, '00280006') === 1,
    photometric: text(d, '00280004') || 'MONOCHROME2',
    palette: paletteOf(d),
  };
}

function paletteOf(d: DicomJson): Palette | null {
  const [entries, first, bits] = ((d['00281101']?.Value ?? []) as number[]).map(Number);
  const table = (tag: string): Uint16Array | null => {
    const inline = d[tag]?.InlineBinary;
    if (inline !== undefined) {
      const bytes = Buffer.from(inline, 'base64');
      return bits === 8 && bytes.length === entries
        ? Uint16Array.from(bytes)
        : new Uint16Array(new Uint8Array(bytes).buffer, 0, bytes.length >> 1);
    }
    const values = d[tag]?.Value;
    return values === undefined ? null : Uint16Array.from(values as number[]);
  };
  const [red, green, blue] = [table('00281201'), table('00281202'), table('00281203')];
  if (red === null || green === null || blue === null || entries === undefined || first === undefined || bits === undefined) return null;
  return { first, entries: entries === 0 ? 65_536 : entries, bits, red, green, blue };
}

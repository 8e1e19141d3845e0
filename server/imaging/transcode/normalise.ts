import type { Palette, PixelAttributes } from '../catalogue/pixel-attributes.ts';
import type { RawFrame } from './decode.ts';

/** What is encoded: one grey sample in its stored range, or interleaved 8-bit RGB. */
export interface Picture {
  bytes: Uint8Array;
  samples: 1 | 3;
  bits: number;
  signed: boolean;
}

/** From whatever the decoder gave to what the encoder takes. Grey values stay what they are, bit for bit. */
export function normalise(raw: RawFrame, p: PixelAttributes): Picture {
  if (raw.samples === 1 && raw.photometric === 'PALETTE COLOR') {
    if (p.palette === null) throw new Error('the colour table is missing');
    return { bytes: applyPalette(raw, p.palette), samples: 3, bits: 8, signed: false };
  }
  if (raw.samples === 1) return { bytes: stored(raw, p), samples: 1, bits: p.bitsStored, signed: p.signed };
  const interleaved = raw.planar ? interleave(raw.bytes, raw.bitsAllocated / 8) : raw.bytes;
  const eight = raw.bitsAllocated === 16 ? toEight(interleaved, p.bitsStored) : interleaved;
  return { bytes: /^YBR_(FULL|FULL_422)$/.test(raw.photometric) ? ybrToRgb(eight) : eight, samples: 3, bits: 8, signed: false };
}

/** Drops bits outside of Bits Stored (old overlays live there) and extends the sign. Returns the input when there is nothing to do. */
function stored(raw: RawFrame, p: PixelAttributes): Uint8Array {
  if (p.bitsStored >= raw.bitsAllocated) return raw.bytes;
  const shift = Math.max(0, p.highBit + 1 - p.bitsStored);
  const up = 32 - p.bitsStored;
  const bytes = raw.bytes.slice();
  const values = raw.bitsAllocated === 8 ? bytes : new Uint16Array(bytes.buffer, 0, bytes.length >> 1);
  for (let i = 0; i < values.length; i++) {
    const value = (values[i]! >> shift) << up;
    values[i] = p.signed ? value >> up : value >>> up;
  }
  return bytes;
}

function interleave(bytes: Uint8Array, size: number): Uint8Array {
  const plane = bytes.length / 3;
  const out = new Uint8Array(bytes.length);
  for (let i = 0; i < plane; i += size)
    for (let c = 0; c < 3; c++) for (let b = 0; b < size; b++) out[i * 3 + c * size + b] = bytes[c * plane + i + b]!;
  return out;
}

function toEight(bytes: Uint8Array, bitsStored: number): Uint8Array {
  const values = new Uint16Array(bytes.slice().buffer);
  return Uint8Array.from(values, (value) => value >> Math.max(0, bitsStored - 8));
}

/** PS3.3 §C.7.6.3.1.2, ITU-R BT.601 full range. */
function ybrToRgb(bytes: Uint8Array): Uint8Array {
  const out = new Uint8ClampedArray(bytes.length);
  for (let i = 0; i < bytes.length; i += 3) {
    const y = bytes[i]!;
    const cb = bytes[i + 1]! - 128;
    const cr = bytes[i + 2]! - 128;
    out[i] = y + 1.402 * cr;
    out[i + 1] = y - 0.344136 * cb - 0.714136 * cr;
    out[i + 2] = y + 1.772 * cb;
  }
  return new Uint8Array(out.buffer);
}

function applyPalette(raw: RawFrame, palette: Palette): Uint8Array {
  const indices = raw.bitsAllocated === 8 ? raw.bytes : new Uint16Array(raw.bytes.slice().buffer);
  const down = palette.bits > 8 && Math.max(...palette.red, ...palette.green, ...palette.blue) > 255 ? 8 : 0;
  const out = new Uint8Array(indices.length * 3);
  for (let i = 0; i < indices.length; i++) {
    const entry = Math.min(Math.max(indices[i]! - palette.first, 0), palette.entries - 1);
    out[i * 3] = palette.red[entry]! >> down;
    out[i * 3 + 1] = palette.green[entry]! >> down;
    out[i * 3 + 2] = palette.blue[entry]! >> down;
  }
  return out;
}

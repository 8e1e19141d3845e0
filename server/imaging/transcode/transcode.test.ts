import { describe, expect, test } from 'vitest';
import type { PixelAttributes } from '../catalogue/pixel-attributes.ts';
import { decodeFrame, encodeJpeg } from './decode.ts';
import { encodeHtj2k, resolutionEnds } from './htj2k.ts';
import { normalise } from './normalise.ts';

const HTJ2K = '1.2.840.10008.1.2.4.202';
const RAW = '1.2.840.10008.1.2.1';
const grey = (over: Partial<PixelAttributes> = {}): PixelAttributes => ({
  rows: 96,
  columns: 128,
  samples: 1,
  bitsAllocated: 16,
  bitsStored: 16,
  highBit: 15,
  signed: true,
  planar: false,
  photometric: 'MONOCHROME2',
  palette: null,
  ...over,
});

/** A seeded picture with edges and noise, inside the bits stored. */
function pixels(p: PixelAttributes, seed = 7): Uint8Array {
  let state = seed;
  const random = () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state / 2147483648;
  };
  const count = p.rows * p.columns * p.samples;
  const span = 2 ** p.bitsStored;
  const values = Array.from(
    { length: count },
    (_, i) => Math.floor(((i % 97) / 97) * 0.5 * span + random() * 0.5 * span) - (p.signed ? span / 2 : 0),
  );
  return p.bitsAllocated === 8 ? Uint8Array.from(values) : new Uint8Array(Int16Array.from(values).buffer);
}

describe('transcoding', () => {
  test.each<[string, Partial<PixelAttributes>]>([
    ['signed 16 bits', {}],
    ['unsigned 12 bits', { signed: false, bitsStored: 12, highBit: 11 }],
    ['signed 12 bits', { bitsStored: 12, highBit: 11 }],
    ['unsigned 8 bits', { signed: false, bitsAllocated: 8, bitsStored: 8, highBit: 7 }],
    ['colour', { samples: 3, signed: false, bitsAllocated: 8, bitsStored: 8, highBit: 7, photometric: 'RGB' }],
    ['a matrix too small to halve five times', { rows: 10, columns: 12 }],
  ])('[TR1] is lossless: %s', async (_name, over) => {
    const p = grey(over);
    const original = pixels(p);
    const picture = normalise(await decodeFrame(original, RAW, p), p);
    const { bytes } = await encodeHtj2k(picture, p.rows, p.columns);
    const back = await decodeFrame(bytes, HTJ2K, p);
    expect(Buffer.from(back.bytes).equals(Buffer.from(original))).toBe(true);
  });

  test('[TR2] each resolution ends at an exact byte, the last at the end of the codestream', async () => {
    const p = grey({ rows: 512, columns: 512 });
    const { bytes, ends, preview } = await encodeHtj2k(normalise(await decodeFrame(pixels(p), RAW, p), p), 512, 512);
    expect(ends).toHaveLength(6);
    expect([...ends].sort((a, b) => a - b)).toEqual(ends);
    expect(ends.at(-1)).toBe(bytes.length);
    expect(preview).toBe(3);
    expect(resolutionEnds(bytes)).toEqual(ends);
  });

  test('[TR3] bits outside of Bits Stored are dropped and the sign is extended', () => {
    const p = grey({ rows: 1, columns: 2, bitsStored: 12, highBit: 11 });
    const raw = {
      bytes: new Uint8Array(Uint16Array.from([0xf801, 0x1002]).buffer),
      bitsAllocated: 16 as const,
      samples: 1 as const,
      photometric: 'MONOCHROME2',
      planar: false,
    };
    expect([...new Int16Array(normalise(raw, p).bytes.buffer)]).toEqual([-2047, 2]);
  });

  test('[TR4] big endian, planar colour, 4:2:2 and palettes become what the encoder takes', async () => {
    const big = grey({ rows: 1, columns: 2 });
    expect([...(await decodeFrame(Uint8Array.from([1, 2, 3, 4]), '1.2.840.10008.1.2.2', big)).bytes]).toEqual([2, 1, 4, 3]);
    const colour = grey({
      rows: 1,
      columns: 2,
      samples: 3,
      bitsAllocated: 8,
      bitsStored: 8,
      planar: true,
      photometric: 'RGB',
      signed: false,
    });
    expect([...normalise(await decodeFrame(Uint8Array.from([1, 2, 3, 4, 5, 6]), RAW, colour), colour).bytes]).toEqual([1, 3, 5, 2, 4, 6]);
    const half = { ...colour, planar: false, photometric: 'YBR_FULL_422' };
    expect([...normalise(await decodeFrame(Uint8Array.from([10, 200, 128, 128]), RAW, half), half).bytes]).toEqual([
      10, 10, 10, 200, 200, 200,
    ]);
    const palette = {
      first: 1,
      entries: 2,
      bits: 16,
      red: Uint16Array.from([0, 0xff00]),
      green: Uint16Array.from([0, 0x8000]),
      blue: Uint16Array.from([0, 0]),
    };
    const indexed = grey({ rows: 1, columns: 3, bitsAllocated: 8, bitsStored: 8, photometric: 'PALETTE COLOR', palette, signed: false });
    expect([...normalise(await decodeFrame(Uint8Array.from([0, 1, 2]), RAW, indexed), indexed).bytes]).toEqual([
      0, 0, 0, 0, 0, 0, 255, 128, 0,
    ]);
  });

  test('[TR5] what cannot be decoded says why', async () => {
    await expect(decodeFrame(new Uint8Array(10), '1.2.840.10008.1.2.4.90', grey())).rejects.toThrow();
    await expect(decodeFrame(new Uint8Array(10), RAW, grey({ bitsAllocated: 32 }))).rejects.toThrow('32 bits a pixel');
  });

  test('[TR6] a rendered picture is a baseline JPEG', async () => {
    const jpeg = await encodeJpeg(new Uint8Array(64 * 64).fill(90), 64, 64, 1);
    expect([...jpeg.subarray(0, 2)]).toEqual([0xff, 0xd8]);
  });
});

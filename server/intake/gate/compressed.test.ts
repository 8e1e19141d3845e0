import { describe, expect, it } from 'vitest';
import { header, undefinedLength } from '../testing/broken-files.ts';
import { codeOf, inspect } from '../testing/judge.ts';
import { dataSet, type Element, encapsulated } from '../testing/part10.ts';
import type { PixelLayout } from '../types.ts';

const JPEG_2000 = '1.2.840.10008.1.2.4.90';
const RLE = '1.2.840.10008.1.2.5';

describe('compressed pixels', () => {
  const stream = (rows = 16, columns = 16): Buffer => {
    const siz = Buffer.alloc(60);
    siz.writeUInt32BE(0xff4fff51, 0);
    siz.writeUInt32BE(columns, 8);
    siz.writeUInt32BE(rows, 12);
    siz.writeUInt16BE(1, 40);
    return siz;
  };
  const compressed = (value: Buffer, elements: readonly Element[] = [], transferSyntax = JPEG_2000): Buffer =>
    Buffer.concat([header(transferSyntax), dataSet({ pixels: null, elements }), undefinedLength([0xe0, 0x7f, 0x10, 0x00], 'OB', value)]);
  const frames = (n: number): Element[] => [[0x00280008, 'IS', String(n)]];

  it('[IN8] are frames by the offset tables, by number, or by where code streams begin', async () => {
    const [whole, half] = [stream(), Buffer.alloc(20)];
    const fragmentsOf = async (file: Buffer): Promise<number[]> =>
      ((await inspect(file)).pixels as Extract<PixelLayout, { kind: 'encapsulated' }>).fragments.map((spans) => spans.length);
    expect(await fragmentsOf(compressed(encapsulated([whole, half, half])))).toEqual([3]);
    expect(await fragmentsOf(compressed(encapsulated([whole, whole]), frames(2)))).toEqual([1, 1]);
    expect(await fragmentsOf(compressed(encapsulated([whole, half, whole]), frames(2)))).toEqual([2, 1]);
    expect(await fragmentsOf(compressed(encapsulated([whole, half, half], [0, 68]), frames(2)))).toEqual([1, 2]);
    const offsets = Buffer.alloc(16);
    offsets.writeBigUInt64LE(96n, 8);
    expect(await fragmentsOf(compressed(encapsulated([whole, half, half]), [...frames(2), [0x7fe00001, 'OV', offsets]]))).toEqual([2, 1]);
  });

  it('[IN8] that cannot be told apart or decoded are stored, with a warning', async () => {
    expect(await codeOf(compressed(encapsulated([stream()], [4])))).toBe('PIXEL_UNREADABLE');
    expect(await codeOf(compressed(encapsulated([stream(17)])))).toBe('PIXEL_UNREADABLE');
    expect(await codeOf(compressed(encapsulated([Buffer.alloc(100, 7)])))).toBe('PIXEL_UNREADABLE');
    const jpeg = Buffer.from('ffd8ffc0000b080010001001011100ffd9', 'hex');
    expect(await codeOf(compressed(encapsulated([jpeg]), [], '1.2.840.10008.1.2.4.50'))).toBe('OK');
    jpeg.writeUInt16BE(65_500, 7);
    expect(await codeOf(compressed(encapsulated([jpeg]), [], '1.2.840.10008.1.2.4.50'))).toBe('PIXEL_UNREADABLE');
  });

  it('[IN8] of run lengths must unpack to exactly one frame', async () => {
    const rle = (runs: readonly number[], second = 64 + runs.length): Buffer => {
      const head = Buffer.alloc(64);
      head.writeUInt32LE(2, 0);
      head.writeUInt32LE(64, 4);
      head.writeUInt32LE(second, 8);
      return Buffer.concat([head, Buffer.from(runs), Buffer.from(runs)]);
    };
    const plane = [129, 0, 129, 0];
    expect(await codeOf(compressed(encapsulated([rle(plane)]), [], RLE))).toBe('OK');
    expect(await codeOf(compressed(encapsulated([rle([...plane, 129, 0])]), [], RLE))).toBe('PIXEL_UNREADABLE');
    expect(await codeOf(compressed(encapsulated([rle(plane, 4_000)]), [], RLE))).toBe('PIXEL_UNREADABLE');
  });

  it('[IN8] must be there, whole, and under a transfer syntax that compresses', async () => {
    expect(await codeOf(compressed(encapsulated([])))).toBe('DICOM_PIXEL_LENGTH');
    expect(await codeOf(compressed(encapsulated([stream()]), frames(2)))).toBe('DICOM_PIXEL_LENGTH');
    const cut = compressed(encapsulated([stream()]));
    expect(await codeOf(cut.subarray(0, cut.length - 4))).toBe('DICOM_TRUNCATED');
    expect(await codeOf(compressed(encapsulated([stream()]), [], '1.2.840.10008.1.2.1'))).toBe('DICOM_PARSE');
    expect(await codeOf(Buffer.concat([header(JPEG_2000), dataSet({})]))).toBe('DICOM_PARSE');
  });
});

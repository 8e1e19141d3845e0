import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { originalBytes, type StoredBytes, valueBytes } from './stored-bytes.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hyperacute-bytes-'));
  file = join(folder, 'original');
});
afterEach(() => rmSync(folder, { recursive: true }));

async function read({ length, pieces }: StoredBytes): Promise<{ length: number; bytes: Buffer; largest: number }> {
  const all: Buffer[] = [];
  for await (const piece of pieces) all.push(Buffer.from(piece));
  return { length, bytes: Buffer.concat(all), largest: Math.max(0, ...all.map((piece) => piece.length)) };
}

describe('[DW10] what is stored is read piece by piece', () => {
  const data = randomBytes(3_000_000);

  it('[DW10] an original, whole, its preamble zeroed', async () => {
    writeFileSync(file, data);
    const { length, bytes, largest } = await read(await originalBytes(file, data.length));
    expect(length).toBe(data.length);
    expect(bytes.equals(Buffer.concat([Buffer.alloc(128), data.subarray(128)]))).toBe(true);
    expect(largest).toBeLessThan(data.length / 4);
  });

  it.each([
    [0, 3_000_000],
    [1_000_001, 1_500_000],
    [2_999_999, 1],
    [7, 0],
  ])('[DW10] the value at %i of %i bytes, plain and deflated', async (offset, length) => {
    writeFileSync(file, data);
    const plain = await read(await valueBytes(file, { base: 'file', dataSetOffset: 0 }, { offset, length }));
    writeFileSync(file, Buffer.concat([Buffer.alloc(400), deflateRawSync(data)]));
    const deflated = await read(await valueBytes(file, { base: 'inflated', dataSetOffset: 400 }, { offset, length }));
    for (const value of [plain, deflated]) {
      expect(value.length).toBe(length);
      expect(value.bytes.equals(data.subarray(offset, offset + length))).toBe(true);
      expect(value.largest).toBeLessThanOrEqual(data.length / 4);
    }
  });

  it('[DW10] is refused before a byte is sent where the file is gone or too short, and breaks off where it shrinks', async () => {
    const span = { offset: 0, length: data.length };
    await expect(originalBytes(file, 10)).rejects.toMatchObject({ code: 'INTEGRITY' });
    writeFileSync(file, data.subarray(0, 1_000));
    await expect(originalBytes(file, data.length)).rejects.toMatchObject({ code: 'INTEGRITY' });
    await expect(valueBytes(file, { base: 'file', dataSetOffset: 0 }, span)).rejects.toMatchObject({ code: 'INTEGRITY' });
    writeFileSync(file, data);
    const opened = await originalBytes(file, data.length);
    writeFileSync(file, data.subarray(0, 1_000));
    await expect(read(opened)).rejects.toMatchObject({ code: 'INTEGRITY' });
    writeFileSync(file, deflateRawSync(data).subarray(0, 1_000_000));
    await expect(read(await valueBytes(file, { base: 'inflated', dataSetOffset: 0 }, span))).rejects.toThrow();
  });
});

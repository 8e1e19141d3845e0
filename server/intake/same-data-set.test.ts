import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { sameDataSet } from './same-data-set.ts';

const folder = mkdtempSync(join(tmpdir(), 'hyperacute-same-'));
afterAll(() => rmSync(folder, { recursive: true }));

function stored(name: string, head: string, dataSet: Buffer) {
  const path = join(folder, name);
  writeFileSync(path, Buffer.concat([Buffer.from(head), dataSet]));
  return { path, dataSetOffset: head.length };
}

describe('the same object', () => {
  const pixels = Buffer.alloc(2_500_000, 7);
  const one = stored('one', 'meta of one sender', pixels);

  it('[IN14] has the same data set behind whatever meta group', async () => {
    expect(await sameDataSet(one, stored('other', 'another, longer meta group', pixels))).toBe(true);
  });

  it.each([0, 1_048_575, 1_048_576, 2_499_999])('[IN14] is another one when byte %i differs', async (at) => {
    const changed = Buffer.from(pixels);
    changed[at] = 8;
    expect(await sameDataSet(one, stored('changed', 'meta of one sender', changed))).toBe(false);
  });

  it('[IN14] is another one when it is longer or shorter', async () => {
    expect(await sameDataSet(one, stored('longer', 'meta', Buffer.concat([pixels, Buffer.of(7)])))).toBe(false);
    expect(await sameDataSet(one, stored('shorter', 'meta', pixels.subarray(1)))).toBe(false);
  });
});

import { deflateRawSync, deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { header } from '../testing/broken-files.ts';
import { codeOf, inspect } from '../testing/judge.ts';
import { dataSet, encode } from '../testing/part10.ts';
import type { PixelLayout } from '../types.ts';

const DEFLATED = '1.2.840.10008.1.2.1.99';

describe('a deflated data set', () => {
  const deflated = (bytes: Buffer): Buffer => Buffer.concat([header(DEFLATED), bytes]);
  const good = deflateRawSync(dataSet({}));

  it('[IN5] is read like any other, with offsets into what was inflated', async () => {
    const object = await inspect(deflated(good));
    expect(object.base).toBe('inflated');
    const { span } = object.pixels as Extract<PixelLayout, { kind: 'native' }>;
    expect(span).toEqual({ offset: dataSet({}).length - 512, length: 512 });
  });

  it('[IN5] must end where the file does', async () => {
    expect(await codeOf(deflated(Buffer.concat([good, Buffer.from([0])])))).toBe('OK');
    expect(await codeOf(deflated(Buffer.concat([good, Buffer.from('more')])))).toBe('DICOM_TRAILING_DATA');
    expect(await codeOf(deflated(good.subarray(0, good.length - 20)))).toBe('DICOM_TRUNCATED');
    expect(await codeOf(deflated(deflateSync(dataSet({}))))).toBe('DICOM_PARSE');
  });

  it('[IN5] that grows without proportion is a bomb, whatever it inflates to', async () => {
    expect(await codeOf(deflated(deflateRawSync(Buffer.alloc(64 * 2 ** 20))))).toBe('DICOM_INFLATE_LIMIT');
    const claims = dataSet({ pixels: null });
    const pixels = encode([[0x7fe00010, 'OW', Buffer.alloc(64 * 2 ** 20)]]);
    expect(await codeOf(deflated(deflateRawSync(Buffer.concat([claims, pixels]))))).toBe('DICOM_PIXEL_LENGTH');
  });
});

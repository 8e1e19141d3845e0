import { describe, expect, it } from 'vitest';
import { document } from '../testing/broken-files.ts';
import { codeOf, inspect } from '../testing/judge.ts';
import { type Element, part10 } from '../testing/part10.ts';

describe('the description of an image', () => {
  it.each<[string, Element | number, string]>([
    ['no rows', 0x00280010, 'DICOM_ATTRIBUTE_INVALID'],
    ['rows of 0', [0x00280010, 'US', 0], 'DICOM_ATTRIBUTE_INVALID'],
    ['rows as UL', [0x00280010, 'UL', 16], 'DICOM_ATTRIBUTE_INVALID'],
    ['rows twice', [0x00280010, 'US', [16, 16]], 'DICOM_ATTRIBUTE_INVALID'],
    ['64 bits', [0x00280100, 'US', 64], 'DICOM_ATTRIBUTE_INVALID'],
    ['more bits stored than allocated', [0x00280101, 'US', 17], 'DICOM_ATTRIBUTE_INVALID'],
    ['a high bit outside', [0x00280102, 'US', 255], 'DICOM_ATTRIBUTE_INVALID'],
    ['three samples of grey', [0x00280002, 'US', 3], 'DICOM_ATTRIBUTE_INVALID'],
    ['an unknown photometric interpretation', [0x00280004, 'CS', 'GREY'], 'DICOM_ATTRIBUTE_INVALID'],
    ['a palette without tables', [0x00280004, 'CS', 'PALETTE COLOR'], 'DICOM_ATTRIBUTE_INVALID'],
    ['no frames', [0x00280008, 'IS', '0'], 'DICOM_ATTRIBUTE_INVALID'],
    ['frames with an exponent', [0x00280008, 'IS', '1e9'], 'DICOM_ATTRIBUTE_INVALID'],
    ['2 000 000 000 frames', [0x00280008, 'IS', '2000000000'], 'DICOM_PIXEL_LENGTH'],
    ['pixels cut short', [0x7fe00010, 'OW', Buffer.alloc(510)], 'DICOM_PIXEL_LENGTH'],
    ['pixels that go on', [0x7fe00010, 'OW', Buffer.alloc(514)], 'DICOM_PIXEL_LENGTH'],
    ['no bytes of pixels', [0x7fe00010, 'OW', Buffer.alloc(0)], 'DICOM_PIXEL_LENGTH'],
    ['no pixels at all', 0x7fe00010, 'DICOM_TRUNCATED'],
    ['pixels of undefined length', [0x00280008, 'IS', '1'], 'OK'],
  ])('[IN7] with %s', async (_name, change, code) => {
    expect(await codeOf(part10(typeof change === 'number' ? { without: [change] } : { elements: [change] }))).toBe(code);
  });

  it('[IN7] takes single bits, colour and frames, and pads an odd number of bytes', async () => {
    const bits: Element[] = [
      [0x00280100, 'US', 1],
      [0x00280101, 'US', 1],
      [0x00280102, 'US', 0],
    ];
    const object = await inspect(part10({ rows: 3, columns: 3, elements: [...bits, [0x00280008, 'IS', '3']], pixels: Buffer.alloc(4) }));
    expect(object.pixels).toMatchObject({ kind: 'native', frames: 3, frameBytes: 9 / 8 });
    const colour: Element[] = [
      [0x00280002, 'US', 3],
      [0x00280004, 'CS', 'RGB'],
      [0x00280100, 'US', 8],
      [0x00280101, 'US', 8],
      [0x00280102, 'US', 7],
    ];
    expect(await codeOf(part10({ rows: 3, columns: 3, elements: colour, pixels: Buffer.alloc(28) }))).toBe('OK');
  });

  it('[IN7] does not matter to what is no image', async () => {
    expect((await inspect(document([[0x0040a160, 'UT', 'a report']]))).pixels).toEqual({ kind: 'none' });
  });
});

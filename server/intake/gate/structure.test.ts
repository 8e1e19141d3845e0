import { describe, expect, it } from 'vitest';
import { document, insertBefore, SEQUENCE_END, undefinedLength } from '../testing/broken-files.ts';
import { codeOf, inspect } from '../testing/judge.ts';
import { type Element, encode, item, part10 } from '../testing/part10.ts';

describe('the structure of a data set', () => {
  it('[IN3] refuses a tag that stands twice, and one out of order', async () => {
    const id = encode([[0x00100020, 'LO', 'MRN2']]);
    const patient = Buffer.from([0x10, 0x00, 0x20, 0x00]);
    expect(await codeOf(insertBefore(patient, id, part10({})))).toBe('DICOM_TAG_DUPLICATE');
    expect(await codeOf(insertBefore(patient, encode([[0x00100040, 'CS', 'M']]), part10({})))).toBe('DICOM_TAG_ORDER');
  });

  it('[IN3] refuses command and meta elements inside of the data set', async () => {
    const first = Buffer.from([0x08, 0x00, 0x05, 0x00]);
    expect(await codeOf(insertBefore(first, Buffer.from([0, 0, 0, 1, 0x55, 0x53, 2, 0, 1, 0]), part10({})))).toBe('DICOM_PARSE');
    expect(await codeOf(insertBefore(first, encode([[0x00020010, 'UI', '1.2.840.10008.1.2']]), part10({})))).toBe('DICOM_PARSE');
  });

  it('[IN3] refuses lengths that do not fit the VR, the item, or the file', async () => {
    const rows = Buffer.from([0x28, 0x00, 0x10, 0x00, 0x55, 0x53, 2, 0]);
    const bad = (bytes: number[]): Buffer => {
      const file = part10({});
      Buffer.from(bytes).copy(file, file.indexOf(rows));
      return file;
    };
    expect(await codeOf(bad([0x28, 0x00, 0x10, 0x00, 0x55, 0x53, 1, 0]))).toBe('DICOM_PARSE');
    expect(await codeOf(bad([0x28, 0x00, 0x10, 0x00, 0x5a, 0x5a, 2, 0]))).toBe('DICOM_PARSE');
    const longer = encode([[0x0040a730, 'SQ', Buffer.concat([item(Buffer.alloc(0)), Buffer.from([0xfe, 0xff, 0, 0xe0, 0xff, 0, 0, 0])])]]);
    expect(await codeOf(Buffer.concat([document([]), longer]))).toBe('DICOM_PARSE');
    for (const length of [0x7fffffff, 0xfffffffe]) {
      const text = encode([[0x0040a160, 'UT', 'text']]);
      text.writeUInt32LE(length, 8);
      expect(await codeOf(Buffer.concat([document([]), text]))).toBe('DICOM_LENGTH_EXCEEDS_FILE');
    }
  });

  it('[IN3] refuses a file that is cut off, at every byte', async () => {
    // Cut between two elements a file is well-formed: then it lacks what it must have.
    const codes = ['DICOM_TRUNCATED', 'DICOM_META_MISSING_TS', 'DICOM_UID_MISSING', 'DICOM_ATTRIBUTE_INVALID'];
    const file = part10({ rows: 2, columns: 2 });
    for (let length = 133; length < file.length; length++) {
      expect(codes, `cut at ${length}`).toContain(await codeOf(file.subarray(0, length)));
    }
  });

  it('[IN3] refuses what follows the pixels', async () => {
    expect(await codeOf(Buffer.concat([part10({}), part10({})]))).toBe('DICOM_TRAILING_DATA');
    expect(await codeOf(Buffer.concat([part10({}), Buffer.from('x')]))).toBe('DICOM_TRAILING_DATA');
    expect(await codeOf(Buffer.concat([part10({}), encode([[0xfffcfffc, 'OB', Buffer.alloc(8)]])]))).toBe('OK');
  });

  it('[IN3] reads sequences of defined and undefined length, and unknown ones as implicit VR', async () => {
    const inner = item(Buffer.from([0x08, 0x00, 0x55, 0x11, 4, 0, 0, 0, 0x31, 0x2e, 0x32, 0]));
    const unknown = undefinedLength([0x09, 0x00, 0x01, 0x10], 'UN', Buffer.concat([inner, SEQUENCE_END]));
    const creator = encode([[0x00090010, 'LO', 'CREATOR']]);
    const file = insertBefore(Buffer.from([0x10, 0x00, 0x10, 0x00]), Buffer.concat([creator, unknown]), part10({}));
    const { dataset } = await inspect(file);
    expect(dataset['00091001']).toEqual({ vr: 'SQ', Value: [{ '00081155': { vr: 'UI', Value: ['1.2'] } }] });
    const explicitInside = undefinedLength(
      [0x09, 0x00, 0x01, 0x10],
      'UN',
      Buffer.concat([item(encode([[0x00081155, 'UI', '1.2']])), SEQUENCE_END]),
    );
    expect(await codeOf(insertBefore(Buffer.from([0x10, 0x00, 0x10, 0x00]), Buffer.concat([creator, explicitInside]), part10({})))).toBe(
      'DICOM_PARSE',
    );
  });

  it('[IN4] bounds nesting, elements and items', async () => {
    const nested = (depth: number): Buffer => {
      let bytes: Buffer = Buffer.alloc(0);
      for (let level = 0; level < depth; level++) bytes = encode([[0x0040a730, 'SQ', item(bytes)]]);
      return bytes;
    };
    expect(await codeOf(Buffer.concat([document([]), nested(64)]))).toBe('OK');
    expect(await codeOf(Buffer.concat([document([]), nested(65)]))).toBe('DICOM_NESTING');
    const open = Buffer.concat(
      Array.from({ length: 30_000 }, () =>
        Buffer.concat([undefinedLength([0x40, 0, 0x30, 0xa7], 'SQ', Buffer.from([0xfe, 0xff, 0, 0xe0, 0xff, 0xff, 0xff, 0xff]))]),
      ),
    );
    expect(await codeOf(Buffer.concat([document([]), open]))).toBe('DICOM_NESTING');
    const items = encode([[0x0040a730, 'SQ', Buffer.concat(Array.from({ length: 20_001 }, () => item(Buffer.alloc(0))))]]);
    expect(await codeOf(Buffer.concat([document([]), items]))).toBe('DICOM_TOO_MANY_ELEMENTS');
    const many = encode(Array.from({ length: 10_001 }, (_, at): Element => [0x00410000 + 0x1000 + at, 'LO', '']));
    expect(await codeOf(Buffer.concat([document([]), many]))).toBe('DICOM_TOO_MANY_ELEMENTS');
  });
});

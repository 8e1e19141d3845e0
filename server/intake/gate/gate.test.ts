import { createHash } from 'node:crypto';
import { deflateRawSync, deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { part10Header } from '../dimse/part10.ts';
import { codeOf, inspect, judge } from '../testing/judge.ts';
import { BIG_ENDIAN, CT, dataSet, type Element, encapsulated, encode, IMPLICIT, item, part10 } from '../testing/part10.ts';
import type { PixelLayout } from '../types.ts';
import { isUid } from './uid.ts';

const DEFLATED = '1.2.840.10008.1.2.1.99';
const JPEG_2000 = '1.2.840.10008.1.2.4.90';
const RLE = '1.2.840.10008.1.2.5';
const SR = '1.2.840.10008.5.1.4.1.1.88.11';

/** An object without pixels, so that whatever is added stands at the end or where its tag puts it. */
const document = (elements: readonly Element[], without: readonly number[] = []): Buffer =>
  part10({ sopClass: SR, pixels: null, elements, without: [0x00280010, 0x00280011, ...without] });

const header = (transferSyntax: string): Buffer => part10Header(CT, '1.2.3.4', transferSyntax, '');
const insertBefore = (tag: Buffer, bytes: Buffer, whole: Buffer): Buffer => {
  const at = whole.indexOf(tag);
  return Buffer.concat([whole.subarray(0, at), bytes, whole.subarray(at)]);
};
const undefinedLength = (tag: readonly number[], vr: string, content: Buffer): Buffer =>
  Buffer.concat([Buffer.from(tag), Buffer.from(vr), Buffer.from([0, 0, 0xff, 0xff, 0xff, 0xff]), content]);
const SEQUENCE_END = Buffer.from([0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0]);

describe('the form of a file', () => {
  it('[IN1] gives the same verdict and hashes however the bytes are cut', async () => {
    const file = part10({ elements: [[0x00081140, 'SQ', [[[0x00081155, 'UI', '1.2.3']], [[0x00081155, 'UI', '1.2.4']]]]] });
    const whole = await judge(file);
    for (const step of [1, 2, 7, 100, 511]) expect(await judge(file, step)).toEqual(whole);
    expect(whole.ok && whole.object.sha256).toBe(createHash('sha256').update(file).digest('hex'));
  });

  it('[IN2] needs preamble, prefix, and meta information that is what it says', async () => {
    const file = part10({});
    expect(await codeOf(file.subarray(128))).toBe('DICOM_NOT_PART10');
    expect(await codeOf(file.subarray(0, 131))).toBe('DICOM_NOT_PART10');
    expect(await codeOf(file.subarray(0, 132))).toBe('DICOM_TRUNCATED');
    for (const length of [0, 1, 0xfffffff0]) {
      const wrong = Buffer.from(file);
      wrong.writeUInt32LE(length, 140);
      expect(await codeOf(wrong)).toBe('DICOM_META_LENGTH');
    }
    const withoutLength = Buffer.concat([file.subarray(0, 132), file.subarray(144)]);
    expect(await codeOf(withoutLength)).toBe('OK');
  });

  it('[IN12] takes the transfer syntaxes that can be decoded and no other', async () => {
    for (const syntax of ['1.2.840.10008.1.2.4.53', '1.2.840.10008.1.2.4.94', '1.2.840.10008.1.2.4.100', 'text']) {
      expect(await codeOf(part10({ transferSyntax: syntax }))).toBe('DICOM_UNSUPPORTED_TS');
    }
    for (const transferSyntax of [IMPLICIT, BIG_ENDIAN]) expect(await codeOf(part10({ transferSyntax }))).toBe('OK');
  });

  it('[IN11] takes any preamble, and tells which one to zero', async () => {
    for (const [bytes, code] of [
      ['MZ', 'PREAMBLE_ZEROED'],
      ['%PDF-1.4', 'PREAMBLE_ZEROED'],
      ['II*\0', 'OK'],
      ['\0', 'OK'],
    ] as const) {
      const file = part10({});
      file.write(bytes, 'latin1');
      expect(await codeOf(file)).toBe(code);
    }
  });

  it('[IN14] names a file by its bytes, and says where its data set begins', async () => {
    const [plain, dressed] = [part10({}), part10({})];
    dressed.write('MZ');
    const [a, b] = [await inspect(plain), await inspect(dressed)];
    expect(a.sha256).not.toBe(b.sha256);
    expect(a.sha256).toBe(createHash('sha256').update(plain).digest('hex'));
    const other = Buffer.concat([part10Header(CT, '1.2.3.4', '1.2.840.10008.1.2.1', 'OTHER_AE'), dataSet({})]);
    for (const file of [plain, other]) expect(file.subarray((await inspect(file)).dataSetOffset).equals(dataSet({}))).toBe(true);
  });
});

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

describe('identity', () => {
  it('[IN6] needs four UIDs of the form that PS3.5 §9.1 gives them', async () => {
    for (const tag of [0x00080016, 0x0020000d, 0x0020000e]) {
      expect(await codeOf(part10({ without: [tag] }))).toBe('DICOM_UID_MISSING');
      expect(await codeOf(part10({ elements: [[tag, 'UI', '']] }))).toBe('DICOM_UID_MISSING');
      for (const evil of ['..', '1.2.', '1..2', '1.02', '1.2/../x', '1.2\\1.3', `1.${'2'.repeat(64)}`, ' 1.2', '１.2']) {
        expect(await codeOf(part10({ elements: [[tag, 'UI', evil]] })), evil).toBe('DICOM_UID_INVALID');
      }
    }
    expect(isUid('1.2.840.10008.1.2')).toBe(true);
  });

  it('[IN6] must be the same in meta information and data set', async () => {
    const other = Buffer.concat([part10Header(CT, '1.2.3.5', '1.2.840.10008.1.2.1', ''), dataSet({})]);
    expect(await codeOf(other)).toBe('DICOM_UID_MISMATCH');
  });

  it('[IN6] without a patient id is kept for a person to decide, and a longer one than 64 characters refused', async () => {
    for (const elements of [[[0x00100020, 'LO', '']], [[0x00100020, 'LO', '    ']]] as Element[][]) {
      expect(await codeOf(part10({ elements }))).toBe('PATIENT_UNIDENTIFIED');
    }
    expect(await codeOf(part10({ elements: [[0x00100020, 'LO', 'x'.repeat(65)]] }))).toBe('DICOM_ATTRIBUTE_INVALID');
  });
});

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

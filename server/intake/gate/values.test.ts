import { describe, expect, it } from 'vitest';
import { codeOf, inspect } from '../testing/judge.ts';
import { BIG_ENDIAN, type Element, IMPLICIT, part10 } from '../testing/part10.ts';

const named = async (charset: string, name: Buffer | string): Promise<unknown> => {
  const padded = Buffer.concat([Buffer.from(name), Buffer.alloc(Buffer.from(name).length % 2, ' ')]);
  return (
    await inspect(
      part10({
        elements: [
          [0x00080005, 'CS', charset],
          [0x00100010, 'PN', padded],
        ],
      }),
    )
  ).dataset['00100010']?.Value?.[0];
};

describe('text', () => {
  it.each<[string, string, Record<string, string>]>([
    ['ISO_IR 100', '4ddc4c4c45525e4adc5247454e', { Alphabetic: 'MÜLLER^JÜRGEN' }],
    ['ISO_IR 144', 'b8d2d0ddded2', { Alphabetic: 'Иванов' }],
    ['ISO_IR 192', 'e78e8b5ee5b08fe69db13d57c3a16e67', { Alphabetic: '王^小東', Ideographic: 'Wáng' }],
    ['GB18030', 'cdf55ed0a1b6ab', { Alphabetic: '王^小东' }],
    ['\\ISO 2022 IR 87', '59616d6164613d1b244b3b331b2842', { Alphabetic: 'Yamada' }],
    ['\\ISO 2022 IR 87', '59616d6164613d1b24423b334544' + '1b2842', { Alphabetic: 'Yamada', Ideographic: '山田' }],
    ['\\ISO 2022 IR 149', '486f6e673d1b242943fbf3', { Alphabetic: 'Hong', Ideographic: '洪' }],
  ])('[IN9] of %s is Unicode: %s', async (charset, hex, expected) => {
    expect(await named(charset, Buffer.from(hex, 'hex'))).toMatchObject(expected);
  });

  it('[IN9] in a two-byte set may hold the byte of the delimiter', async () => {
    // 415C is one character of JIS X 0208, and no end of a value.
    expect(await named('\\ISO 2022 IR 87', Buffer.from('1b2442415c1b2842', 'hex'))).toEqual({ Alphabetic: '捜' });
  });

  it('[IN9] that does not fit its character set is kept with a mark and a warning', async () => {
    expect(await named('', Buffer.from('4ddc4c4c4552', 'hex'))).toEqual({ Alphabetic: 'M\uFFFDLLER' });
    for (const [charset, hex] of [
      ['', '4ddc4c4c4552'],
      ['ISO_IR 192', 'c080eda080fffe'],
      ['<script>', '41'],
      ['ISO_IR 100', '418142'],
    ] as const) {
      const name = Buffer.from(hex.length % 4 === 0 ? hex : `${hex}20`, 'hex');
      expect(
        await codeOf(
          part10({
            elements: [
              [0x00080005, 'CS', charset],
              [0x00100010, 'PN', name],
            ],
          }),
        ),
        charset,
      ).toBe('CHARSET_UNKNOWN');
    }
    expect(await codeOf(part10({ elements: [[0x00080005, 'CS', Array(20).fill('ISO_IR 100').join('\\')]] }))).toBe(
      'DICOM_ATTRIBUTE_INVALID',
    );
  });

  it('[IN9] says in the data set that it is Unicode now', async () => {
    expect((await inspect(part10({ elements: [[0x00080005, 'CS', 'ISO_IR 100']] }))).dataset['00080005']).toEqual({
      vr: 'CS',
      Value: ['ISO_IR 192'],
    });
  });
});

describe('values', () => {
  it.each<[string, Element, string]>([
    ['a date of words', [0x00100030, 'DA', 'TOMORROW'], 'ATTRIBUTE_INVALID_KEPT'],
    ['a day that is none', [0x00080020, 'DA', '20240231'], 'ATTRIBUTE_INVALID_KEPT'],
    ['a date in the future', [0x00080020, 'DA', '29991231'], 'ATTRIBUTE_INVALID_KEPT'],
    ['a time of 25 hours', [0x00080030, 'TM', '257799'], 'ATTRIBUTE_INVALID_KEPT'],
    ['a decimal comma', [0x00281050, 'DS', '1,5'], 'ATTRIBUTE_INVALID_KEPT'],
    ['an age of the wrong unit', [0x00101010, 'AS', '999Z'], 'ATTRIBUTE_INVALID_KEPT'],
    ['an integer out of range', [0x00200013, 'IS', '99999999999999'], 'ATTRIBUTE_INVALID_KEPT'],
    ['a UID of words', [0x00200052, 'UI', '../x'], 'ATTRIBUTE_INVALID_KEPT'],
    ['text of several lines in a name', [0x00100010, 'PN', 'A\r\nSet-Cookie: b'], 'CONTROL_CHARS_SHOWN'],
    ['lines in long text', [0x00104000, 'LT', 'one\r\ntwo'], 'OK'],
    ['a description of 65 characters', [0x00081030, 'LO', 'x'.repeat(65)], 'ATTRIBUTE_TRUNCATED_FOR_DISPLAY'],
    ['a description of 64 characters', [0x00081030, 'LO', 'é'.repeat(64)], 'OK'],
    ['markup', [0x00081030, 'LO', '<script>alert(1)</script>'], 'OK'],
    ['a window of no width', [0x00281051, 'DS', '0'], 'OK'],
    ['a slope beyond any number', [0x00281053, 'DS', '1e309'], 'ATTRIBUTE_IGNORED'],
    ['a slope of 0', [0x00281053, 'DS', '0'], 'ATTRIBUTE_IGNORED'],
    ['spacing that is none', [0x00280030, 'DS', '0\\0'], 'ATTRIBUTE_IGNORED'],
    ['an orientation of zeros', [0x00200037, 'DS', '0\\0\\0\\0\\0\\0'], 'ATTRIBUTE_IGNORED'],
    ['an overlay larger than its data', [0x60003000, 'OW', Buffer.alloc(2)], 'OVERLAY_IGNORED'],
  ])('[IN10] with %s', async (_name, element, code) => {
    expect(await codeOf(part10({ elements: [element] }))).toBe(code);
  });

  it('[IN10] names what must not be used, and keeps it', async () => {
    const object = await inspect(
      part10({
        elements: [
          [0x00281053, 'DS', '1e309'],
          [0x00281052, 'DS', '-1024'],
        ],
      }),
    );
    expect(object.ignored).toEqual(['00281053']);
    expect(object.dataset['00281053']).toEqual({ vr: 'DS', Value: ['1e309'] });
    expect(object.dataset['00281052']).toEqual({ vr: 'DS', Value: [-1024] });
  });

  it('[IN13] is answered by the most serious of several findings', async () => {
    const elements: Element[] = [
      [0x00080020, 'DA', 'x'],
      [0x00281053, 'DS', '0'],
      [0x00081030, 'LO', 'x'.repeat(80)],
    ];
    expect(await codeOf(part10({ elements }))).toBe('ATTRIBUTE_IGNORED');
    expect(await codeOf(part10({ elements: [...elements, [0x00100020, 'LO', '']] }))).toBe('PATIENT_UNIDENTIFIED');
    expect(await codeOf(part10({ elements: [...elements, [0x00280010, 'US', 0]] }))).toBe('DICOM_ATTRIBUTE_INVALID');
  });

  it('[IN17] is the same DICOM JSON in every encoding', async () => {
    const elements: Element[] = [
      [0x00081140, 'SQ', [[[0x00081155, 'UI', '1.2.3']]]],
      [0x00189074, 'DT', '20240101'],
      [0x0018605a, 'FL', [0.5]],
      [0x00280106, 'US', [1, 2]],
      [0x00283006, 'US', Array.from({ length: 16 }, (_, at) => at)],
    ];
    const { dataset: explicit } = await inspect(part10({ elements }));
    for (const transferSyntax of [IMPLICIT, BIG_ENDIAN]) {
      const { dataset } = await inspect(part10({ elements, transferSyntax }));
      expect({ ...dataset, '00283006': 0 }).toEqual({ ...explicit, '00283006': 0 });
    }
    expect(explicit['00081140']?.Value).toEqual([{ '00081155': { vr: 'UI', Value: ['1.2.3'] } }]);
  });

  it('[IN17] leaves long values where they are, and says where', async () => {
    const long = Buffer.alloc(70_000, 'x');
    const file = part10({
      elements: [
        [0x00204000, 'LT', ''],
        [0x00420011, 'OB', long],
      ],
    });
    const object = await inspect(file);
    expect(object.dataset['00420011']).toEqual({ vr: 'OB', BulkDataURI: '00420011' });
    const span = object.bulk['00420011']!;
    expect(file.subarray(span.offset, span.offset + span.length).equals(long)).toBe(true);
  });
});

import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { part10Header } from '../dimse/part10.ts';
import { codeOf, inspect, judge } from '../testing/judge.ts';
import { BIG_ENDIAN, CT, dataSet, IMPLICIT, part10 } from '../testing/part10.ts';

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

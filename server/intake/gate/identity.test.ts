import { describe, expect, it } from 'vitest';
import { part10Header } from '../dimse/part10.ts';
import { codeOf } from '../testing/judge.ts';
import { CT, dataSet, type Element, part10 } from '../testing/part10.ts';
import { isUid } from './uid.ts';

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

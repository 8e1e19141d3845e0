import type { DicomJson } from '../types.ts';
import { textOf } from './json.ts';
import type { Meta } from './meta.ts';
import { Refusal } from './refusal.ts';
import { isUid } from './uid.ts';

export interface Identity {
  sopClassUid: string;
  sopInstanceUid: string;
  studyInstanceUid: string;
  seriesInstanceUid: string;
}

/** The four UIDs an object is filed by, judged before anything else of it; they must agree with the meta information. */
export function identityOf(dataset: DicomJson, meta: Meta): Identity {
  const identity = {
    sopClassUid: uid(dataset, '00080016', 'SOP class'),
    sopInstanceUid: uid(dataset, '00080018', 'SOP instance'),
    studyInstanceUid: uid(dataset, '0020000D', 'study instance'),
    seriesInstanceUid: uid(dataset, '0020000E', 'series instance'),
  };
  if (meta.sopClassUid !== '' && meta.sopClassUid !== identity.sopClassUid) {
    throw new Refusal('DICOM_UID_MISMATCH', 'SOP class in the meta information and in the data set');
  }
  if (meta.sopInstanceUid !== '' && meta.sopInstanceUid !== identity.sopInstanceUid) {
    throw new Refusal('DICOM_UID_MISMATCH', 'SOP instance in the meta information and in the data set');
  }
  return identity;
}

function uid(dataset: DicomJson, key: string, name: string): string {
  const element = dataset[key];
  const value = textOf(dataset, key);
  if (value === '') throw new Refusal('DICOM_UID_MISSING', `${name} UID`);
  if (element?.vr !== 'UI' || element.Value?.length !== 1 || !isUid(value)) throw new Refusal('DICOM_UID_INVALID', `${name} UID`);
  return value;
}

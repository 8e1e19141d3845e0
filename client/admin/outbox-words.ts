import type { DeliveryKind, DeliveryState, DestinationKind } from '#shared/protocol/deliver.ts';
import { clockTime } from '../app/clock.ts';

export const KINDS: Record<DeliveryKind, string> = {
  oru: 'Note and scores (HL7 ORU)',
  mdm: 'Note as a document (HL7 MDM)',
  sr: 'Measurements (DICOM SR)',
  kos: 'Key images (DICOM KOS)',
};

export const WAYS: Record<DestinationKind, string> = {
  archive: 'own archive',
  mllp: 'HL7 over MLLP',
  dimse: 'DICOM C-STORE',
  stow: 'DICOMweb STOW-RS',
};

export const STATES: Record<DeliveryState, string> = { waiting: 'waiting', sent: 'arrived', failed: 'failed', cancelled: 'given up' };

export const versionWords = (version: number): string => (version === 1 ? 'of the note' : `of addendum ${version - 1}`);
export const count = (n: number, one: string): string => `${n} ${n === 1 ? one : `${one}s`}`;

/** The time alone for today, else the day with it. */
export function when(iso: string): string {
  const today = new Date().toDateString() === new Date(iso).toDateString();
  return today ? clockTime(iso) : `${iso.slice(0, 10)} ${clockTime(iso)}`;
}

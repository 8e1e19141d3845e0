import { createHash } from 'node:crypto';

/** Names that documents have for good: the same record gives the same names, so that a document sent twice is known to be one. */

const digest = (parts: readonly (string | number)[]): Buffer => createHash('sha256').update(JSON.stringify(parts)).digest();

/** A UID under the root for UUIDs (PS3.5 §B.2), made from what it names. */
export function uidOf(...parts: (string | number)[]): string {
  const bytes = digest(parts).subarray(0, 16);
  // Version 8 (RFC 9562 §5.8) and its variant.
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return `2.25.${BigInt(`0x${bytes.toString('hex')}`)}`;
}

/** MSH-10: 20 characters, the most that HL7 v2.5.1 has room for. */
export function controlIdOf(destinationId: string, consultId: string, version: number, kind: string): string {
  const number = BigInt(`0x${digest([destinationId, consultId, version, kind]).toString('hex')}`);
  return `H${number.toString(36).toUpperCase().padStart(50, '0').slice(-19)}`;
}

export const sopUidOf = (kind: 'sr' | 'kos', consultId: string, version: number, studyUid: string): string =>
  uidOf('instance', kind, consultId, version, studyUid);

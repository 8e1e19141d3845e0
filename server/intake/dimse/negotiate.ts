import { EXPLICIT_LITTLE_ENDIAN, IMPLICIT_LITTLE_ENDIAN, TRANSFER_SYNTAXES } from '../gate/transfer-syntax.ts';
import { isUid } from '../gate/uid.ts';
import type { AssociateRequest, ContextResult, ProposedContext } from './associate.ts';
import { APPLICATION_CONTEXT, type Rejection } from './pdu.ts';

export const VERIFICATION = '1.2.840.10008.1.1';
export const STORAGE_COMMITMENT = '1.2.840.10008.1.20.1';
export const STORAGE_COMMITMENT_INSTANCE = '1.2.840.10008.1.20.1.1';

/** Bytes of the smallest P-DATA-TF a peer may insist on: below it every answer would fall into dozens of units. */
const MIN_PEER_PDU = 256;

/**
 * Storage SOP classes: everything under the standard's root for them (PS3.4 §B.5), and anything outside of DICOM's own UIDs,
 * because vendors send private classes beside their images and an association must not fail over them.
 */
export function isStorageClass(uid: string): boolean {
  if (!isUid(uid)) return false;
  return uid.startsWith('1.2.840.10008.5.1.4.1.1.') || !uid.startsWith('1.2.840.10008.');
}

/** What is wrong with the request itself, before anybody asks who it is; null when nothing. */
export function rejectionOf(request: AssociateRequest): { rejection: Rejection; code: string } | null {
  if ((request.protocolVersion & 1) === 0) return { rejection: { result: 1, source: 2, reason: 2 }, code: 'PROTOCOL_VERSION' };
  if (request.applicationContext !== APPLICATION_CONTEXT)
    return { rejection: { result: 1, source: 1, reason: 2 }, code: 'APPLICATION_CONTEXT' };
  if (request.maxPdu !== 0 && request.maxPdu < MIN_PEER_PDU)
    return { rejection: { result: 1, source: 1, reason: 1 }, code: 'MAX_PDU_TOO_SMALL' };
  return null;
}

/** PS3.8 §7.1.1.14: of what the sender lists, the first that is taken here; it knows best what it has. */
export function negotiate(context: ProposedContext): ContextResult {
  const { id, abstractSyntax, transferSyntaxes } = context;
  const offered = transferSyntaxes[0]!;
  const plain = abstractSyntax === VERIFICATION || abstractSyntax === STORAGE_COMMITMENT;
  if (!plain && !isStorageClass(abstractSyntax)) return { id, result: 3, transferSyntax: offered };
  const chosen = transferSyntaxes.find((syntax) =>
    plain ? syntax === IMPLICIT_LITTLE_ENDIAN || syntax === EXPLICIT_LITTLE_ENDIAN : TRANSFER_SYNTAXES.has(syntax),
  );
  return chosen === undefined ? { id, result: 4, transferSyntax: offered } : { id, result: 0, transferSyntax: chosen };
}

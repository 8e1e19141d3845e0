/** Protocol data units of the DICOM upper layer (PS3.8 §9.3), the parts that both sides share. */
export const PDU = { associateRq: 1, associateAc: 2, associateRj: 3, data: 4, releaseRq: 5, releaseRp: 6, abort: 7 } as const;

/** A-ABORT reasons of the service provider (PS3.8 Table 9-26). */
export const ABORT = {
  unspecified: 0,
  unrecognised: 1,
  unexpected: 2,
  unrecognisedParameter: 4,
  unexpectedParameter: 5,
  invalidParameter: 6,
} as const;

export const APPLICATION_CONTEXT = '1.2.840.10008.3.1.1.1';
/** Under the root that PS3.5 §B.2 makes of a UUID: nobody else's. */
export const IMPLEMENTATION_CLASS_UID = '2.25.129438112764927840215906731185542217361';
export const IMPLEMENTATION_VERSION = 'HYPERACUTE_1';

/** Why an association ends without a release: the A-ABORT it gets, and the name it has on the admin page. */
export class AssociationFault {
  readonly code: AbortCode;
  /** PS3.8 Table 9-26; null closes the connection without a word (no association was ever asked for, AA-2). */
  readonly reason: number | null;
  constructor(code: AbortCode, reason: number | null) {
    this.code = code;
    this.reason = reason;
  }
}

export type AbortCode =
  | 'PDU_MALFORMED'
  | 'PDU_TOO_LONG'
  | 'UNEXPECTED_PDU'
  | 'UNRECOGNISED_PDU'
  | 'COMMAND_MALFORMED'
  | 'COMMAND_TOO_LONG'
  | 'MIN_RATE'
  | 'IDLE_TIMEOUT'
  | 'ARTIM_TIMEOUT'
  | 'ASSOCIATION_LOST'
  | 'PEER_ABORTED'
  | 'PEER_NOT_READING'
  | 'STOPPING'
  | 'INTERNAL';

export function malformed(): AssociationFault {
  return new AssociationFault('PDU_MALFORMED', ABORT.invalidParameter);
}

/** A-ASSOCIATE-RJ (PS3.8 §9.3.4). */
export interface Rejection {
  /** 1 permanent, 2 transient */
  result: 1 | 2;
  /** 1 service user, 2 service provider (association), 3 service provider (presentation) */
  source: 1 | 2 | 3;
  reason: number;
}

export function encodeAbort(reason: number): Buffer {
  return Buffer.from([PDU.abort, 0, 0, 0, 0, 4, 0, 0, 2, reason]);
}

export function encodeRejection({ result, source, reason }: Rejection): Buffer {
  return Buffer.from([PDU.associateRj, 0, 0, 0, 0, 4, 0, result, source, reason]);
}

export function encodeReleaseRq(): Buffer {
  return Buffer.from([PDU.releaseRq, 0, 0, 0, 0, 4, 0, 0, 0, 0]);
}

export function encodeReleaseRp(): Buffer {
  return Buffer.from([PDU.releaseRp, 0, 0, 0, 0, 4, 0, 0, 0, 0]);
}

/** Command or data set as P-DATA-TF units, none longer than the peer takes (`maxPdu` 0: no limit). */
export function encodeMessage(contextId: number, bytes: Buffer, isCommand: boolean, maxPdu: number): Buffer {
  const room = (maxPdu === 0 ? 65_536 : Math.min(maxPdu, 65_536)) - 6;
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.length || at === 0; at += room) {
    const body = bytes.subarray(at, at + room);
    const head = Buffer.alloc(12);
    head[0] = PDU.data;
    head.writeUInt32BE(body.length + 6, 2);
    head.writeUInt32BE(body.length + 2, 6);
    head[10] = contextId;
    head[11] = (isCommand ? 1 : 0) | (at + room >= bytes.length ? 2 : 0);
    parts.push(head, body);
  }
  return Buffer.concat(parts);
}

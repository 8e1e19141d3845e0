/** Bounds of the DICOM port (PS3.8 §9.1.5 for the timer). Milliseconds and bytes. */
export interface DimseLimits {
  /** From connection to a complete A-ASSOCIATE-RQ, and from our last word to the peer's close. */
  artim: number;
  /** An open association with nothing in progress. Scanners keep one open between slices of a slow reconstruction. */
  idle: number;
  /** No byte at all in the middle of a unit or message. */
  stall: number;
  /** How long a closed conversation waits for the peer to read our last word. */
  linger: number;
  /** Time a commitment request waits for its report on the same association before the sender is served further. */
  promptReport: number;
  /** Time for the peer to answer an N-EVENT-REPORT. */
  reportAnswer: number;
  /** Connections at once, all peers together; associations at once are the same. */
  connections: number;
}

export const DIMSE_LIMITS: DimseLimits = {
  artim: 30_000,
  idle: 600_000,
  stall: 30_000,
  linger: 500,
  promptReport: 3_000,
  reportAnswer: 30_000,
  connections: 256,
};

/** Largest P-DATA-TF taken. Units are streamed, not gathered: the size costs no memory. */
export const MAX_PDU_BYTES = 262_144;
/** Largest A-ASSOCIATE-RQ: 128 contexts of 64 transfer syntaxes would be more, real ones stay below 20 kB. */
export const MAX_ASSOCIATE_BYTES = 131_072;
/** Largest command set; real ones have about 200 bytes. */
export const MAX_COMMAND_BYTES = 16_384;
/** Largest storage commitment request: 20 000 instances. */
export const MAX_ACTION_BYTES = 4 * 2 ** 20;
/** Bytes of one association that may wait to be read before its socket is paused: what the kernel hands over at once, a few times. */
export const MAX_QUEUED_BYTES = 262_144;
/** Bytes of answers a peer may leave unread. */
export const MAX_UNREAD_BYTES = 65_536;
/**
 * Bytes a second below which a unit that arrives in pieces is no sender but a slow attack. Looked at when a piece arrives, once
 * the unit is `RATE_GRACE` ms old: an honest unit on a bad line comes in pieces of a kilobyte, whatever their distance.
 */
export const MIN_UNIT_RATE = 64;
export const RATE_GRACE = 900;
/** Bytes of a data set that must arrive in each `RATE_WINDOW` ms: a quarter of the slowest modem. */
export const MIN_WINDOW_BYTES = 16_384;
export const RATE_WINDOW = 30_000;

import type { MllpFault } from '#shared/protocol/hl7.ts';

/** Minimal lower layer protocol: `VT message FS CR` (HL7 Transport Specification, MLLP release 1). */
export const VT = 0x0b;
export const FS = 0x1c;
export const CR = 0x0d;
const LF = 0x0a;
const NUL = 0x00;

/** Bytes of one message. */
export const MAX_MESSAGE_BYTES = 1024 * 1024;
/** Line ends and NULs that some senders put between frames, at most so many in a row. */
const MAX_BETWEEN_FRAMES = 64;

export interface FramerEvents {
  /** One message without its frame. */
  message: (bytes: Buffer) => void;
  /** The message in progress is larger than allowed; `head` is its beginning. Nothing more is read. */
  tooLarge: (head: Buffer) => void;
  fault: (fault: MllpFault) => void;
}

type State = 'between' | 'message' | 'trailer' | 'ended';

/** Takes bytes as they come, in whatever pieces, and holds no more than one message. */
export class Framer {
  readonly #events: FramerEvents;
  #state: State = 'between';
  #pieces: Buffer[] = [];
  #bytes = 0;
  #between = 0;

  constructor(events: FramerEvents) {
    this.#events = events;
  }

  /** A frame has begun and not ended. */
  get open(): boolean {
    return this.#state === 'message' || this.#state === 'trailer';
  }

  take(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length && this.#state !== 'ended') {
      if (this.#state === 'between') at = this.#start(chunk, at);
      else if (this.#state === 'message') at = this.#collect(chunk, at);
      else at = this.#finish(chunk, at);
    }
  }

  #start(chunk: Buffer, at: number): number {
    const byte = chunk[at]!;
    if (byte === VT) {
      this.#state = 'message';
      this.#between = 0;
    } else if (![CR, LF, NUL].includes(byte) || ++this.#between > MAX_BETWEEN_FRAMES) this.#fail('MLLP_NO_START');
    return at + 1;
  }

  #collect(chunk: Buffer, at: number): number {
    const end = chunk.indexOf(FS, at);
    const piece = chunk.subarray(at, end < 0 ? chunk.length : end);
    if (piece.includes(VT)) {
      this.#fail('MLLP_NESTED_START');
      return chunk.length;
    }
    this.#pieces.push(piece);
    this.#bytes += piece.length;
    if (this.#bytes > MAX_MESSAGE_BYTES) {
      const head = Buffer.concat(this.#pieces).subarray(0, HEAD_BYTES);
      this.#end();
      this.#events.tooLarge(head);
      return chunk.length;
    }
    if (end >= 0) this.#state = 'trailer';
    return end < 0 ? chunk.length : end + 1;
  }

  #finish(chunk: Buffer, at: number): number {
    if (chunk[at] !== CR) {
      this.#fail('MLLP_BAD_TRAILER');
      return chunk.length;
    }
    const message = Buffer.concat(this.#pieces);
    this.#pieces = [];
    this.#bytes = 0;
    this.#state = 'between';
    this.#events.message(message);
    return at + 1;
  }

  #fail(fault: MllpFault): void {
    this.#end();
    this.#events.fault(fault);
  }

  #end(): void {
    this.#state = 'ended';
    this.#pieces = [];
    this.#bytes = 0;
  }
}

/** Enough for any MSH. */
const HEAD_BYTES = 4_096;

export const framed = (message: Buffer): Buffer => Buffer.concat([Buffer.of(VT), message, Buffer.of(FS, CR)]);

import type { Socket } from 'node:net';
import type { MllpFault } from '#shared/protocol/hl7.ts';
import { Framer, framed } from './framer.ts';

/** Answers to one message, in order; `close`: the connection ends after them. */
export interface Answers {
  messages: Buffer[];
  close: boolean;
}

export interface ConnectionEvents {
  message: (bytes: Buffer) => Promise<Answers>;
  tooLarge: (head: Buffer) => Answers;
  fault: (fault: MllpFault) => void;
}

/** A frame that has begun must be complete within this, ms. */
const FRAME_MS = 30_000;
/** Bytes received and not answered yet, of one connection: a sender that does not wait is made to. */
const MAX_WAITING_BYTES = 256 * 1024;
/** Each message counts for at least this: many small ones are work, too. */
const LEAST_BYTES = 16 * 1024;

/** One sender: messages are answered in the order they came. */
export class MllpConnection {
  readonly #socket: Socket;
  readonly #events: ConnectionEvents;
  readonly #framer: Framer;
  #work: Promise<void> = Promise.resolve();
  #waitingBytes = 0;
  #ending = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(socket: Socket, events: ConnectionEvents) {
    this.#socket = socket;
    this.#events = events;
    this.#framer = new Framer({
      message: (bytes) => this.#queue(bytes.length, () => events.message(bytes)),
      tooLarge: (head) => this.#queue(head.length, async () => events.tooLarge(head)),
      fault: (fault) => this.#fail(fault),
    });
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
    socket.on('error', () => socket.destroy());
    socket.on('close', () => clearTimeout(this.#timer));
  }

  /** Answers what has come, then ends. */
  async close(): Promise<void> {
    this.#ending = true;
    this.#socket.pause();
    await this.#work;
    // Not read from, a connection whose other side is gone would never be noticed to be.
    this.#end();
  }

  #take(chunk: Buffer): void {
    if (this.#ending) return;
    const wasOpen = this.#framer.open;
    this.#framer.take(chunk);
    if (!this.#framer.open) clearTimeout(this.#timer);
    else if (!wasOpen) {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#fail('MLLP_IDLE_TIMEOUT'), FRAME_MS);
    }
  }

  #queue(bytes: number, answer: () => Promise<Answers>): void {
    const weight = Math.max(bytes, LEAST_BYTES);
    this.#waitingBytes += weight;
    if (this.#waitingBytes >= MAX_WAITING_BYTES) this.#socket.pause();
    this.#work = this.#work.then(async () => {
      const { messages, close } = await answer();
      for (const message of messages) this.#socket.write(framed(message));
      this.#waitingBytes -= weight;
      if (this.#waitingBytes < MAX_WAITING_BYTES && !this.#ending) this.#socket.resume();
      if (close) this.#end();
    });
  }

  /** The framing is broken: nothing after it can be told apart. What came before is still answered. */
  #fail(fault: MllpFault): void {
    if (this.#ending) return;
    this.#ending = true;
    this.#events.fault(fault);
    void this.#work.then(() => this.#end());
  }

  #end(): void {
    this.#ending = true;
    clearTimeout(this.#timer);
    this.#socket.end();
    // A sender that goes on talking is not listened to.
    this.#socket.resume();
    setTimeout(() => this.#socket.destroy(), LINGER_MS).unref();
  }
}

/** Time for the last answer to arrive before the connection is cut, ms. */
const LINGER_MS = 1_000;

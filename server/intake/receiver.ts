import type { Received } from './types.ts';
import type { ToWorker } from './worker-messages.ts';

/** Bytes of one object on their way to the intake thread before its sender is made to wait. */
const MAX_ON_THE_WAY = 1024 * 1024;

export interface ReceiverThread {
  post: (message: ToWorker, transfer?: ArrayBuffer[]) => void;
  done: () => void;
  dead: boolean;
}

/** One object on its way from a door on the main thread into the spool. */
export class Receiver {
  readonly #id: number;
  readonly #thread: ReceiverThread;
  #onTheWay = 0;
  #room: (() => void) | null = null;
  #ended: ((received: Received) => void) | null = null;
  #state: 'open' | 'ended' | 'lost' = 'open';

  constructor(id: number, thread: ReceiverThread) {
    this.#id = id;
    this.#thread = thread;
    if (thread.dead) this.#state = 'lost';
  }

  /** Takes a copy of the bytes. The promise, if there is one, resolves when more may come. */
  write(chunk: Uint8Array): Promise<void> | undefined {
    if (this.#state !== 'open' || chunk.byteLength === 0) return undefined;
    const copy = new Uint8Array(chunk);
    this.#onTheWay += copy.byteLength;
    this.#thread.post({ type: 'write', id: this.#id, chunk: copy }, [copy.buffer]);
    if (this.#onTheWay <= MAX_ON_THE_WAY) return undefined;
    return new Promise<void>((resolve) => {
      const before = this.#room;
      this.#room = () => {
        before?.();
        resolve();
      };
    });
  }

  /** The object is complete: its verdict, and its file when it is taken. Never rejects. */
  end(): Promise<Received> {
    if (this.#state !== 'open') return Promise.resolve(LOST);
    this.#state = 'ended';
    return new Promise((resolve) => {
      this.#ended = resolve;
      this.#thread.post({ type: 'end', id: this.#id });
    });
  }

  /** Gives it up; nothing remains. */
  abort(): void {
    if (this.#state !== 'open') return;
    this.#thread.post({ type: 'abort', id: this.#id });
    this.lost();
    this.#thread.done();
  }

  /** From the thread. */
  written(bytes: number): void {
    this.#onTheWay -= bytes;
    if (this.#onTheWay <= MAX_ON_THE_WAY) this.#release();
  }

  received(received: Received): void {
    this.#ended?.(received);
    this.#ended = null;
    this.#thread.done();
  }

  /** The thread is gone, and with it the object. */
  lost(): void {
    this.#state = 'lost';
    this.#release();
    this.#ended?.(LOST);
    this.#ended = null;
  }

  #release(): void {
    const room = this.#room;
    this.#room = null;
    room?.();
  }
}

const LOST: Received = { ok: false, code: 'STORE_FAILED', detail: '' };

import type { Received } from './types.ts';
import type { ToWorker } from './worker-messages.ts';

/** Bytes gathered into one message: a message costs the two threads about as much as copying this much. */
const MESSAGE_BYTES = 128 * 1024;
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
  #gathered: Uint8Array[] = [];
  #gatheredBytes = 0;
  #onTheWay = 0;
  #room: (() => void) | null = null;
  #ended: ((received: Received) => void) | null = null;
  #state: 'open' | 'ended' | 'lost' = 'open';

  constructor(id: number, thread: ReceiverThread) {
    this.#id = id;
    this.#thread = thread;
    if (thread.dead) this.#state = 'lost';
  }

  /** Takes the bytes, which must not be changed afterwards. The promise, if there is one, resolves when more may come. */
  write(chunk: Uint8Array): Promise<void> | undefined {
    if (this.#state !== 'open' || chunk.byteLength === 0) return undefined;
    this.#gathered.push(chunk);
    this.#gatheredBytes += chunk.byteLength;
    if (this.#gatheredBytes >= MESSAGE_BYTES) this.#flush();
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
    this.#flush();
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
    this.#gathered = [];
    this.#release();
    this.#ended?.(LOST);
    this.#ended = null;
  }

  #flush(): void {
    if (this.#gatheredBytes === 0) return;
    const chunk = new Uint8Array(this.#gatheredBytes);
    let at = 0;
    for (const part of this.#gathered) {
      chunk.set(part, at);
      at += part.byteLength;
    }
    this.#gathered = [];
    this.#gatheredBytes = 0;
    this.#onTheWay += chunk.byteLength;
    this.#thread.post({ type: 'write', id: this.#id, chunk }, [chunk.buffer]);
  }

  #release(): void {
    const room = this.#room;
    this.#room = null;
    room?.();
  }
}

const LOST: Received = { ok: false, code: 'STORE_FAILED', detail: '' };

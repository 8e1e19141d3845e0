import type { Received } from './types.ts';
import type { ToWorker } from './worker-messages.ts';

/** Bytes gathered into one message: messages between threads are dear, waiting for more bytes delays nothing anybody sees. */
const MESSAGE_BYTES = 256 * 1024;
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
  #gathered: Uint8Array<ArrayBuffer>[] = [];
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

  /**
   * Takes the bytes, which must not be changed afterwards. With `given`, a chunk that has its memory for itself changes hands
   * without a copy and is empty for the caller from then on. The promise, if there is one, resolves when more may come.
   */
  write(chunk: Uint8Array, given = false): Promise<void> | undefined {
    if (this.#state !== 'open' || chunk.byteLength === 0) return undefined;
    const whole = given && chunk.byteLength === chunk.buffer.byteLength && chunk.buffer instanceof ArrayBuffer;
    const mine = whole ? chunk : new Uint8Array(chunk);
    this.#gathered.push(mine as Uint8Array<ArrayBuffer>);
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
    const chunks = this.#gathered;
    this.#onTheWay += this.#gatheredBytes;
    this.#gathered = [];
    this.#gatheredBytes = 0;
    this.#thread.post(
      { type: 'write', id: this.#id, chunks },
      chunks.map((chunk) => chunk.buffer),
    );
  }

  #release(): void {
    const room = this.#room;
    this.#room = null;
    room?.();
  }
}

const LOST: Received = { ok: false, code: 'STORE_FAILED', detail: '' };

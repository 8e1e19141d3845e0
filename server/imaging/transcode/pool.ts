import { Worker } from 'node:worker_threads';
import type { TranscodeJob, TranscodeResult } from './job.ts';

/** A frame that takes longer than this has a decoder that hangs, ms. */
const JOB_LIMIT_MS = 30_000;

interface Slot {
  worker: Worker;
  settle: ((result: TranscodeResult) => void) | undefined;
  timer: NodeJS.Timeout | undefined;
}

/**
 * A fixed number of threads, one frame each at a time. A decoder that hangs or dies takes its thread with it, never the server:
 * the frame is answered as unreadable and the thread is replaced.
 */
export class TranscodePool {
  readonly #slots: Slot[] = [];
  #closed = false;

  constructor(threads: number) {
    for (let i = 0; i < threads; i++) this.#slots.push(this.#spawn());
  }

  get size(): number {
    return this.#slots.length;
  }

  get free(): number {
    return this.#closed ? 0 : this.#slots.filter((slot) => slot.settle === undefined).length;
  }

  /** Only when `free` is above 0. Never rejects. */
  run(job: TranscodeJob): Promise<TranscodeResult> {
    const slot = this.#slots.find((candidate) => candidate.settle === undefined);
    if (slot === undefined || this.#closed) return Promise.resolve({ ok: false, why: 'the transcoder is stopping' });
    const { promise, resolve } = Promise.withResolvers<TranscodeResult>();
    slot.settle = resolve;
    slot.timer = setTimeout(() => this.#replace(slot, `decoding took longer than ${JOB_LIMIT_MS / 1000} s`), JOB_LIMIT_MS);
    slot.worker.postMessage(job);
    return promise;
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const slot of this.#slots) this.#finish(slot, { ok: false, why: 'the transcoder is stopping' });
    await Promise.all(this.#slots.map((slot) => slot.worker.terminate()));
  }

  #spawn(): Slot {
    const slot: Slot = {
      worker: new Worker(new URL('./worker.ts', import.meta.url), { name: 'transcode' }),
      settle: undefined,
      timer: undefined,
    };
    this.#listen(slot);
    return slot;
  }

  #listen(slot: Slot): void {
    const { worker } = slot;
    worker.on('message', (result: TranscodeResult) => this.#finish(slot, result));
    worker.on('error', () => undefined);
    worker.on('exit', () => {
      if (slot.worker === worker && !this.#closed) this.#replace(slot, 'the decoder stopped on these pixels');
    });
  }

  #replace(slot: Slot, why: string): void {
    const old = slot.worker;
    slot.worker = new Worker(new URL('./worker.ts', import.meta.url), { name: 'transcode' });
    this.#listen(slot);
    void old.terminate();
    this.#finish(slot, { ok: false, why });
  }

  #finish(slot: Slot, result: TranscodeResult): void {
    clearTimeout(slot.timer);
    const { settle } = slot;
    slot.settle = undefined;
    settle?.(result);
  }
}

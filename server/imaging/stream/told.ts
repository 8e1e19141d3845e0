import { type ReadyFrame, type SeriesDescriptor, type ServerStreamMessage, tagOf } from '#shared/protocol/stream.ts';
import type { FrameModel } from '../live/study-model.ts';

/** Descriptors of frames in one text message. */
const DESCRIPTORS_PER_MESSAGE = 200;

/** What one viewer has been told of frames: each is described once, and each codestream announced once, before its first chunk. */
export class Told {
  readonly #send: (message: ServerStreamMessage) => void;
  readonly #described = new Set<number>();
  /** Tags of the codestreams that were announced. */
  readonly #announced = new Map<number, number>();

  constructor(send: (message: ServerStreamMessage) => void) {
    this.#send = send;
  }

  series(series: SeriesDescriptor[]): void {
    if (series.length > 0) this.#send({ t: 'series', series });
  }

  describe(frames: readonly FrameModel[]): void {
    const fresh = frames.filter((frame) => !this.#described.has(frame.descriptor.id));
    for (let i = 0; i < fresh.length; i += DESCRIPTORS_PER_MESSAGE) {
      const some = fresh.slice(i, i + DESCRIPTORS_PER_MESSAGE);
      for (const frame of some) this.#described.add(frame.descriptor.id);
      this.#send({ t: 'frames', frames: some.map((frame) => frame.descriptor) });
      const failed = some.flatMap((frame) => (frame.failed === null ? [] : [{ id: frame.descriptor.id, why: frame.failed }]));
      if (failed.length > 0) this.#send({ t: 'failed', frames: failed });
    }
  }

  announce(ready: ReadyFrame): void {
    if (this.#announced.has(ready.id)) return;
    this.#announced.set(ready.id, tagOf(ready.sha256));
    this.#send({ t: 'ready', frames: [ready] });
  }

  /** Announced before, with other bytes. */
  announcedOther(ready: ReadyFrame): boolean {
    const tag = this.#announced.get(ready.id);
    return tag !== undefined && tag !== tagOf(ready.sha256);
  }

  forget(id: number): void {
    this.#announced.delete(id);
  }
}

import type { FrameModel } from '../live/study-model.ts';
import type { SessionPorts } from './ports.ts';

/** Reads files before their turn; `arrived` is called when one is in memory, or will not come. */
export class ReadAhead {
  readonly #ports: Pick<SessionPorts, 'peek' | 'fetch'>;
  readonly #arrived: () => void;
  readonly #reading = new Set<number>();

  constructor(ports: Pick<SessionPorts, 'peek' | 'fetch'>, arrived: () => void) {
    this.#ports = ports;
    this.#arrived = arrived;
  }

  read(frames: Iterable<FrameModel>): void {
    for (const frame of frames) {
      const { id } = frame.descriptor;
      if (this.#reading.has(id) || this.#ports.peek(frame) !== undefined) continue;
      this.#reading.add(id);
      this.#ports
        .fetch(frame)
        .catch(() => {
          frame.ready = null;
        })
        .finally(() => {
          this.#reading.delete(id);
          this.#arrived();
        });
    }
  }
}

import { createWorker } from 'mediasoup';
import type { WebRtcServer, Worker } from 'mediasoup/types';
import { type Listening, listenInfos, portOf } from './ports.ts';
import type { SfuLog } from './sfu.ts';

/** A worker process with the one port on which all its transports are. `rooms` are those whose routers run in it. */
export interface Slot {
  readonly port: number;
  readonly worker: Worker;
  readonly server: WebRtcServer;
  rooms: number;
}

/** The port of a dead worker is free when the kernel says so, and a program that cannot start must not be started a hundred times a second, ms. */
const AGAIN_FIRST_MS = 50;
const AGAIN_MOST_MS = 2_000;

/** Worker processes, one a core. One that dies is replaced on its own port by itself. */
export class Workers {
  readonly #options: { binary: string; count: number; listening: Listening; log: SfuLog; onChange: () => void };
  readonly #slots: (Slot | undefined)[] = [];
  readonly #ports: number[] = [];
  #closed = false;

  constructor(options: { binary: string; count: number; listening: Listening; log: SfuLog; onChange: () => void }) {
    this.#options = options;
  }

  /** Throws when a port is taken or the worker does not run. */
  async start(): Promise<void> {
    for (let index = 0; index < this.#options.count; index++) {
      this.#ports.push(await portOf(this.#options.listening, index));
      await this.#spawn(index);
    }
  }

  get alive(): Slot[] {
    return this.#slots.filter((slot) => slot !== undefined);
  }

  get firstPort(): number | null {
    return this.#ports[0] ?? null;
  }

  /** The one with the fewest rooms. */
  take(): Slot | undefined {
    return this.alive.toSorted((a, b) => a.rooms - b.rooms)[0];
  }

  close(): void {
    this.#closed = true;
    for (const slot of this.alive) slot.worker.close();
  }

  async #spawn(index: number): Promise<void> {
    const { binary, listening, log, onChange } = this.#options;
    const worker = await createWorker({ logLevel: 'error', workerBin: binary });
    try {
      const port = this.#ports[index]!;
      const server = await worker.createWebRtcServer({ listenInfos: listenInfos(listening, port) });
      if (this.#closed) return worker.close();
      this.#slots[index] = { port, worker, server, rooms: 0 };
      worker.once('died', (error) => {
        log.warn({ worker: index, pid: worker.pid, reason: error.message }, 'a media worker died and is being replaced');
        this.#slots[index] = undefined;
        onChange();
        void this.#replace(index);
      });
      log.info({ worker: index, pid: worker.pid, port }, 'a media worker runs');
    } catch (error) {
      worker.close();
      throw error;
    }
  }

  async #replace(index: number): Promise<void> {
    for (let wait = AGAIN_FIRST_MS; !this.#closed; wait = Math.min(wait * 2, AGAIN_MOST_MS)) {
      try {
        await this.#spawn(index);
        return this.#options.onChange();
      } catch (error) {
        const reason = error instanceof Error ? error.message : 'unknown';
        this.#options.log.warn({ worker: index, reason }, 'a media worker could not be started; trying again');
        await new Promise((resolve) => setTimeout(resolve, wait));
      }
    }
  }
}

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

/** A worker is asked whether it is there so often, ms; one that has not answered when it would be asked for the fourth time is dead. */
const ALIVE_MS = 1_000;
const UNANSWERED = 3;
/** A turn of our own that comes later than this says nothing about the worker: its answer may lie here unread, ms. */
const LATE_MS = 1_500;

/** Worker processes, one a core. One that dies or hangs is replaced on its own port by itself. */
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
      const watch = this.#watch(index, worker);
      worker.observer.once('close', () => clearInterval(watch));
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

  /** A process that is stopped or spins answers nothing and is still a process. */
  #watch(index: number, worker: Worker): NodeJS.Timeout {
    let waiting = 0;
    let last = performance.now();
    const timer = setInterval(() => {
      const late = performance.now() - last > LATE_MS;
      last = performance.now();
      if (late) return;
      if (waiting >= UNANSWERED) {
        clearInterval(timer);
        this.#options.log.warn({ worker: index, pid: worker.pid }, 'a media worker does not answer and is ended');
        return end(worker.pid);
      }
      waiting++;
      worker.getResourceUsage().then(
        () => {
          waiting = 0;
        },
        () => clearInterval(timer),
      );
    }, ALIVE_MS);
    timer.unref();
    return timer;
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

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile, and its end is told.
  }
}

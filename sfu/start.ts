import { availableParallelism } from 'node:os';
import type { MediaConfig } from './environment.ts';
import { LocalSfu } from './local.ts';
import type { SfuLog } from './sfu.ts';
import { findWorkerBinary, WorkerBuild } from './worker-binary.ts';

/** A taken port may be given back: tried again so often, ms. */
const PORT_AGAIN_MS = 5_000;

export interface StartOptions {
  config: MediaConfig;
  host: string;
  log: SfuLog;
  /** Whether packages of the system may be installed to compile the worker. */
  install: boolean;
}

export interface StartedSfu {
  sfu: LocalSfu;
  close(): Promise<void>;
}

/**
 * The SFU of this process. When the worker's program is there it is ready on return; else it is obtained behind everybody's back, `availability`
 * says how far that is, and the SFU becomes ready by itself.
 */
export async function startSfu({ config, host, log, install }: StartOptions): Promise<StartedSfu> {
  const { port, announcedAddress, turn } = config;
  const sfu = new LocalSfu({ listening: { host, port, announcedAddress }, workers: availableParallelism(), turn, log });
  let build: WorkerBuild | undefined;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const start = async (binary: string): Promise<void> => {
    if (closed) return;
    try {
      await sfu.start(binary);
    } catch (error) {
      const reason = error instanceof Error ? error.message : 'unknown';
      log.error({ port, reason }, 'media cannot start; trying again');
      sfu.waiting('down', `media cannot start on port ${port}: ${reason}`);
      timer = setTimeout(() => void start(binary), PORT_AGAIN_MS);
      timer.unref();
    }
  };

  const binary = await findWorkerBinary();
  if (binary !== null) await start(binary);
  else {
    build = new WorkerBuild({ install }, (state, why) => {
      log.info({ state, why }, 'no media worker yet');
      sfu.waiting(state, why);
    });
    void build.done.then(start);
  }
  return {
    sfu,
    close: async () => {
      closed = true;
      clearTimeout(timer);
      build?.close();
      await sfu.close();
    },
  };
}

import { Worker } from 'node:worker_threads';
import type { SampleSetup } from './worker.ts';

/** Sends the sample case in the background; ends early when `close` is called. A failure is told, never fatal. */
export function sendSampleCase(setup: SampleSetup, onDone: (error: Error | null) => void): { close(): Promise<void> } {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: setup });
  worker.once('error', (error) => onDone(error instanceof Error ? error : new Error('the sample case failed')));
  worker.once('exit', (code) => code === 0 && onDone(null));
  return {
    close: async () => {
      await worker.terminate();
    },
  };
}

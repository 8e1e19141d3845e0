import { Worker } from 'node:worker_threads';
import type { ConsultRecord } from '#shared/protocol/record.ts';

/** At once: each has fonts of a megabyte in hand. */
const MAX_AT_ONCE = 2;
/** A record that takes longer than this never ends, ms. */
const LIMIT = 60_000;

let running = 0;
const waiting: (() => void)[] = [];

/** How many wait: those who ask for one are sent away before it is many. */
export const pdfsWaiting = (): number => waiting.length;

/** `makePdf` in a thread of its own: fonts take half a second of processor time, in which a room must not stand still. */
export async function renderPdf(record: ConsultRecord): Promise<Uint8Array> {
  if (running >= MAX_AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
  running += 1;
  try {
    return await inThread(record);
  } finally {
    running -= 1;
    waiting.shift()?.();
  }
}

function inThread(record: ConsultRecord): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./pdf-worker.ts', import.meta.url), { name: 'pdf', workerData: record });
    worker.unref();
    const timer = setTimeout(() => void worker.terminate(), LIMIT);
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => {
      clearTimeout(timer);
      reject(new Error('the PDF was not made'));
    });
  });
}

import type { FromWorker, Statistics, ToWorker } from './messages.ts';

type Kind = FromWorker['k'];
type Detail<K extends Kind> = Extract<FromWorker, { k: K }>;

const MEBIBYTE = 1_048_576;

/** Compressed bytes kept in the page: a phone has less to give. `deviceMemory` is in GiB and only a hint. */
export function memoryLimit(deviceMemory: number | undefined): number {
  return (deviceMemory ?? 8) <= 4 ? 192 * MEBIBYTE : 640 * MEBIBYTE;
}

/** A second decoder serves a jump while the first is busy with neighbours; with two cores it would take the page's. */
export const decoderCount = (cores: number | undefined): number => ((cores ?? 2) >= 4 ? 2 : 1);

/** The page's end of the stream worker. */
export class StreamClient {
  readonly #worker: Worker;
  readonly #listeners = new Map<Kind, Set<(detail: FromWorker) => void>>();

  constructor(consultId: string) {
    this.#worker = new Worker(new URL('./stream-worker.ts', import.meta.url), { type: 'module', name: 'stream' });
    this.#worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
      for (const listener of this.#listeners.get(data.k) ?? []) listener(data);
    };
    const url = new URL('/stream', location.href);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    url.searchParams.set('consult', consultId);
    const { deviceMemory } = navigator as Navigator & { deviceMemory?: number };
    this.tell({ k: 'open', url: url.href, memoryLimit: memoryLimit(deviceMemory), decoders: decoderCount(navigator.hardwareConcurrency) });
  }

  on<K extends Kind>(kind: K, listener: (detail: Detail<K>) => void): () => void {
    const listeners = this.#listeners.get(kind) ?? new Set();
    this.#listeners.set(kind, listeners);
    listeners.add(listener as (detail: FromWorker) => void);
    return () => listeners.delete(listener as (detail: FromWorker) => void);
  }

  tell(message: ToWorker): void {
    this.#worker.postMessage(message);
  }

  statistics(): Promise<Statistics> {
    return new Promise((resolve) => {
      const stop = this.on('statistics', ({ statistics }) => {
        stop();
        resolve(statistics);
      });
      this.tell({ k: 'statistics' });
    });
  }

  close(): void {
    this.#listeners.clear();
    this.#worker.terminate();
  }
}

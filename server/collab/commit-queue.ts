import type { LogEntry } from './ports.ts';

/** Entries of one append: a database takes so many values in one statement. */
const ENTRIES_PER_APPEND = 1_000;

type Item<T> =
  | { readonly kind: 'entry'; readonly entry: LogEntry; readonly about: T }
  | { readonly kind: 'then'; readonly run: () => void };

export interface CommitQueueOptions<T> {
  /** Durable when it resolves. */
  append(entries: readonly LogEntry[]): Promise<unknown>;
  /** These entries are durable now, in this order. */
  committed(about: readonly T[]): void;
  /** An append failed: the entries may or may not be stored. Nothing runs after this. */
  failed(error: unknown): void;
}

/**
 * Group commit: while one append is under way, everything else waits and goes into the next one together. Order is kept, and what was
 * to run after an entry runs once that entry is durable.
 */
export class CommitQueue<T> {
  readonly #options: CommitQueueOptions<T>;
  #waiting: Item<T>[] = [];
  #running: Promise<void> | null = null;
  #broken = false;

  constructor(options: CommitQueueOptions<T>) {
    this.#options = options;
  }

  add(entry: LogEntry, about: T): void {
    if (this.#broken) return;
    this.#waiting.push({ kind: 'entry', entry, about });
    this.#running ??= this.#run();
  }

  /** Runs `callback` when everything added so far is durable: at once when nothing waits. */
  afterwards(callback: () => void): void {
    if (this.#broken) return;
    if (this.#running === null) callback();
    else this.#waiting.push({ kind: 'then', run: callback });
  }

  /** Resolves when nothing waits any more. */
  async idle(): Promise<void> {
    while (this.#running !== null) await this.#running;
  }

  async #run(): Promise<void> {
    // One microtask later, so that updates which arrived in one piece are committed in one piece.
    await null;
    while (this.#waiting.length > 0 && !this.#broken) {
      const batch = this.#waiting.splice(0, ENTRIES_PER_APPEND);
      const entries = batch.flatMap((item) => (item.kind === 'entry' ? [item.entry] : []));
      try {
        if (entries.length > 0) await this.#options.append(entries);
      } catch (error) {
        this.#broken = true;
        this.#waiting = [];
        this.#running = null;
        this.#options.failed(error);
        return;
      }
      const about = batch.flatMap((item) => (item.kind === 'entry' ? [item.about] : []));
      if (about.length > 0) this.#options.committed(about);
      for (const item of batch) if (item.kind === 'then') item.run();
    }
    this.#running = null;
  }
}

import { threadsCpuMs } from '../servers/process.ts';

/** CPU time of some of a server's threads since it was made. */
export class ThreadClock {
  readonly #pid: number;
  readonly #threads: ReadonlySet<number>;
  readonly #before: number;

  constructor(pid: number, threads: ReadonlySet<number>) {
    this.#pid = pid;
    this.#threads = threads;
    this.#before = this.#now();
  }

  spentMs(): number {
    return this.#now() - this.#before;
  }

  #now(): number {
    if (this.#threads.size === 0) return 0;
    return [...threadsCpuMs(this.#pid)].reduce((sum, [tid, ms]) => (this.#threads.has(tid) ? sum + ms : sum), 0);
  }
}

/** The threads that do the most while `work` runs, `count` of them, the main thread aside. */
export async function busiestThreads(pid: number, count: number, work: () => Promise<void>): Promise<Set<number>> {
  const before = threadsCpuMs(pid);
  await work();
  const grown = [...threadsCpuMs(pid)].filter(([tid]) => tid !== pid).map(([tid, ms]) => ({ tid, ms: ms - (before.get(tid) ?? 0) }));
  grown.sort((a, b) => b.ms - a.ms);
  return new Set(grown.slice(0, count).map(({ tid }) => tid));
}

import { readFileSync } from 'node:fs';
import { threadsCpuMs } from '../servers/process.ts';

/** Our threads that make codestreams bear this name. */
const TRANSCODE = 'transcode';

/** CPU time of a server's threads that make codestreams, since this was made; a peer has none. */
export class TranscodeClock {
  readonly #pid: number;
  readonly #threads: readonly number[];
  readonly #before: number;

  constructor(pid: number) {
    this.#pid = pid;
    this.#threads = [...threadsCpuMs(pid).keys()].filter((tid) => nameOf(pid, tid) === TRANSCODE);
    this.#before = this.#now();
  }

  spentMs(): number {
    return this.#now() - this.#before;
  }

  #now(): number {
    const clocks = threadsCpuMs(this.#pid);
    return this.#threads.reduce((sum, tid) => sum + (clocks.get(tid) ?? 0), 0);
  }
}

const nameOf = (pid: number, tid: number): string => readFileSync(`/proc/${pid}/task/${tid}/comm`, 'utf8').trim();

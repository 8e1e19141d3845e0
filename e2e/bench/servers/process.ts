import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { atEnd } from '../cleanup.ts';

/** How long a process may take to end after SIGTERM, ms. */
const STOP_LIMIT_MS = 12_000;

export async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}

/** Ends this process with us, whatever happens. */
export function endWithUs(child: ChildProcess): void {
  const done = atEnd(() => stopProcess(child));
  child.once('exit', done);
}

/** SIGTERM to a process that we started, and SIGKILL when it does not go. */
export async function stopProcess(child: ChildProcess): Promise<void> {
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
  child.kill('SIGTERM');
  await ended(child);
  clearTimeout(timer);
}

/** One clock tick of /proc, ms (USER_HZ is 100 on Linux). */
const TICK_MS = 10;

/** CPU time of a process so far, user and system, ended threads included, ms. */
export const cpuMs = (pid: number): number => ticks(readFileSync(`/proc/${pid}/stat`, 'utf8')) * TICK_MS;

/** CPU time of each living thread, ms, by thread id. */
export function threadsCpuMs(pid: number): Map<number, number> {
  const folder = `/proc/${pid}/task`;
  return new Map(readdirSync(folder).map((tid) => [Number(tid), ticks(readFileSync(`${folder}/${tid}/stat`, 'utf8')) * TICK_MS]));
}

function ticks(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

/** Resident memory, MB. */
export function residentMb(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? Number.NaN) / 1024;
}

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { ended } from '../servers/process.ts';

export interface LoadOrder {
  readonly port: number;
  readonly paths: readonly string[];
  readonly headers: Record<string, string>;
}

export interface LoadAnswer {
  readonly frames: number;
  readonly seconds: number;
}

/** Fetches the paths in turns from a process of its own, for about three seconds. */
export async function load(order: LoadOrder): Promise<LoadAnswer> {
  const child = fork(fileURLToPath(new URL('load-main.ts', import.meta.url)));
  child.send(order);
  const [answer] = (await once(child, 'message')) as [LoadAnswer | { fault: string }];
  child.kill();
  await ended(child);
  if ('fault' in answer) throw new Error(answer.fault);
  return answer;
}

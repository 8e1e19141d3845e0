import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { endWithUs, stopProcess } from '../servers/process.ts';
import type { TaskName, Tasks } from './tasks.ts';

/** A process of ours on one side of the line that does what it is told. */
export class SideProcess {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  #last = 0;

  constructor(prefix: readonly string[]) {
    const [command, ...words] = [...prefix, process.execPath, fileURLToPath(new URL('side-main.ts', import.meta.url))];
    this.#child = spawn(command!, words, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], serialization: 'advanced' });
    endWithUs(this.#child);
    this.#child.on('message', (message) => {
      const { id, value, fault } = message as SideAnswer;
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (fault === undefined) waiting?.resolve(value);
      else waiting?.reject(new Error(fault));
    });
    this.#child.on('exit', () => {
      for (const { reject } of this.#waiting.values()) reject(new Error('the process on the other side ended'));
    });
  }

  call<K extends TaskName>(task: K, argument: Parameters<Tasks[K]>[0]): Promise<Awaited<ReturnType<Tasks[K]>>> {
    const id = ++this.#last;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve as (value: unknown) => void, reject });
      this.#child.send({ id, task, argument } satisfies SideCall);
    });
  }

  close(): Promise<void> {
    return stopProcess(this.#child);
  }
}

export interface SideCall {
  readonly id: number;
  readonly task: TaskName;
  readonly argument: unknown;
}

export interface SideAnswer {
  readonly id: number;
  readonly value?: unknown;
  readonly fault?: string;
}

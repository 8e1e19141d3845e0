import { type ChildProcess, spawn } from 'node:child_process';
import { setPriority } from 'node:os';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const SETUP = fileURLToPath(new URL('./worker/setup.mjs', import.meta.url));
/** Compiling must not take the cores from those who read images (nice value). */
const NICE = 10;
/** What is missing may be installed meanwhile: looked again after this, and after twice as long each time, ms. */
const AGAIN_FIRST_MS = 5_000;
const AGAIN_MOST_MS = 60_000;

/** Path of the worker's program when it is there, null when it has to be downloaded or built first. */
export const findWorkerBinary = async (): Promise<string | null> => run(['--check'], () => undefined).done;

/** Downloads or builds it, as long as that takes, trying again when it could not be had. `tell` gets in words how far it is. */
export class WorkerBuild {
  readonly done: Promise<string>;
  #child: ChildProcess | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  /** `install`: packages that compiling lacks may be installed, where this process has the right to. */
  constructor({ install }: { install: boolean }, tell: (state: 'starting' | 'down', why: string) => void) {
    this.done = new Promise((resolve) => {
      let wait = AGAIN_FIRST_MS;
      const attempt = () => {
        let last = 'the media worker could not be had';
        const { child, done } = run(install ? ['--install'] : [], (line) => {
          if (this.#closed) return;
          last = line;
          tell('starting', line);
        });
        this.#child = child;
        if (child.pid !== undefined) setPriority(child.pid, NICE);
        void done.then((path) => {
          if (this.#closed) return;
          if (path !== null) return resolve(path);
          tell('down', last);
          this.#timer = setTimeout(attempt, wait);
          wait = Math.min(wait * 2, AGAIN_MOST_MS);
          this.#timer.unref();
        });
      };
      attempt();
    });
  }

  /** Stops the compiler too; what it has made so far is used at the next start. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    const pid = this.#child?.pid;
    if (pid === undefined || this.#child?.exitCode !== null) return;
    try {
      process.kill(-pid, 'SIGTERM');
    } catch {
      // It ended meanwhile.
    }
  }
}

function run(parameters: string[], tell: (line: string) => void): { child: ChildProcess; done: Promise<string | null> } {
  const child = spawn(process.execPath, [SETUP, ...parameters], { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  let out = '';
  child.stdout.on('data', (data: Buffer) => {
    out += data.toString();
  });
  createInterface({ input: child.stderr }).on('line', tell);
  const done = new Promise<string | null>((resolve) => {
    child.once('error', () => resolve(null));
    child.once('close', (code) => resolve(code === 0 ? out.trim() : null));
  });
  return { child, done };
}

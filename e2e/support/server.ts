import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));

/** A real server process with a data folder of its own, on free ports. */
export interface TestServer {
  url: string;
  dimse: number;
  mllp: number;
  /** First port of media, null while there is none. */
  rtc: number | null;
  pid: number;
  dataFolder: string;
  /** Everything the process wrote on stderr so far. */
  log(): string;
  /** SIGTERM, and the exit code. */
  stop(): Promise<number | null>;
  /** kill -9; the data folder stays. */
  kill(): Promise<void>;
  /** The process is gone. */
  ended(): boolean;
  /** Starts again on the same data folder and ports. */
  restart(): Promise<void>;
  /** Stops it and removes its folder. */
  dispose(): Promise<void>;
}

/** How long a start may take on a busy machine, ms. */
const START_LIMIT_MS = 60_000;

export async function startServer(environment: Record<string, string> = {}): Promise<TestServer> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'hyperacute-e2e-'));
  let port = '0';
  let dimsePort = '0';
  let mllpPort = '0';
  let child: ChildProcess;
  let errors = '';

  const start = async (): Promise<void> => {
    child = spawn(process.execPath, ['server/main.ts'], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        HYPERACUTE_DATA: dataFolder,
        HYPERACUTE_PORT: port,
        HYPERACUTE_DIMSE_PORT: dimsePort,
        HYPERACUTE_MLLP_PORT: mllpPort,
        HYPERACUTE_RTC_PORT: '0',
        HYPERACUTE_SAMPLE_CASE: 'off',
        // Half of a start is reading the sources; a test that starts the server six times has no use for doing it six times.
        NODE_COMPILE_CACHE: join(root, '.cache', 'compiled'),
        ...environment,
      },
    });
    child.stderr!.on('data', (data: Buffer) => {
      errors += data.toString();
    });
    const ready = await readyLine(child, () => errors);
    server.url = ready.url;
    server.dimse = ready.dimse;
    server.mllp = ready.mllp;
    server.rtc = ready.rtc;
    server.pid = child.pid!;
    port = environment['HYPERACUTE_PORT'] ?? new URL(ready.url).port;
    dimsePort = String(ready.dimse);
    mllpPort = String(ready.mllp);
  };
  const ended = () =>
    child.exitCode !== null || child.signalCode !== null
      ? Promise.resolve()
      : new Promise<void>((resolve) => child.once('exit', () => resolve()));

  const server: TestServer = {
    url: '',
    dimse: 0,
    mllp: 0,
    rtc: null,
    pid: 0,
    dataFolder,
    log: () => errors,
    stop: async () => {
      child.kill('SIGTERM');
      await ended();
      return child.exitCode;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await ended();
    },
    ended: () => child.exitCode !== null || child.signalCode !== null,
    restart: start,
    dispose: async () => {
      child.kill('SIGTERM');
      await ended();
      rmSync(dataFolder, { recursive: true, force: true });
    },
  };
  await start();
  return server;
}

function readyLine(child: ChildProcess, errors: () => string): Promise<{ url: string; dimse: number; mllp: number; rtc: number | null }> {
  return new Promise((resolve, reject) => {
    let out = '';
    const timer = setTimeout(() => reject(new Error(`not ready in ${START_LIMIT_MS} ms: ${errors()}`)), START_LIMIT_MS);
    child.stdout!.on('data', (data: Buffer) => {
      out += data.toString();
      const line = out.split('\n').find((one) => one.startsWith('{"ready":true'));
      if (line === undefined) return;
      clearTimeout(timer);
      resolve(JSON.parse(line) as { url: string; dimse: number; mllp: number; rtc: number | null });
    });
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`ended with ${code}: ${errors()}`));
    });
  });
}

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../support/server.ts';
import { endWithUs, stopProcess } from './process.ts';

export interface BenchServer {
  readonly pid: number;
  /** HTTP port and DICOM port. */
  readonly port: number;
  readonly dimse: number;
  dispose(): Promise<void>;
}

/** Our own server as it ships, with a data folder of its own; `prefix`: words that make it run in a namespace. */
export async function startOurs(prefix: readonly string[] = [], environment: Record<string, string> = {}): Promise<BenchServer> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'hyperacute-bench-'));
  const [command, ...words] = [...prefix, process.execPath, 'server/main.ts'];
  const child = spawn(command!, words, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      HYPERACUTE_DATA: dataFolder,
      HYPERACUTE_PORT: '0',
      HYPERACUTE_DIMSE_PORT: '0',
      HYPERACUTE_RTC_PORT: '0',
      HYPERACUTE_MLLP_PORT: '0',
      HYPERACUTE_SAMPLE_CASE: 'off',
      HYPERACUTE_LOG_LEVEL: 'error',
      ...environment,
    },
  });
  endWithUs(child);
  const ready = await readyLine(child);
  return {
    pid: child.pid!,
    port: Number(new URL(ready.url).port || environment['HYPERACUTE_PORT']),
    dimse: ready.dimse,
    dispose: async () => {
      await stopProcess(child);
      rmSync(dataFolder, { recursive: true, force: true });
    },
  };
}

async function readyLine(child: ChildProcess): Promise<{ url: string; dimse: number }> {
  let [out, errors] = ['', ''];
  child.stderr!.on('data', (data) => {
    errors = (errors + String(data)).slice(-4_000);
  });
  return new Promise((resolve, reject) => {
    child.stdout!.on('data', (data) => {
      out += String(data);
      const line = out.split('\n').find((one) => one.startsWith('{"ready":true'));
      if (line !== undefined) resolve(JSON.parse(line) as { url: string; dimse: number });
    });
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}: ${errors}`)));
  });
}

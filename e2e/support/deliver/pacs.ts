import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

/** dcmtk's storescp: a PACS that writes what it gets into a folder. */
export class Pacs {
  readonly folder = mkdtempSync(join(tmpdir(), 'hyperacute-pacs-'));
  readonly port: number;
  readonly #options: readonly string[];
  #child: ChildProcess | null = null;

  constructor(port: number, options: readonly string[] = []) {
    this.port = port;
    this.#options = options;
  }

  start(): void {
    this.#child = spawn('storescp', ['-od', this.folder, '-aet', 'SPOKE_PACS', '-fe', '.dcm', ...this.#options, String(this.port)], {
      stdio: 'ignore',
    });
  }

  /** Paths by modality, `SR` or `KO`. */
  files(modality: 'SR' | 'KO'): string[] {
    return readdirSync(this.folder)
      .filter((name) => name.startsWith(modality))
      .map((name) => join(this.folder, name));
  }

  async stop(): Promise<void> {
    if (this.#child === null) return;
    const child = this.#child;
    this.#child = null;
    child.kill('SIGTERM');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }

  async dispose(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** What `dsrdump` reads in a document; rejects when it is not a valid one. */
export async function dsrdump(file: string, ...options: string[]): Promise<string> {
  return (await run('dsrdump', ['+Pc', ...options, file], { maxBuffer: 2 ** 24 })).stdout;
}

/** All values of one attribute at any depth, as `dcmdump` finds them. */
export async function valuesOf(file: string, tag: string): Promise<string[]> {
  const { stdout } = await run('dcmdump', ['-Un', '+L', '+P', tag, file], { maxBuffer: 2 ** 24 });
  return [...stdout.matchAll(/\[([^\]]*)\]/g)].map((match) => match[1]!);
}

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { atEnd } from '../cleanup.ts';
import { ended, endWithUs, stopProcess } from '../servers/process.ts';

const run = promisify(execFile);

/** A link as its users would name it. */
export interface Link {
  readonly downMbit: number;
  readonly upMbit: number;
  /** Round trip of an empty link, ms. */
  readonly rttMs: number;
}

/** Longest a packet may wait in the bottleneck's queue, ms: a home router's. */
const QUEUE_MS = 200;

export type Side = 'hub' | 'spoke';

/** One shaped line between the two namespaces. `hub`: the address under which the spoke reaches the hub over this line. */
export interface Lane {
  readonly link: Link;
  readonly hub: string;
  /** How late the line itself was at most, ms: more than a few is a machine that is too busy to be measured on. */
  close(): Promise<{ lateMs: number }>;
}

/** Two network namespaces and lines between them. Needs root and /dev/net/tun. */
export class Network {
  readonly #folder: string;
  readonly #lanes = new Set<Lane>();
  readonly #removed: () => void;
  #made = 0;

  private constructor(folder: string) {
    this.#folder = folder;
    this.#removed = atEnd(() => this.remove());
  }

  static async create(): Promise<Network> {
    const folder = await mkdtemp(join(tmpdir(), 'bench-shaper-'));
    const network = new Network(folder);
    try {
      await run('cc', ['-O2', '-o', join(folder, 'tunshape'), fileURLToPath(new URL('tunshape.c', import.meta.url))]);
      for (const side of ['hub', 'spoke'] as const) {
        await run('ip', ['netns', 'add', namespaceOf(side)]);
        // What one run learned of a path must not help the next.
        const settings = 'ip link set lo up; echo 1 > /proc/sys/net/ipv4/tcp_no_metrics_save';
        await run('ip', ['netns', 'exec', namespaceOf(side), 'sh', '-c', settings]);
      }
      return network;
    } catch (error) {
      await network.remove();
      throw error;
    }
  }

  /** Words before a command that make it run on that side. `first`: before what others want of this machine, because it stands for another one. */
  prefix(side: Side, { first = false } = {}): string[] {
    return ['ip', 'netns', 'exec', namespaceOf(side), ...(first ? ['nice', '-n', '-10'] : [])];
  }

  async lane(link: Link): Promise<Lane> {
    const index = this.#made++;
    const [hub, spoke] = [`10.77.${index}.1`, `10.77.${index}.2`];
    const devices = [`hy${index}a`, `hy${index}b`];
    const shape = [link.downMbit, link.upMbit, link.rttMs / 2, QUEUE_MS].map(String);
    const command = [namespaceOf('hub'), namespaceOf('spoke'), ...devices, `${hub}/24`, `${spoke}/24`, ...shape];
    const child = spawn(join(this.#folder, 'tunshape'), command, { stdio: ['ignore', 'pipe', 'pipe'] });
    endWithUs(child);
    await up(child);
    const lane: Lane = {
      link,
      hub,
      close: async () => {
        this.#lanes.delete(lane);
        let said = '';
        child.stderr!.on('data', (data) => {
          said += String(data);
        });
        await stopProcess(child);
        return { lateMs: Math.max(...[...said.matchAll(/([\d.]+) ms late/g)].map(([, ms]) => Number(ms))) };
      },
    };
    this.#lanes.add(lane);
    return lane;
  }

  /** Ends the lines and takes the namespaces away; whoever started processes in them has ended those before. */
  async remove(): Promise<void> {
    this.#removed();
    for (const lane of this.#lanes) await lane.close();
    for (const side of ['hub', 'spoke'] as const) await run('ip', ['netns', 'delete', namespaceOf(side)]).catch(() => undefined);
    await rm(this.#folder, { recursive: true, force: true });
  }
}

const namespaceOf = (side: Side): string => `hyperacute-bench-${process.pid}-${side}`;

async function up(child: ChildProcess): Promise<void> {
  let errors = '';
  child.stderr!.on('data', (data) => {
    errors += String(data);
  });
  await new Promise<void>((resolve, reject) => {
    child.stdout!.once('data', () => resolve());
    void ended(child).then(() => reject(new Error(`the shaper ended: ${errors}`)));
  });
}

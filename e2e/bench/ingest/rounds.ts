import { spawn } from 'node:child_process';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Series } from '../data/cta.ts';
import { cpuMs, ended } from '../servers/process.ts';
import { stow } from '../servers/stow.ts';
import type { Door } from './doors.ts';
import { TranscodeClock } from './transcode-clock.ts';

/** One series through one door. */
export interface Ingest {
  readonly wallMs: number;
  readonly perSecond: number;
  /**
   * CPU of the server, ms: until everything is stored, without the threads that make codestreams; and all of it until every frame
   * can be fetched as HTJ2K, the questions included.
   */
  readonly cpuMs: number;
  readonly cpuAllMs: number;
  /** From the first byte sent until a frame of the first instance, and every frame as HTJ2K, could be fetched, ms. */
  readonly firstFrameMs: number;
  readonly allFramesMs: number;
}

const RAW = 'multipart/related; type="application/octet-stream"; transfer-syntax=1.2.840.10008.1.2.1';
export const HTJ2K = 'multipart/related; type="image/jphc"; transfer-syntax=1.2.840.10008.1.2.4.202';
/** Between two questions whether a frame is there, ms: asking costs the server something too. */
const POLL_MS = 10;
/** While everybody waits for the last codestreams, ms. */
const SLOW_POLL_MS = 50;
/** A series that is not servable by then never will be, ms. */
const LIMIT_MS = 60_000;
/** Time for a server to come to rest between rounds, ms. */
const REST_MS = 300;

export const storeByStow = (door: Door, series: Series): Promise<Ingest> =>
  measured(door, series, async () => {
    const path = `${door.root}/studies`;
    const { status, text } = await stow({ port: door.port, path, slices: series.slices, ...(door.cookie ? { cookie: door.cookie } : {}) });
    if (status !== 200) throw new Error(`${door.name}: STOW answered ${status}: ${text.slice(0, 300)}`);
  });

/** Where the benchmark has written a slice; storescu is to send them in this order. */
export const sliceFile = (folder: string, index: number): string => join(folder, `${String(index).padStart(4, '0')}.dcm`);

export const storeByCStore = (door: Door, series: Series, folder: string): Promise<Ingest> =>
  measured(door, series, async () => {
    const files = series.slices.map((_, i) => sliceFile(folder, i));
    const command = ['-aet', 'RIVERSIDE_CT', '-aec', door.called, '127.0.0.1', String(door.dimse), ...files];
    const child = spawn('storescu', command, { stdio: 'ignore', env: { ...process.env, TCP_NODELAY: '1' } });
    await ended(child);
    if (child.exitCode !== 0) throw new Error(`${door.name}: storescu ended with ${child.exitCode}`);
  });

async function measured(door: Door, series: Series, store: () => Promise<void>): Promise<Ingest> {
  const agent = new Agent({ keepAlive: true, maxSockets: 6 });
  try {
    await pause(REST_MS);
    const clock = new TranscodeClock(door.pid);
    const cpu = cpuMs(door.pid);
    const started = performance.now();
    const since = () => performance.now() - started;
    const first = frameOf(door, agent, series, 0, { method: 'GET', accept: RAW, pollMs: POLL_MS }).then(since);
    await store();
    const wallMs = since();
    const cpuStored = cpuMs(door.pid) - cpu - clock.spentMs();
    const firstFrameMs = await first;
    // HEAD: that it can be fetched is the question; fetching 320 of them would take the time of codestreams that are still being made.
    if (door.transcodes)
      for (let i = 0; i < series.slices.length; i++)
        await frameOf(door, agent, series, i, { method: 'HEAD', accept: HTJ2K, pollMs: SLOW_POLL_MS });
    const allFramesMs = since();
    const cpuAllMs = cpuMs(door.pid) - cpu;
    return {
      wallMs,
      perSecond: (series.slices.length / wallMs) * 1000,
      cpuMs: cpuStored,
      cpuAllMs,
      firstFrameMs,
      allFramesMs,
    };
  } finally {
    agent.destroy();
  }
}

/** Asks for one frame until it is there. */
export async function frameOf(
  door: Door,
  agent: Agent,
  series: Series,
  index: number,
  { method, accept, pollMs }: { method: 'GET' | 'HEAD'; accept: string; pollMs: number },
): Promise<void> {
  const path = `${door.root}/studies/${series.study}/series/${series.series}/instances/${series.slices[index]!.sop}/frames/1`;
  const headers = { accept, ...(door.cookie === undefined ? {} : { cookie: door.cookie }) };
  for (const end = performance.now() + LIMIT_MS; performance.now() < end; ) {
    const status = await new Promise<number>((resolve, reject) => {
      request({ method, host: '127.0.0.1', port: door.port, path, agent, headers }, (response) => {
        response.resume().on('end', () => resolve(response.statusCode!));
      })
        .on('error', reject)
        .end();
    });
    if (status === 200) return;
    await pause(pollMs);
  }
  throw new Error(`${door.name}: ${path} never came`);
}

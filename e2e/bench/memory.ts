import { Agent } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { CACHE_BYTES } from '../../server/imaging/frame-cache.ts';
import { asRun, smallSlices } from './data/cta.ts';
import { oursDoor } from './ingest/doors.ts';
import { frameOf, HTJ2K } from './ingest/rounds.ts';
import { atLeast, atMost, median, type Outcome, resultRow } from './result.ts';
import { startOurs } from './servers/ours.ts';
import { residentMb } from './servers/process.ts';
import { stow } from './servers/stow.ts';

const PER_STUDY = 500;
/** Side and greatest value of a slice: its codestream has about 24 kB. */
const SLICE = { side: 160, most: 4095 };
/** Instances after which what is bounded is full: 256 MB of codestreams, 64 MB of database pages. */
const FILL = 15_000;
const INSTANCES = 10_000;
/** After the last codestream of a study was made, what is left over is collected within this, ms. */
const SETTLE_MS = 500;
const LOOK_EVERY_MS = 100;
/** More than this at the end, MB, is growth. Collections come and go by some tens of MB. */
const ALLOWED_MB = 50;

/** Resident memory of the server over 10,000 instances, each of them read once, when its bounded caches are full. */
export async function benchMemory(): Promise<Outcome> {
  const server = await startOurs();
  const agent = new Agent({ keepAlive: true });
  try {
    const door = await oursDoor(server);
    const small = smallSlices(PER_STUDY, SLICE.side, SLICE.most);
    const levels: number[] = [];
    let held = 0;
    for (let run = 1; run * PER_STUDY <= FILL + INSTANCES; run++) {
      const series = asRun(small, run);
      const answer = await stow({ port: door.port, path: '/dicomweb/studies', cookie: door.cookie!, slices: series.slices });
      if (answer.status !== 200) throw new Error(`STOW answered ${answer.status}`);
      while ((await gauge(server.port, 'transcode_waiting')) > 0) await pause(LOOK_EVERY_MS);
      for (let i = 0; i < PER_STUDY; i++) await frameOf(door, agent, series, i, { method: 'GET', accept: HTJ2K, pollMs: LOOK_EVERY_MS });
      await pause(SETTLE_MS);
      levels.push(residentMb(server.pid));
      if (run * PER_STUDY === FILL) held = await gauge(server.port, 'frame_cache_bytes');
    }
    return outcomeOf(levels, held);
  } finally {
    agent.destroy();
    await server.dispose();
  }
}

async function gauge(port: number, name: string): Promise<number> {
  const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  return Number(new RegExp(`^hyperacute_${name} (\\d+)`, 'm').exec(metrics)?.[1] ?? Number.NaN);
}

function outcomeOf(levels: readonly number[], held: number): Outcome {
  const full = levels.slice(FILL / PER_STUDY);
  const quarter = Math.ceil(full.length / 4);
  const [start, end] = [median(full.slice(0, quarter)), median(full.slice(-quarter))];
  const course = levels.map((level) => level.toFixed(0)).join(' ');
  const note = `after ${FILL} instances that fill the caches; levels after every ${PER_STUDY}: ${course} MB; peer: median of the first quarter`;
  return {
    rows: [resultRow({ name: `server RSS over ${INSTANCES} instances`, unit: 'MB', ours: full, peer: [start], note })],
    goals: [
      atLeast(`share of the frame cache that is full after ${FILL} instances`, held / CACHE_BYTES, 0.98),
      atMost(`server RSS over ${INSTANCES} instances, last quarter above the first, MB`, end - start, ALLOWED_MB),
    ],
  };
}

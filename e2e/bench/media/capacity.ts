import { execFileSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { atLeast, atMost, median, type Outcome, resultRow } from '../result.ts';
import { cpuMs, residentMb } from '../servers/process.ts';
import { RtpPeers } from './rtp-peers.ts';
import { alone, bare, CONSUMERS_PER_ROOM, ours, PEOPLE_PER_ROOM, type SfuUnderLoad } from './sfu-under-load.ts';

const ROUNDS = 3;
const WORKER_CORE = 0;
const REST_CORE = 1;
/** At each number of rooms it is listened for so long, ms; the first moment, in which key frames are waited for, does not count. */
const LISTEN_MS = 2_000;
const SETTLE_MS = 700;
/** Rooms added at once while the core has room, and the share of the core from which on it is one by one. */
const COARSE = 4;
const FINE = 1;
const NEARLY_FULL = 0.6;
/** At so many rooms memory, and time for a packet, are read: far from full. */
const CALM_ROOMS = 8;
const MOST_ROOMS = 90;

interface Ramp {
  /** Most consumers at which nothing was lost. */
  consumers: number;
  /** Processor time of the worker for one packet that goes out, µs. */
  usPerPacket: number;
  /** Resident memory of the worker, and of the server, for one person of a room, kB. */
  workerKb: number;
  serverKb: number | null;
}

/** Consumers that one worker's core carries without loss, time for a packet and memory for a person: our server and bare mediasoup, in turn. */
export async function benchCapacity(): Promise<Outcome> {
  const missing = whyNot();
  if (missing !== '') {
    console.log(`media: ${missing}; the capacity of a worker is not measured`);
    return { rows: [], goals: [] };
  }
  const [mine, peer]: [Ramp[], Ramp[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    // Who comes first changes from round to round.
    for (const which of round % 2 === 0 ? ['ours', 'bare'] : ['bare', 'ours']) {
      const sfu = which === 'ours' ? await ours(WORKER_CORE, REST_CORE) : await bare(WORKER_CORE);
      (which === 'ours' ? mine : peer).push(await ramp(sfu).finally(() => sfu.close()));
    }
  }
  return outcomeOf(mine, peer);
}

function whyNot(): string {
  if (process.getuid?.() !== 0) return 'priorities need root';
  if (availableParallelism() < 2) return 'two cores are needed';
  try {
    execFileSync('pkg-config', ['--exists', 'libsrtp2', 'openssl']);
  } catch {
    return 'libsrtp2-dev and libssl-dev are needed';
  }
  return '';
}

async function ramp(sfu: SfuUnderLoad): Promise<Ramp> {
  const peers = await RtpPeers.start(REST_CORE);
  alone(peers.pid, REST_CORE);
  try {
    const memory = () => ({ worker: residentMb(sfu.workerPid), server: sfu.serverPid === null ? null : residentMb(sfu.serverPid) });
    // One room first: what is made once is made.
    await sfu.room(peers);
    const empty = memory();
    const found: Ramp = { consumers: 0, usPerPacket: Number.NaN, workerKb: Number.NaN, serverKb: null };
    for (let rooms = 1, share = 0; rooms < MOST_ROOMS; ) {
      const more = rooms < CALM_ROOMS ? CALM_ROOMS - rooms : share < NEARLY_FULL ? COARSE : FINE;
      for (let i = 0; i < more; i++) await sfu.room(peers);
      rooms += more;
      const heard = await listen(sfu, peers);
      share = heard.share;
      if (rooms === CALM_ROOMS) {
        const now = memory();
        const people = (rooms - 1) * PEOPLE_PER_ROOM;
        found.usPerPacket = heard.usPerPacket;
        found.workerKb = ((now.worker - empty.worker) * 1024) / people;
        found.serverKb = now.server === null ? null : ((now.server - empty.server!) * 1024) / people;
      }
      // A packet that a busy neighbour cost is not the worker's: what is lost twice is.
      if (heard.lost > 0 && (await listen(sfu, peers)).lost > 0) return found;
      found.consumers = rooms * CONSUMERS_PER_ROOM;
    }
    return found;
  } finally {
    await peers.close();
  }
}

async function listen(sfu: SfuUnderLoad, peers: RtpPeers): Promise<{ lost: number; share: number; usPerPacket: number }> {
  await pause(SETTLE_MS);
  const [cpu, at] = [cpuMs(sfu.workerPid), performance.now()];
  const { expected, received } = await peers.measure(LISTEN_MS);
  const used = cpuMs(sfu.workerPid) - cpu;
  return { lost: expected - received, share: used / (performance.now() - at), usPerPacket: (used * 1000) / received };
}

function outcomeOf(mine: Ramp[], peer: Ramp[]): Outcome {
  const of = <K extends keyof Ramp>(ramps: Ramp[], what: K) => ramps.map((one) => Number(one[what]));
  const note =
    'peer: the same worker program without our server; 4 people a room, each sends Opus (32 kbit/s) and VP8 (500 kbit/s) and receives all others; DTLS-SRTP, AES-256-GCM; the worker alone on one core';
  const ratio = (what: keyof Ramp) => median(of(mine, what)) / median(of(peer, what));
  return {
    rows: [
      resultRow({
        name: 'consumers on one worker’s core without loss',
        unit: 'consumers',
        ours: of(mine, 'consumers'),
        peer: of(peer, 'consumers'),
        note,
      }),
      resultRow({
        name: 'worker’s processor time for a packet out',
        unit: 'µs',
        ours: of(mine, 'usPerPacket'),
        peer: of(peer, 'usPerPacket'),
        note,
      }),
      resultRow({
        name: 'worker’s memory for a person in a room of four',
        unit: 'kB',
        ours: of(mine, 'workerKb'),
        peer: of(peer, 'workerKb'),
        note,
      }),
      resultRow({ name: 'server’s memory for a person in a room of four', unit: 'kB', ours: of(mine, 'serverKb') }),
    ],
    goals: [
      atLeast('consumers without loss ÷ bare mediasoup', ratio('consumers'), 0.95),
      atMost('worker’s processor time for a packet ÷ bare mediasoup', ratio('usPerPacket'), 1.05),
    ],
  };
}

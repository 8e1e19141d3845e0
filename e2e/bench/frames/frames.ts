import { Agent } from 'node:http';
import { asRun, thinCta } from '../data/cta.ts';
import { type Door, orthancDoor, oursDoor } from '../ingest/doors.ts';
import { frameOf } from '../ingest/rounds.ts';
import { atLeast, atMost, median, type Outcome, resultRow } from '../result.ts';
import { listening, startOrthanc } from '../servers/orthanc.ts';
import { startOurs } from '../servers/ours.ts';
import { cpuMs } from '../servers/process.ts';
import { stow } from '../servers/stow.ts';
import { load } from './load.ts';

const ROUNDS = 5;
const SLICES = 60;
const PORT = 18044;
/** How often it is asked whether a codestream has been made, ms. */
const POLL_MS = 50;
const HTJ2K = 'multipart/related; type="image/jphc"; transfer-syntax=1.2.840.10008.1.2.4.202';
const RAW = 'multipart/related; type="application/octet-stream"; transfer-syntax=1.2.840.10008.1.2.1';

interface Round {
  readonly perSecond: number;
  readonly cpuPerFrameMs: number;
}

/** Frames over WADO-RS on six connections (G5): ours with session and access checked for each, Orthanc without any. */
export async function benchFrames(): Promise<Outcome> {
  const closers: (() => Promise<void>)[] = [];
  try {
    const ours = await startOurs();
    closers.push(ours.dispose);
    const orthanc = await startOrthanc({ port: PORT, dimse: PORT + 100, syncStorage: false });
    closers.push(orthanc.dispose);
    await listening(PORT);
    const doors = { ours: await oursDoor(ours), peer: orthancDoor(orthanc, 'Orthanc') };
    const series = asRun({ ...thinCta(), slices: thinCta().slices.slice(0, SLICES) }, 1);
    for (const door of [doors.ours, doors.peer]) await fill(door, series);
    const paths = (door: Door) =>
      series.slices.map(({ sop }) => `${door.root}/studies/${series.study}/series/${series.series}/instances/${sop}/frames/1`);
    const [htj2k, peer, raw]: Round[][] = [[], [], []];
    for (let i = 0; i <= ROUNDS; i++) {
      const once = async (door: Door, accept: string, into: Round[]) => {
        const one = await round(door, paths(door), accept);
        if (i > 0) into.push(one);
      };
      await once(doors.ours, HTJ2K, htj2k!);
      await once(doors.peer, RAW, peer!);
      await once(doors.ours, RAW, raw!);
    }
    return outcomeOf(htj2k!, peer!, raw!);
  } finally {
    for (const close of closers.reverse()) await close();
  }
}

/** Stores the series and waits for every codestream of it. */
async function fill(door: Door, series: ReturnType<typeof thinCta>): Promise<void> {
  const answer = await stow({
    port: door.port,
    path: `${door.root}/studies`,
    slices: series.slices,
    ...(door.cookie === undefined ? {} : { cookie: door.cookie }),
  });
  if (answer.status !== 200) throw new Error(`${door.name}: STOW answered ${answer.status}`);
  if (!door.transcodes) return;
  const agent = new Agent({ keepAlive: true });
  try {
    for (let i = 0; i < SLICES; i++) await frameOf(door, agent, series, i, { method: 'HEAD', accept: HTJ2K, pollMs: POLL_MS });
  } finally {
    agent.destroy();
  }
}

async function round(door: Door, paths: string[], accept: string): Promise<Round> {
  const before = cpuMs(door.pid);
  const { frames, seconds } = await load({ port: door.port, paths, headers: { accept, ...(door.cookie ? { cookie: door.cookie } : {}) } });
  return { perSecond: frames / seconds, cpuPerFrameMs: (cpuMs(door.pid) - before) / frames };
}

function outcomeOf(htj2k: Round[], peer: Round[], raw: Round[]): Outcome {
  const of = (rounds: Round[], what: keyof Round) => rounds.map((one) => one[what]);
  const note = 'ours: HTJ2K with session and access checked for each frame; Orthanc: raw as stored, nobody asked who they are';
  const ratio = (what: keyof Round) => median(of(htj2k, what)) / median(of(peer, what));
  return {
    rows: [
      resultRow({ name: 'frames by WADO-RS, 6 connections', unit: '1/s', ours: of(htj2k, 'perSecond'), peer: of(peer, 'perSecond'), note }),
      resultRow({
        name: 'frames by WADO-RS: server CPU a frame',
        unit: 'ms',
        ours: of(htj2k, 'cpuPerFrameMs'),
        peer: of(peer, 'cpuPerFrameMs'),
        note,
      }),
      resultRow({ name: 'frames by WADO-RS, raw on both sides', unit: '1/s', ours: of(raw, 'perSecond'), peer: of(peer, 'perSecond') }),
    ],
    goals: [
      atLeast('G5 frames/s ÷ Orthanc', ratio('perSecond'), 5),
      atMost('G5 server CPU a frame ÷ Orthanc', ratio('cpuPerFrameMs'), 0.15),
    ],
  };
}

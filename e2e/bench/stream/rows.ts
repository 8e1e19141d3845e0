import { atLeast, atMost, type Goal, median, type Outcome, type ResultRow, resultRow } from '../result.ts';
import type { Link } from '../shaper/network.ts';
import type { Loaded } from './load.ts';
import type { StreamRun } from './ours-client.ts';
import type { Timeline } from './tcp.ts';
import type { WadoRun } from './wado-client.ts';

const MILESTONES = ['firstPicture', 'firstLossless', 'allPreview', 'allLossless'] as const;
type MilestoneName = (typeof MILESTONES)[number];

const WORDS: Record<MilestoneName, string> = {
  firstPicture: 'first recognisable picture',
  firstLossless: 'first lossless slice',
  allPreview: 'whole series at preview',
  allLossless: 'whole series lossless',
};

/** Everything measured of one series on one link, ms. */
export class Samples {
  readonly link: Link;
  readonly loaded: Loaded;
  note: string | undefined;
  readonly ours: Record<MilestoneName, number[]> = lists();
  readonly tcp: Record<MilestoneName, number[]> = lists();
  /** Bytes of codestreams that ours had received at the milestone. */
  readonly bytes: Record<MilestoneName, number[]> = lists();
  readonly peerFirst: number[] = [];
  readonly peerAll: number[] = [];
  readonly peerBytes: number[] = [];
  readonly peerJump: number[] = [];
  readonly jumpPreview: number[] = [];
  readonly jumpLossless: number[] = [];
  readonly warm: number[] = [];
  /** The same ÷ what the line needs for those bytes. */
  readonly warmToLimit: number[] = [];
  jumpBytes = 0;
  /** Requests that Orthanc left without an answer. */
  retries = 0;

  constructor(link: Link, loaded: Loaded) {
    this.link = link;
    this.loaded = loaded;
  }

  addOurs(run: StreamRun): void {
    for (const name of MILESTONES) {
      const milestone = run[name];
      if (milestone === null) continue;
      this.ours[name].push(milestone.ms);
      this.bytes[name].push(milestone.bytes);
    }
    for (const { ms, bytes } of run.warm) {
      this.warm.push(ms);
      this.warmToLimit.push(ms / this.limitMs(bytes));
    }
    if (run.jump === null) return;
    this.jumpPreview.push(run.jump.previewMs);
    this.jumpLossless.push(run.jump.losslessMs);
    this.jumpBytes = run.jump.bytes;
  }

  addTcp(timeline: Timeline, run: StreamRun, when: (timeline: Timeline, bytes: number) => number): void {
    for (const name of MILESTONES) {
      const at = run[name] === null ? Number.NaN : when(timeline, run[name].bytes);
      if (Number.isFinite(at)) this.tcp[name].push(at);
    }
  }

  addPeer(run: WadoRun): void {
    this.retries += run.retries;
    this.peerFirst.push(run.firstMs);
    if (run.jumpMs !== null) this.peerJump.push(run.jumpMs);
    if (run.allMs === null) return;
    this.peerAll.push(run.allMs);
    this.peerBytes.push(run.bytes);
  }

  /** What the link needs for that many bytes, TCP and IP headers included, after one round trip, ms. */
  limitMs(bytes: number, roundTrips = 1): number {
    return (bytes * 8 * (1500 / 1448)) / (this.link.downMbit * 1000) + roundTrips * this.link.rttMs;
  }
}

function lists(): Record<MilestoneName, number[]> {
  return { firstPicture: [], firstLossless: [], allPreview: [], allLossless: [] };
}

export function outcomeOf(all: readonly Samples[]): Outcome {
  return { rows: all.flatMap(rowsOf), goals: all.flatMap(goalsOf) };
}

const titleOf = ({ link, loaded }: Samples): string => `${loaded.name}, ${link.downMbit} Mbit/s ${link.rttMs} ms`;

/** Orthanc has no previews: its first picture is a lossless one. */
const peerOf = (samples: Samples, name: MilestoneName): number[] => (name.startsWith('first') ? samples.peerFirst : samples.peerAll);

function rowsOf(samples: Samples): ResultRow[] {
  const title = titleOf(samples);
  const retried =
    samples.retries === 0 ? [] : [`${title}: Orthanc closed ${samples.retries} connections under a request, which was made again`];
  const note = [samples.note, ...retried].filter((one) => one !== undefined).join('; ') || undefined;
  return [
    ...MILESTONES.map((name) =>
      resultRow({
        name: `${title}: ${WORDS[name]}`,
        unit: 'ms',
        ours: samples.ours[name],
        peer: peerOf(samples, name),
        tcp: samples.tcp[name],
        limit: samples.limitMs(median(samples.bytes[name])),
        ...(note === undefined || name.startsWith('first') ? {} : { note }),
      }),
    ),
    resultRow({ name: `${title}: jump, preview`, unit: 'ms', ours: samples.jumpPreview, peer: samples.peerJump }),
    resultRow({
      name: `${title}: jump, lossless`,
      unit: 'ms',
      ours: samples.jumpLossless,
      peer: samples.peerJump,
      limit: samples.limitMs(samples.jumpBytes),
    }),
    resultRow({
      name: `${title}: a slice selected on the warm line, lossless (peer: first frame, cold)`,
      unit: 'ms',
      ours: samples.warm,
      peer: samples.peerFirst,
    }),
    resultRow({
      name: `${title}: bytes of the series`,
      unit: 'kB',
      ours: samples.bytes.allLossless.map(kilo),
      peer: samples.peerBytes.map(kilo),
    }),
  ];
}

const kilo = (bytes: number): number => bytes / 1000;

function goalsOf(samples: Samples): Goal[] {
  const title = titleOf(samples);
  const { link, ours, tcp } = samples;
  const peerAll = median(samples.peerAll);
  const bytesRatio = median(samples.bytes.allLossless) / median(samples.peerBytes);
  const peerShare = samples.loaded.frames.length > 200 ? 0.15 : 0.25;
  return [
    ...MILESTONES.map((name) =>
      atMost(`${title}: ${WORDS[name]}, ms, 1.10 × bare TCP + 1 RTT`, median(ours[name]), 1.1 * median(tcp[name]) + link.rttMs),
    ),
    atLeast(`${title}: whole series at preview, times sooner than Orthanc`, peerAll / median(ours.allPreview), 5),
    atMost(`${title}: last lossless slice, ÷ (Orthanc × ratio of bytes)`, median(ours.allLossless) / (peerAll * bytesRatio), 1.03),
    atMost(`${title}: jump lossless, ms, bytes ÷ bandwidth + 2 RTT`, median(samples.jumpLossless), samples.limitMs(samples.jumpBytes, 2)),
    atMost(`G6 ${title}: first picture ÷ Orthanc`, median(ours.firstPicture) / median(samples.peerFirst), 0.5),
    atMost(`G7 ${title}: selected slice, warm, lossless ÷ limit`, median(samples.warmToLimit), 1.15),
    atMost(`G7 ${title}: selected slice, warm, lossless ÷ Orthanc, cold`, median(samples.warm) / median(samples.peerFirst), 0.6),
    atMost(`G8 ${title}: whole series at preview ÷ Orthanc`, median(ours.allPreview) / peerAll, peerShare),
    atMost(
      `G9 ${title}: whole series lossless ÷ limit`,
      median(ours.allLossless) / samples.limitMs(median(samples.bytes.allLossless)),
      1.1,
    ),
    ...(link.downMbit === 10
      ? [atMost(`G11 ${title}: jump preview, ms, 1 RTT + 60 ms`, median(samples.jumpPreview), link.rttMs + 60)]
      : []),
  ];
}

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asRun, type Series, thinCta } from '../data/cta.ts';
import { atLeast, atMost, type Goal, median, type Outcome, type ResultRow, resultRow } from '../result.ts';
import { listening, startOrthanc } from '../servers/orthanc.ts';
import { startOurs } from '../servers/ours.ts';
import { residentMb } from '../servers/process.ts';
import { type Door, orthancDoor, oursDoor } from './doors.ts';
import { type Ingest, sliceFile, storeByCStore, storeByStow } from './rounds.ts';

/** Rounds that count; one before them warms everybody up. */
const ROUNDS = 5;

type Kind = 'STOW' | 'C-STORE';
type Results = Map<string, Record<Kind, Ingest[]>>;

/** 320 instances through one POST and through one association (G1 to G4); Orthanc tuned, with and without synced storage. */
export async function benchIngest(): Promise<Outcome> {
  const closers: (() => Promise<void>)[] = [];
  try {
    const ours = await startOurs();
    closers.push(ours.dispose);
    const doors: Door[] = [await oursDoor(ours)];
    for (const [port, syncStorage] of [
      [18042, false],
      [18043, true],
    ] as const) {
      const orthanc = await startOrthanc({ port, dimse: port + 100, syncStorage });
      closers.push(orthanc.dispose);
      await listening(port);
      doors.push(orthancDoor(orthanc, syncStorage ? 'Orthanc, synced' : 'Orthanc'));
    }
    const before = residentMb(ours.pid);
    const results = await allRounds(doors);
    return outcomeOf(results, before, residentMb(ours.pid));
  } finally {
    for (const close of closers.reverse()) await close();
  }
}

async function allRounds(doors: readonly Door[]): Promise<Results> {
  const source = thinCta();
  const results: Results = new Map(doors.map(({ name }) => [name, { STOW: [], 'C-STORE': [] }]));
  let run = 100;
  for (let round = 0; round <= ROUNDS; round++) {
    for (const kind of ['STOW', 'C-STORE'] as const) {
      const series = asRun(source, ++run);
      const folder = kind === 'C-STORE' ? writeFiles(series) : null;
      for (const door of doors) {
        const one = folder === null ? await storeByStow(door, series) : await storeByCStore(door, series, folder);
        if (round > 0) results.get(door.name)![kind].push(one);
      }
      if (folder !== null) rmSync(folder, { recursive: true });
    }
  }
  return results;
}

function writeFiles({ slices }: Series): string {
  const folder = mkdtempSync(join(tmpdir(), 'bench-slices-'));
  for (const [i, { bytes }] of slices.entries()) writeFileSync(sliceFile(folder, i), bytes);
  return folder;
}

function outcomeOf(results: Results, rssBefore: number, rssAfter: number): Outcome {
  const rows: ResultRow[] = [];
  const of = (door: string, kind: Kind, what: keyof Ingest): number[] => results.get(door)![kind].map((one) => one[what]);
  const peers = [...results.keys()].filter((name) => name !== 'ours');
  for (const kind of ['STOW', 'C-STORE'] as const) {
    for (const peer of peers) {
      const add = (text: string, unit: string, what: keyof Ingest, note?: string) =>
        rows.push(
          resultRow({
            name: `320 instances by ${kind}, against ${peer}: ${text}`,
            unit,
            ours: of('ours', kind, what),
            peer: of(peer, kind, what),
            ...(note === undefined ? {} : { note }),
          }),
        );
      add('instances per second', '1/s', 'perSecond');
      add(
        'server CPU, codestreams not counted',
        'ms',
        'cpuMs',
        'CPU: our server also makes every codestream; those threads are counted in the row of their own',
      );
      add('first frame retrievable', 'ms', 'firstFrameMs');
    }
    rows.push(
      resultRow({
        name: `320 instances by ${kind}: server CPU until every frame can be had as HTJ2K`,
        unit: 'ms',
        ours: of('ours', kind, 'cpuAllMs'),
      }),
      resultRow({
        name: `320 instances by ${kind}: all frames servable as HTJ2K (peer: raw ingest alone)`,
        unit: 'ms',
        ours: of('ours', kind, 'allFramesMs'),
        peer: of('Orthanc', kind, 'wallMs'),
      }),
    );
  }
  rows.push(
    resultRow({ name: 'server RSS after 12 series of 320 instances (peer: before)', unit: 'MB', ours: [rssAfter], peer: [rssBefore] }),
  );
  return { rows, goals: goalsOf(of) };
}

function goalsOf(of: (door: string, kind: Kind, what: keyof Ingest) => number[]): Goal[] {
  const ratio = (kind: Kind, what: keyof Ingest) => median(of('ours', kind, what)) / median(of('Orthanc', kind, what));
  return [
    atLeast('G1 STOW instances per second ÷ Orthanc tuned', ratio('STOW', 'perSecond'), 1.5),
    atMost('G1 STOW server CPU without codestreams ÷ Orthanc tuned', ratio('STOW', 'cpuMs'), 0.7),
    atMost(
      'G2 all frames servable as HTJ2K ÷ Orthanc raw ingest',
      median(of('ours', 'STOW', 'allFramesMs')) / median(of('Orthanc', 'STOW', 'wallMs')),
      1.1,
    ),
    atMost('G3 first frame retrievable by STOW ÷ Orthanc', ratio('STOW', 'firstFrameMs'), 0.3),
    atLeast('G4 C-STORE instances per second ÷ Orthanc tuned', ratio('C-STORE', 'perSecond'), 1),
  ];
}

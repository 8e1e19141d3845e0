import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { root } from '../support/server.ts';
import { quantile, type Row } from './collab/row.ts';

/** One line of the results: medians, and min and max of ours. */
export interface ResultRow extends Row {
  /** Median of a bare TCP sender of the same bytes on the same link. */
  readonly tcp?: number;
  /** What physics allows: bytes ÷ bandwidth + round trips. */
  readonly limit?: number;
  readonly peerMin?: number;
  readonly peerMax?: number;
  /** Anything unusual about how it was measured. */
  readonly note?: string;
}

export interface Goal {
  /** Says what is compared with what, and in which direction. */
  readonly name: string;
  readonly value: number;
  readonly goal: number;
  readonly met: boolean;
}

export interface Outcome {
  readonly rows: ResultRow[];
  readonly goals: Goal[];
}

export interface Measured {
  readonly name: string;
  readonly unit: string;
  readonly ours: readonly number[];
  readonly peer?: readonly number[];
  readonly tcp?: readonly number[];
  readonly limit?: number;
  readonly note?: string;
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

export function resultRow({ name, unit, ours, peer = [], tcp, limit, note }: Measured): ResultRow {
  return {
    name,
    ours: round(median(ours)),
    peer: peer.length === 0 ? null : round(median(peer)),
    unit,
    n: ours.length,
    min: round(Math.min(...ours)),
    median: round(median(ours)),
    max: round(Math.max(...ours)),
    ...(peer.length === 0 ? {} : { peerMin: round(Math.min(...peer)), peerMax: round(Math.max(...peer)) }),
    ...(tcp === undefined ? {} : { tcp: round(median(tcp)) }),
    ...(limit === undefined ? {} : { limit: round(limit) }),
    ...(note === undefined ? {} : { note }),
  };
}

export const atMost = (name: string, value: number, goal: number): Goal => ({
  name: `${name} ≤`,
  value: round(value),
  goal: round(goal),
  met: value <= goal,
});
export const atLeast = (name: string, value: number, goal: number): Goal => ({
  name: `${name} ≥`,
  value: round(value),
  goal: round(goal),
  met: value >= goal,
});

/** Four significant digits. */
const round = (value: number): number => Number(value.toPrecision(4));

const FILE = join(root, 'bench/results.json');

interface Results {
  commit: string;
  at: string;
  machine: string;
  rows: (ResultRow & { bench: string })[];
  goals: (Goal & { bench: string })[];
}

/** Puts one benchmark's outcome into `bench/results.json`; those of the others stay, and of a part (`NAME/PART`) all that the part did not measure. */
export function saveOutcome(name: string, { rows, goals }: Outcome): void {
  const [bench, part] = name.split('/') as [string, string?];
  const before: Partial<Results> = existsSync(FILE) ? (JSON.parse(readFileSync(FILE, 'utf8')) as Results) : {};
  const others = <T extends { bench: string; name: string }>(list: T[] = [], measured: readonly { name: string }[]) =>
    list.filter((one) => one.bench !== bench || (part !== undefined && !measured.some((now) => now.name === one.name)));
  const results: Results = {
    commit: execFileSync('git', ['rev-parse', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim(),
    at: new Date().toISOString(),
    machine: `${cpus().length} × ${cpus()[0]?.model ?? 'CPU'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Linux ${release()}, Node ${process.version}`,
    rows: [...others(before.rows, rows), ...rows.map((row) => ({ bench, ...row }))],
    goals: [...others(before.goals, goals), ...goals.map((goal) => ({ bench, ...goal }))],
  };
  mkdirSync(dirname(FILE), { recursive: true });
  writeFileSync(FILE, `${JSON.stringify(results, null, 1)}\n`);
}

/** One line of the results table. `ours` and `peer` are medians; min and max are ours. `peer` is null where there is none. */
export interface Row {
  readonly name: string;
  readonly ours: number;
  readonly peer: number | null;
  readonly unit: string;
  readonly n: number;
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

export function row(name: string, unit: string, ours: readonly number[], peer: readonly number[]): Row {
  const median = quantile(ours, 0.5);
  return {
    name,
    ours: median,
    peer: peer.length === 0 ? null : quantile(peer, 0.5),
    unit,
    n: ours.length,
    min: Math.min(...ours),
    median,
    max: Math.max(...ours),
  };
}

export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? Number.NaN;
}

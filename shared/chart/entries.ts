import type { ChartEntry, EntryOf, Kind } from '../protocol/chart/chart.ts';

/** Entries of a kind that count: those taken back do not. Oldest first. */
export function live<K extends Kind>(entries: readonly ChartEntry[], kind: K): EntryOf<K>[] {
  const taken = takenBack(entries);
  return entries.filter((entry): entry is ChartEntry & EntryOf<K> => entry.kind === kind && !taken.has(entry.seq)) as EntryOf<K>[];
}

export const last = <K extends Kind>(entries: readonly ChartEntry[], kind: K): EntryOf<K> | undefined => live(entries, kind).at(-1);

/** `seq` of everything that was taken back. */
export const takenBack = (entries: readonly ChartEntry[]): Set<number> =>
  new Set(entries.flatMap((entry) => (entry.kind === 'retract' ? [entry.body.seq] : [])));

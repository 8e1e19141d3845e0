import { type WeightFinding, weightFindings } from '../clinical/weight.ts';
import type { ChartEntry, EntryOf } from '../protocol/chart/chart.ts';
import type { LabTest } from '../protocol/chart/observations.ts';
import { last, live } from './entries.ts';

/** The newest by the time it was taken, not by the time it was entered. */
const newest = <E extends { seq: number; body: { at: string | null } }>(found: readonly E[]): E | undefined =>
  found.toSorted((a, b) => Date.parse(a.body.at ?? '') - Date.parse(b.body.at ?? '') || a.seq - b.seq).at(-1);

export const weightOf = (entries: readonly ChartEntry[]): EntryOf<'weight'> | undefined => newest(live(entries, 'weight'));
export const pressureOf = (entries: readonly ChartEntry[]): EntryOf<'pressure'> | undefined => newest(live(entries, 'pressure'));

/** What is odd about the current weight beside the one before it. */
export function weightDoubts(entries: readonly ChartEntry[]): WeightFinding[] {
  const all = live(entries, 'weight').toSorted((a, b) => Date.parse(a.body.at) - Date.parse(b.body.at) || a.seq - b.seq);
  const [before, current] = all.slice(-2).length === 2 ? all.slice(-2) : [undefined, all.at(-1)];
  return current === undefined ? [] : weightFindings(current.body.kg, before?.body.kg ?? null);
}

/** The last word on each test; `pending` while only its sending is known. */
export function labsOf(entries: readonly ChartEntry[]): Map<LabTest, EntryOf<'lab'>> {
  const labs = new Map<LabTest, EntryOf<'lab'>>();
  for (const [test, all] of Map.groupBy(live(entries, 'lab'), ({ body }) => body.test)) {
    const withValue = all.filter(({ body }) => body.value !== null);
    // A sample on its way says nothing against a value that is there, unless it was sent after it.
    const current = all.at(-1)!;
    labs.set(test, current.body.value === null ? current : (newest(withValue.filter(({ body }) => body.at !== null)) ?? current));
  }
  return labs;
}

/** Years, as a range where only a band is known; null when nothing is. `birthDate`: `YYYYMMDD` or ''. */
export function ageOf(entries: readonly ChartEntry[], birthDate: string, now: number): { from: number; to: number } | null {
  if (/^\d{8}$/.test(birthDate)) {
    const today = new Date(now);
    const [year, month, day] = [Number(birthDate.slice(0, 4)), Number(birthDate.slice(4, 6)), Number(birthDate.slice(6))];
    const had = today.getUTCMonth() + 1 > month || (today.getUTCMonth() + 1 === month && today.getUTCDate() >= day);
    const years = today.getUTCFullYear() - year - (had ? 0 : 1);
    return { from: years, to: years };
  }
  const band = last(entries, 'age')?.body;
  if (band !== undefined) return { from: band.from, to: band.to };
  const told = last(entries, 'notification')?.body;
  return told === undefined ? null : { from: told.ageFrom, to: told.ageTo };
}

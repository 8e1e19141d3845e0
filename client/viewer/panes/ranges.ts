import { words } from '../words.ts';

/** Runs of neighbouring numbers: [1,2,3,7] → [[1,3],[7,7]]. Input ascending. */
export function runs(numbers: readonly number[]): [number, number][] {
  const out: [number, number][] = [];
  for (const n of numbers) {
    const last = out.at(-1);
    if (last && n === last[1] + 1) last[1] = n;
    else out.push([n, n]);
  }
  return out;
}

/** More runs than this are counted instead of named. */
const MOST_RUNS = 3;

/** "12 to 18, 20 and 31" of 1-based slice numbers. */
export function spoken(numbers: readonly number[]): string {
  const parts = runs(numbers).map(([from, to]) => (from === to ? `${from}` : `${from} ${words.to} ${to}`));
  if (parts.length > MOST_RUNS) return `${parts.slice(0, MOST_RUNS).join(', ')} ${words.andMore(numbers.length)}`;
  if (parts.length <= 1) return parts.join('');
  return `${parts.slice(0, -1).join(', ')} ${words.and} ${parts.at(-1)}`;
}

/**
 * A list that two people change at once: what one of them `said` who `saw` something, brought to what stands `now`. What somebody added or
 * took out in between stays so.
 */
export function listAtOnce<T>(now: readonly T[], saw: readonly T[], said: readonly T[]): T[] {
  const has = (list: readonly T[], one: T) => list.some((other) => same(one, other));
  const kept = now.filter((one) => !has(saw, one) || has(said, one));
  return [...kept, ...said.filter((one) => !has(saw, one) && !has(kept, one))];
}

/** The same of a single value: it changes only where its maker changed it. */
export const valueAtOnce = <T>(now: T, saw: T, said: T): T => (same(saw, said) ? now : said);

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

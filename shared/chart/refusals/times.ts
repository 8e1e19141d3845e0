import type { Refusals } from './refusal.ts';

/** Clocks of bedside and server may differ by so much before a time counts as the future, ms. */
const AHEAD_MS = 5 * 60_000;

const future = (instant: string | null, now: number): string | null =>
  instant !== null && Date.parse(instant) > now + AHEAD_MS ? 'This time is in the future.' : null;

export const timeRefusals: Refusals = {
  time: (_entries, { at, plusMinusSeconds, clock }, { now }) => {
    // A clock that is ahead reads a later time than now: only what is read here cannot be.
    if (clock !== 'server' && clock !== 'wall') return null;
    return future(at, now + plusMinusSeconds * 1000);
  },
  'last-known-well': (_entries, { range }, { now }) => future(range?.to ?? null, now),
};

import { last } from '#shared/chart/entries.ts';
import type { Body, ChartEntry } from '#shared/protocol/chart/chart.ts';
import type { Tx } from '../../store/database.ts';
import { stateBySystem } from '../enter.ts';
import { readEntries } from '../entries.ts';

/** Further apart than this, a time is not of now, and says nothing of a clock (ms). */
export const OF_NOW_MS = 12 * 3_600_000;

export interface Comparison {
  consultId: string;
  clock: string;
  basis: Body<'clock'>['basis'];
  /** What the clock said, and when that arrived here, ms since 1970. */
  said: number;
  received: number;
  /** Longest plausible way from saying to arriving, seconds. */
  delaySeconds: number;
  /** Of what is compared: the same is stated once. */
  id: string;
  now: string;
}

/**
 * Compares a source's clock with the server's: what it said lies between no and the longest plausible delay before it arrived. Several
 * comparisons narrow each other; one that contradicts them replaces them (the clock was set). Two that are not of one occasion say nothing.
 */
export async function compareClock(tx: Tx, { consultId, clock, basis, said, received, delaySeconds, id, now }: Comparison): Promise<void> {
  if (Math.abs(received - said) > OF_NOW_MS) return;
  const latest = (received - said) / 1000;
  let bounds = { min: latest - delaySeconds, max: latest };
  const before = earlier(await readEntries(tx, consultId), clock);
  let samples = 1;
  if (before !== undefined && before.behindSeconds.min <= bounds.max && before.behindSeconds.max >= bounds.min) {
    bounds = { min: Math.max(bounds.min, before.behindSeconds.min), max: Math.min(bounds.max, before.behindSeconds.max) };
    samples = before.samples + 1;
    if (bounds.min === before.behindSeconds.min && bounds.max === before.behindSeconds.max) return;
  }
  await stateBySystem(tx, {
    consultId,
    id: `clock:${id}`,
    statement: { kind: 'clock', body: { clock, behindSeconds: bounds, samples, basis } },
    at: now,
    origin: 'system',
  });
}

const earlier = (entries: readonly ChartEntry[], clock: string): Body<'clock'> | undefined =>
  last(
    entries.filter((entry) => entry.kind === 'clock' && entry.body.clock === clock),
    'clock',
  )?.body;

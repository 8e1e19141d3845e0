import { type Onset, thrombolysisWindows, type Window } from '../clinical/windows.ts';
import type { ChartEntry, ChartPerson } from '../protocol/chart/chart.ts';
import type { TimeName, TimeSource } from '../protocol/chart/times.ts';
import { last, live } from './entries.ts';

/** How far a clock is behind the server's, ms: what its times need added, at least and at most. */
export interface ClockError {
  min: number;
  max: number;
  basis: 'server' | 'round-trip' | 'message-time' | 'acquisition-time' | 'read-aloud' | 'unmeasured';
}

/** A time of the consult on the server's clock, with its bounds; `raw` is what was read, never shown without them. */
export interface KnownTime {
  what: TimeName;
  /** Best estimate, ms since 1970. */
  at: number;
  earliest: number;
  latest: number;
  raw: number;
  clock: string;
  error: ClockError;
  source: TimeSource;
  origin: ChartEntry['origin'];
  by: ChartPerson | null;
  seq: number;
}

/** A clock that nobody has compared may be off by this much, ms: what was told or read off a wall says so itself. */
const UNMEASURED_MS = 5 * 60_000;
/** Clocks whose readings carry their own uncertainty. */
const OWN_BOUNDS = ['server', 'wall'];

/** The last comparison of a clock with the server's. */
export function clockError(entries: readonly ChartEntry[], clock: string): ClockError {
  const measured = live(entries, 'clock').findLast(({ body }) => body.clock === clock);
  if (measured !== undefined)
    return {
      min: measured.body.behindSeconds.min * 1000,
      max: measured.body.behindSeconds.max * 1000,
      basis: measured.body.basis,
    };
  if (OWN_BOUNDS.includes(clock)) return { min: 0, max: 0, basis: 'server' };
  return { min: -UNMEASURED_MS, max: UNMEASURED_MS, basis: 'unmeasured' };
}

/** Every time that is known: the last word on each, corrected by what is known of its clock now. No time stands in for another. */
export function knownTimes(entries: readonly ChartEntry[]): Map<TimeName, KnownTime> {
  const known = new Map<TimeName, KnownTime>();
  for (const { body, origin, by, seq } of live(entries, 'time')) {
    if (body.at === null) {
      known.delete(body.what);
      continue;
    }
    const raw = Date.parse(body.at);
    const error = clockError(entries, body.clock);
    const own = body.plusMinusSeconds * 1000;
    const [earliest, latest] = [raw + error.min - own, raw + error.max + own];
    known.set(body.what, {
      what: body.what,
      at: (earliest + latest) / 2,
      earliest,
      latest,
      raw,
      clock: body.clock,
      error,
      source: body.source,
      origin,
      by,
      seq,
    });
  }
  return stated(entries, known);
}

/** What other statements fix by being made: the needle by the start of the released dose, the decision by the first that was one. */
function stated(entries: readonly ChartEntry[], known: Map<TimeName, KnownTime>): Map<TimeName, KnownTime> {
  const fix = (what: TimeName, entry: ChartEntry, iso: string) => {
    const at = Date.parse(iso);
    const error: ClockError = { min: 0, max: 0, basis: 'server' };
    const { by, seq, origin } = entry;
    known.set(what, { what, at, earliest: at, latest: at, raw: at, clock: 'server', error, source: 'button', origin, by, seq });
  };
  const dose = last(entries, 'dose-given');
  if (dose !== undefined) fix('needle', dose, dose.body.at);
  const decision =
    live(entries, 'thrombolysis-decision').find(({ body }) => body.choice !== 'not-yet') ?? live(entries, 'disposition').at(0);
  if (decision !== undefined && !known.has('decision')) fix('decision', decision, decision.at);
  const read = live(entries, 'findings').at(0);
  if (read !== undefined && !known.has('ct-read')) fix('ct-read', read, read.at);
  return known;
}

/** What the windows key off. Nothing but last known well feeds last known well. */
export function onsetOf(entries: readonly ChartEntry[]): Onset {
  const times = knownTimes(entries);
  const at = (what: TimeName) => times.get(what)?.at ?? null;
  const known = last(entries, 'last-known-well')?.body;
  return {
    lastKnownWell:
      known === undefined || known.range === null
        ? null
        : { from: Date.parse(known.range.from), to: Date.parse(known.range.to), source: known.source, confidence: known.confidence },
    discovered: at('discovered'),
    symptomOnset: at('symptom-onset'),
    bedtime: at('bedtime'),
    awoke: at('awoke'),
  };
}

export const windowsOf = (entries: readonly ChartEntry[], now: number): Window[] => thrombolysisWindows(onsetOf(entries), now);

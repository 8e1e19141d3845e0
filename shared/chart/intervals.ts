import type { StrokePolicy } from '../clinical/policy.ts';
import { TARGETS, type Target } from '../clinical/targets.ts';
import type { ChartEntry } from '../protocol/chart/chart.ts';
import type { TimeName } from '../protocol/chart/times.ts';
import { type KnownTime, knownTimes } from './times.ts';

/** What each target is measured between. */
const BETWEEN: Record<string, readonly [TimeName, TimeName]> = {
  'door-physician': ['arrival', 'physician'],
  'door-stroke-team': ['arrival', 'neurologist'],
  'door-imaging': ['arrival', 'ct'],
  'door-interpretation': ['arrival', 'ct-read'],
  'door-needle': ['arrival', 'needle'],
  'door-needle-ideal': ['arrival', 'needle'],
  'door-out': ['arrival', 'door-out'],
  'picture-puncture': ['ct', 'groin'],
};

export interface Interval {
  target: Target;
  /** Minutes by the site's policy, else the target's own. */
  goalMinutes: number;
  from: KnownTime;
  /** Null while it is still running. */
  to: KnownTime | null;
  minutes: { atLeast: number; best: number; atMost: number };
  /** Certain for every moment within the bounds; `uncertain` when the goal lies between them. */
  state: 'met' | 'missed' | 'uncertain' | 'running' | 'overdue';
}

const MINUTE = 60_000;

/** Every interval whose beginning is known, with its bounds; one without an end is still running. */
export function intervals(entries: readonly ChartEntry[], policy: StrokePolicy, now: number): Interval[] {
  const known = knownTimes(entries);
  return TARGETS.flatMap((target): Interval[] => {
    const between = BETWEEN[target.id];
    const from = between === undefined ? undefined : known.get(between[0]);
    if (between === undefined || from === undefined) return [];
    const to = known.get(between[1]) ?? null;
    const end = to ?? { at: now, earliest: now, latest: now };
    const minutes = {
      atLeast: (end.earliest - from.latest) / MINUTE,
      best: (end.at - from.at) / MINUTE,
      atMost: (end.latest - from.earliest) / MINUTE,
    };
    const goalMinutes = policy.targets[target.id] ?? target.minutes;
    const state =
      to === null
        ? minutes.atLeast > goalMinutes
          ? 'overdue'
          : 'running'
        : minutes.atMost <= goalMinutes
          ? 'met'
          : minutes.atLeast > goalMinutes
            ? 'missed'
            : 'uncertain';
    return [{ target, goalMinutes, from, to, minutes, state }];
  });
}

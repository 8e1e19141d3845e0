import type { KnownTime } from '#shared/chart/times.ts';
import { siteTime } from '../ui/site-time.ts';
import { words } from './words.ts';

const MINUTE = 60_000;
const two = (n: number) => String(n).padStart(2, '0');

/** `02:14`: hours and minutes, never negative. `ms`. */
export function hoursMinutes(ms: number): string {
  const minutes = Math.max(0, Math.floor(ms / MINUTE));
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** Half the width of a range in minutes, as short as it can be said; '' where it is under half a minute. */
export function plusMinus(earliest: number, latest: number): string {
  const half = (latest - earliest) / 2 / MINUTE;
  return half < 0.5 ? '' : words.plusMinus(String(Math.round(half)));
}

/** `14:05 ± 2 min`. */
export function showTime(time: Pick<KnownTime, 'at' | 'earliest' | 'latest'>, zone: string, now: number): string {
  const bounds = plusMinus(time.earliest, time.latest);
  return `${siteTime(new Date(time.at).toISOString(), zone, now)}${bounds === '' ? '' : ` ${bounds}`}`;
}

/** How a time came to be what it is: what was read, on which clock, and what was added. */
export function provenance(time: KnownTime, zone: string, now: number): string {
  const clock = words.clockName(time.clock);
  if (time.error.basis === 'unmeasured') return words.unmeasured(clock);
  const added = time.at - time.raw;
  if (Math.abs(added) < 1_000) return '';
  const minutes = `${added >= 0 ? '+' : ''}${Math.round(added / MINUTE)} min`;
  return words.corrected(siteTime(new Date(time.raw).toISOString(), zone, now), clock, minutes);
}

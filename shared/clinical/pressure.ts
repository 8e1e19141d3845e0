import { AHA_2026, read, secondary } from './source.ts';

/** Systolic and diastolic, mmHg. */
export interface Pressure {
  systolic: number;
  diastolic: number;
}

/** Below both, not at either. */
export const BEFORE_THROMBOLYSIS = { systolicBelow: 185, diastolicBelow: 110, source: read(`${AHA_2026} §4.3 rec. 5`) } as const;
/** Editions differ between "below" and "at or below": the site's policy says which. */
export const AFTER_THROMBOLYSIS = { systolic: 180, diastolic: 105, hours: 24, source: secondary('NeuroWiki; AHA Table 12') } as const;

/** The gate before thrombolysis is an AND. Unknown is not passed. */
export function mayStart(pressure: Pressure | null): 'yes' | 'no' | 'unknown' {
  if (pressure === null) return 'unknown';
  const { systolicBelow, diastolicBelow } = BEFORE_THROMBOLYSIS;
  return pressure.systolic < systolicBelow && pressure.diastolic < diastolicBelow ? 'yes' : 'no';
}

/** Above what is allowed in the 24 h after the drug. */
export function tooHighAfter({ systolic, diastolic }: Pressure, limit: 'below' | 'at-or-below'): boolean {
  const over = (value: number, bound: number) => (limit === 'below' ? value >= bound : value > bound);
  return over(systolic, AFTER_THROMBOLYSIS.systolic) || over(diastolic, AFTER_THROMBOLYSIS.diastolic);
}

/** Minutes from the anchor that the policy names: 8 + 12 + 16 = 36 checks. */
export const MONITORING = {
  phases: [
    { everyMinutes: 15, untilMinutes: 2 * 60 },
    { everyMinutes: 30, untilMinutes: 8 * 60 },
    { everyMinutes: 60, untilMinutes: 24 * 60 },
  ],
  source: read('AHA Table 12: every 15 min for 2 h, every 30 min for 6 h, hourly for 16 h'),
} as const;

/** Due times in minutes after the anchor. */
export function checkTimes(): number[] {
  const times: number[] = [];
  let at = 0;
  for (const { everyMinutes, untilMinutes } of MONITORING.phases)
    while (at + everyMinutes <= untilMinutes) {
      at += everyMinutes;
      times.push(at);
    }
  return times;
}

export const STOP_SIGNS = {
  signs: ['severe headache', 'acute rise of blood pressure', 'nausea or vomiting', 'worse neurological exam'],
  act: 'Stop the drug and get an emergency CT.',
  source: read('AHA Table 12'),
} as const;

import { AHA_2026, read, type Source } from './source.ts';

/** Times are instants, ms since 1970; a site's zone is a matter of display. */
export type Instant = number;

/** Last known well as a range, with how it is known. */
export interface LastKnownWell {
  from: Instant;
  to: Instant;
  source: 'patient' | 'witness' | 'record' | 'other';
  confidence: 'certain' | 'likely' | 'doubtful';
}

/** What is known of the onset. No field ever stands in for another; null is unknown. */
export interface Onset {
  lastKnownWell: LastKnownWell | null;
  discovered: Instant | null;
  /** Witnessed only. */
  symptomOnset: Instant | null;
  bedtime: Instant | null;
  awoke: Instant | null;
}

/** Minutes from an instant or a range of them to now. */
export interface Elapsed {
  atLeast: number;
  atMost: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

export const elapsed = (from: Instant, to: Instant, now: Instant): Elapsed => ({
  atLeast: (now - to) / MINUTE,
  atMost: (now - from) / MINUTE,
});

/** Half way between going to bed and waking; null unless both are known and in order. */
export function midpointOfSleep({ bedtime, awoke }: Pick<Onset, 'bedtime' | 'awoke'>): Instant | null {
  return bedtime === null || awoke === null || awoke <= bedtime ? null : (bedtime + awoke) / 2;
}

export interface Window {
  id: 'standard' | 'recognition' | 'sleep-midpoint' | 'extended';
  /** In words, as the rule puts it. */
  rule: string;
  recommendation: string;
  source: Source;
  /** 'open' and 'closed' are certain for every moment the onset may have been; 'unknown' claims nothing. */
  state: 'open' | 'closed' | 'uncertain' | 'unknown';
  closesAt: { earliest: Instant; latest: Instant } | null;
}

interface Anchor {
  from: Instant;
  to: Instant;
}

function window(of: Omit<Window, 'state' | 'closesAt'>, anchor: Anchor | null, hours: number, now: Instant): Window {
  if (anchor === null) return { ...of, state: 'unknown', closesAt: null };
  const closesAt = { earliest: anchor.from + hours * HOUR, latest: anchor.to + hours * HOUR };
  const state = now <= closesAt.earliest ? 'open' : now > closesAt.latest ? 'closed' : 'uncertain';
  return { ...of, state, closesAt };
}

/** Windows for thrombolysis by rule. Missing information never opens one. */
export function thrombolysisWindows(onset: Onset, now: Instant): Window[] {
  const known = onset.lastKnownWell;
  const midpoint = midpointOfSleep(onset);
  const at = (instant: Instant | null): Anchor | null => (instant === null ? null : { from: instant, to: instant });
  return [
    window(
      {
        id: 'standard',
        rule: 'within 4.5 h of last known well, disabling deficit',
        recommendation: 'COR 1',
        source: read(`${AHA_2026} §4.6.1 rec. 1`),
      },
      known,
      4.5,
      now,
    ),
    window(
      {
        id: 'recognition',
        rule: 'unknown onset: within 4.5 h of recognition, DWI lesion under a third of the MCA territory, no marked FLAIR change',
        recommendation: 'COR 2a, LOE B-R',
        source: read(`${AHA_2026} §4.6.3 rec. 1`),
      },
      at(onset.discovered),
      4.5,
      now,
    ),
    window(
      {
        id: 'sleep-midpoint',
        rule: 'woke with stroke: within 9 h of the midpoint of sleep, salvageable tissue on perfusion',
        recommendation: 'COR 2a, LOE B-R (the sentence reads "may be reasonable")',
        source: read(`${AHA_2026} §4.6.3 rec. 2`),
      },
      at(midpoint),
      9,
      now,
    ),
    window(
      {
        id: 'extended',
        rule: 'large-vessel occlusion, 4.5 to 24 h of last known well, no thrombectomy possible, salvageable tissue, directed by an expert',
        recommendation: 'COR 2b, LOE B-R',
        source: read(`${AHA_2026} §4.6.3 rec. 3`),
      },
      known,
      24,
      now,
    ),
  ];
}

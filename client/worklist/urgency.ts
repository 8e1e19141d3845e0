import type { ConsultSummary } from '#shared/protocol/http.ts';

type Timed = Pick<ConsultSummary, 'lastKnownWell' | 'openedAt' | 'announced' | 'patient'>;

/** What the leading number counts from: last known well at its earliest; where that is not known, the arrival (announced: the alert). */
export function leading({ lastKnownWell, openedAt, announced, patient }: Timed): { from: string; what: string } {
  if (lastKnownWell !== null) return { from: lastKnownWell.from, what: 'since last known well' };
  return { from: openedAt, what: announced !== null && patient.mrn === '' ? 'since the announcement' : 'since arrival' };
}

/** The longest first. */
export const byUrgency = (a: Timed, b: Timed): number => Date.parse(leading(a).from) - Date.parse(leading(b).from);

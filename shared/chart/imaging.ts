import { abc2, aspects, ichScore, pcAspects, perpendicularSpacing } from '../clinical/imaging-scores.ts';
import type { ChartEntry, EntryOf } from '../protocol/chart/chart.ts';
import { last, live } from './entries.ts';
import { ageOf } from './observations.ts';

/** The last reading of a side, 0 to 10; null when that side was not scored. */
export function aspectsOf(entries: readonly ChartEntry[], side: 'left' | 'right'): { score: number; entry: EntryOf<'aspects'> } | null {
  const entry = live(entries, 'aspects').findLast(({ body }) => body.side === side);
  return entry === undefined ? null : { score: aspects(entry.body.affected), entry };
}

/** The lower of the sides that were scored: what the rules for thrombectomy ask for. */
export function worstAspects(entries: readonly ChartEntry[]): number | null {
  const scores = (['left', 'right'] as const).flatMap((side) => aspectsOf(entries, side)?.score ?? []);
  return scores.length === 0 ? null : Math.min(...scores);
}

export function pcAspectsOf(entries: readonly ChartEntry[]): { score: number; entry: EntryOf<'pc-aspects'> } | null {
  const entry = last(entries, 'pc-aspects');
  return entry === undefined ? null : { score: pcAspects(entry.body.affected), entry };
}

/** mL by ABC/2, one decimal. */
export function volumeOf({ aMm, bMm, areas, spacingMm, tiltDegrees, irregular }: EntryOf<'haematoma'>['body']): number {
  return Math.round(abc2(aMm, bMm, perpendicularSpacing(spacingMm, tiltDegrees), areas, irregular) * 10) / 10;
}

/** ICH score with what it rests on; `missing` when the volume or the age is not known. */
export function ichOf(
  entries: readonly ChartEntry[],
  birthDate: string,
  now: number,
): { score: number | null; missing: string[]; entry: EntryOf<'ich'> } | null {
  const entry = last(entries, 'ich');
  if (entry === undefined) return null;
  const haematoma = last(entries, 'haematoma');
  const age = ageOf(entries, birthDate, now);
  // A band that lies on both sides of 80 says nothing.
  const certain = age !== null && (age.to < 80 || age.from >= 80);
  const missing = [...(haematoma === undefined ? ['volume'] : []), ...(certain ? [] : ['age'])];
  const { gcs, intraventricular, infratentorial } = entry.body;
  const score =
    haematoma === undefined || !certain
      ? null
      : ichScore({ gcs, volumeMl: volumeOf(haematoma.body), intraventricular, infratentorial, age: age.from });
  return { score, missing, entry };
}

import { abc2, aspects, ichScore, pcAspects, perpendicularSpacing } from '../clinical/imaging-scores.ts';
import type { ChartEntry, EntryOf } from '../protocol/chart/chart.ts';
import { listAtOnce, valueAtOnce } from './at-once.ts';
import { last, live } from './entries.ts';
import { ageOf } from './observations.ts';

type Aspects = EntryOf<'aspects'>['body'];
type PcAspects = EntryOf<'pc-aspects'>['body'];

/** The reading of a side, 0 to 10, with its last entry; null when that side was not scored. Two who read at once lose nothing of each other. */
export function aspectsOf(
  entries: readonly ChartEntry[],
  side: 'left' | 'right',
): { score: number; body: Aspects; entry: EntryOf<'aspects'> } | null {
  const of = live(entries, 'aspects').filter(({ body }) => body.side === side);
  const entry = of.at(-1);
  if (entry === undefined) return null;
  const body = of.reduce<Aspects>(
    (now, { body: { saw, ...said } }) =>
      saw === undefined
        ? said
        : {
            side,
            affected: listAtOnce(now.affected, saw.affected, said.affected),
            ganglionic: valueAtOnce(now.ganglionic, saw.ganglionic, said.ganglionic),
            supraganglionic: valueAtOnce(now.supraganglionic, saw.supraganglionic, said.supraganglionic),
          },
    { side, affected: [], ganglionic: null, supraganglionic: null },
  );
  return { score: aspects(body.affected), body, entry };
}

/** The lower of the sides that were scored: what the rules for thrombectomy ask for. */
export function worstAspects(entries: readonly ChartEntry[]): number | null {
  const scores = (['left', 'right'] as const).flatMap((side) => aspectsOf(entries, side)?.score ?? []);
  return scores.length === 0 ? null : Math.min(...scores);
}

export function pcAspectsOf(entries: readonly ChartEntry[]): { score: number; body: PcAspects; entry: EntryOf<'pc-aspects'> } | null {
  const all = live(entries, 'pc-aspects');
  const entry = all.at(-1);
  if (entry === undefined) return null;
  const body = all.reduce<PcAspects>(
    (now, { body: { saw, ...said } }) =>
      saw === undefined
        ? said
        : {
            affected: listAtOnce(now.affected, saw.affected, said.affected),
            readOn: listAtOnce(now.readOn, saw.readOn, said.readOn),
          },
    { affected: [], readOn: [] },
  );
  return { score: pcAspects(body.affected), body, entry };
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

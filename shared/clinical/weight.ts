import { read } from './source.ts';

/** A weight as it was entered; doses are worked out from it alone. */
export interface Weight {
  kg: number;
  source: 'bed-scale' | 'stated' | 'estimated';
  /** ISO instant. */
  at: string;
}

export const WEIGHT_LIMITS = { minKg: 20, maxKg: 250, source: read('clinical.md §6') } as const;
const KG_PER_LB = 0.45359237;

export type WeightFinding = 'out-of-range' | 'pounds-entered-as-kilograms';

/** Findings about a weight beside an earlier one. Two that differ by 2.2 were entered in two units. */
export function weightFindings(kg: number, earlierKg: number | null): WeightFinding[] {
  const found: WeightFinding[] = [];
  if (!(kg >= WEIGHT_LIMITS.minKg && kg <= WEIGHT_LIMITS.maxKg)) found.push('out-of-range');
  if (earlierKg !== null && earlierKg > 0) {
    const ratio = Math.max(kg, earlierKg) / Math.min(kg, earlierKg);
    if (Math.abs(ratio - 1 / KG_PER_LB) < 0.11) found.push('pounds-entered-as-kilograms');
  }
  return found;
}

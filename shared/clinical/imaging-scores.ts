import { read, type Source, unchecked } from './source.ts';

/** ASPECTS: ten regions of the MCA territory, one point off for each with early change; read on a stroke window. */
export const ASPECTS_REGIONS = [
  { id: 'C', name: 'Caudate', level: 'ganglionic' },
  { id: 'L', name: 'Lentiform nucleus', level: 'ganglionic' },
  { id: 'IC', name: 'Internal capsule', level: 'ganglionic' },
  { id: 'I', name: 'Insular ribbon', level: 'ganglionic' },
  { id: 'M1', name: 'M1', level: 'ganglionic' },
  { id: 'M2', name: 'M2', level: 'ganglionic' },
  { id: 'M3', name: 'M3', level: 'ganglionic' },
  { id: 'M4', name: 'M4', level: 'supraganglionic' },
  { id: 'M5', name: 'M5', level: 'supraganglionic' },
  { id: 'M6', name: 'M6', level: 'supraganglionic' },
] as const;
export type AspectsRegion = (typeof ASPECTS_REGIONS)[number]['id'];
export const ASPECTS_SOURCE: Source = read('AJNR 2001; radiopaedia 40018');

export const aspects = (affected: readonly AspectsRegion[]): number => ASPECTS_REGIONS.length - new Set(affected).size;

/** Posterior circulation: midbrain and pons count double. */
export const PC_ASPECTS_REGIONS = [
  { id: 'left-thalamus', points: 1 },
  { id: 'right-thalamus', points: 1 },
  { id: 'left-occipital', points: 1 },
  { id: 'right-occipital', points: 1 },
  { id: 'left-cerebellum', points: 1 },
  { id: 'right-cerebellum', points: 1 },
  { id: 'midbrain', points: 2 },
  { id: 'pons', points: 2 },
] as const;
export type PcAspectsRegion = (typeof PC_ASPECTS_REGIONS)[number]['id'];
export const PC_ASPECTS_SOURCE: Source = unchecked('posterior circulation ASPECTS');

export const pcAspects = (affected: readonly PcAspectsRegion[]): number =>
  PC_ASPECTS_REGIONS.reduce((sum, { id, points }) => sum + (affected.includes(id) ? 0 : points), 0);

/** Bleeding on one slice as a share of its largest area on any slice: weighs 1, 0.5 or 0 (Kothari). */
export function sliceWeight(share: number): 0 | 0.5 | 1 {
  return share > 0.75 ? 1 : share >= 0.25 ? 0.5 : 0;
}

export const ABC2 = {
  source: read('Kothari: ABC/2 against planimetry R² 0.96'),
  irregular: read('Huttner 2006: divide by 3'),
  weights: unchecked('slice weights 1, 0.5, 0'),
} as const;

/**
 * Volume of a haematoma, mL. `a`, `b`: largest diameter and the one across it on the same slice, mm. `spacing`: from slice to
 * slice at right angles to them, mm (not the thickness, and corrected for a tilted gantry). `shares`: one for each slice.
 */
export function abc2(a: number, b: number, spacing: number, shares: readonly number[], irregular = false): number {
  const c = spacing * shares.reduce((sum, share) => sum + sliceWeight(share), 0);
  return (a * b * c) / (irregular ? 3 : 2) / 1000;
}

/** Distance between slices at right angles to them: a table step along a tilted gantry counts for less, mm. */
export const perpendicularSpacing = (tableStep: number, tiltDegrees: number): number => tableStep * Math.cos((tiltDegrees * Math.PI) / 180);

export interface IchInputs {
  gcs: number;
  volumeMl: number;
  intraventricular: boolean;
  infratentorial: boolean;
  age: number;
}

/** ICH score (Hemphill), 0 to 6. Never a reason to limit treatment; nobody in the derivation scored 6. */
export function ichScore({ gcs, volumeMl, intraventricular, infratentorial, age }: IchInputs): number {
  if (!Number.isInteger(gcs) || gcs < 3 || gcs > 15) throw new RangeError('GCS is 3 to 15');
  const consciousness = gcs <= 4 ? 2 : gcs <= 12 ? 1 : 0;
  return consciousness + Number(volumeMl >= 30) + Number(intraventricular) + Number(infratentorial) + Number(age >= 80);
}
/** 30-day mortality by score, percent. */
export const ICH_MORTALITY = { percent: [0, 13, 26, 72, 97, 100, 100], source: read('Hemphill, as in manual-cmp.cz') } as const;

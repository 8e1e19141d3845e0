import { read, type Source } from './source.ts';
import { WEIGHT_LIMITS } from './weight.ts';

/** Milligrams, kept as hundredths so that parts add up to the whole. */
const mg = (hundredths: number): number => hundredths / 100;
const hundredths = (value: number): number => Math.round(value * 100 + Number.EPSILON);

export interface Dose {
  drug: 'alteplase' | 'tenecteplase';
  rule: string;
  totalMg: number;
  bolusMg: number;
  infusionMg: number;
  /** Minutes; 0 where there is no infusion. */
  bolusMinutes: number;
  infusionMinutes: number;
  capped: boolean;
  source: Source;
  notes: string[];
}

export const ALTEPLASE = {
  mgPerKg: 0.9,
  maxMg: 90,
  bolusShare: 0.1,
  bolusMinutes: 1,
  infusionMinutes: 60,
  source: read('AHA Table 12; formularies'),
} as const;

export const TENECTEPLASE = {
  mgPerKg: 0.25,
  maxMg: 25,
  /** Licensed in the EU for stroke; from `fromKg`, below the next. Never the table for myocardial infarction, which is double. */
  bands: [
    { fromKg: 0, mg: 15 },
    { fromKg: 60, mg: 17.5 },
    { fromKg: 70, mg: 20 },
    { fromKg: 80, mg: 22.5 },
    { fromKg: 90, mg: 25 },
  ],
  linearSource: read('0.25 mg/kg, 25 mg at most: Galway guide'),
  bandSource: read('EU label (Metalyse 25 mg), leaflet in units'),
  smallPatientKg: 50,
  smallPatientSource: read('EU label: 50 kg and below to be carefully evaluated, limited data'),
} as const;

export type TenecteplaseRule = 'linear' | 'bands';

function checked(kg: number): number {
  if (!(kg >= WEIGHT_LIMITS.minKg && kg <= WEIGHT_LIMITS.maxKg)) throw new RangeError(`a weight of ${kg} kg is outside of 20 to 250 kg`);
  return kg;
}

/** 10 % of the capped total as a bolus, the rest as an infusion; the parts add up to the total to the hundredth. */
export function alteplase(kg: number): Dose {
  const uncapped = hundredths(checked(kg) * ALTEPLASE.mgPerKg);
  const total = Math.min(uncapped, hundredths(ALTEPLASE.maxMg));
  const bolus = Math.round(total * ALTEPLASE.bolusShare);
  return {
    drug: 'alteplase',
    rule: '0.9 mg/kg, 90 mg at most, 10 % over 1 min, 90 % over 60 min',
    totalMg: mg(total),
    bolusMg: mg(bolus),
    infusionMg: mg(total - bolus),
    bolusMinutes: ALTEPLASE.bolusMinutes,
    infusionMinutes: ALTEPLASE.infusionMinutes,
    capped: uncapped > total,
    source: ALTEPLASE.source,
    notes: ['Waste what the vial holds beyond the dose before spiking; what stays in the line is part of the dose.'],
  };
}

/** One bolus by the site's rule. Throws when a result could exceed 25 mg, whatever the reason. */
export function tenecteplase(kg: number, rule: TenecteplaseRule): Dose {
  checked(kg);
  const linear = hundredths(kg * TENECTEPLASE.mgPerKg);
  const cap = hundredths(TENECTEPLASE.maxMg);
  const band = TENECTEPLASE.bands.findLast(({ fromKg }) => kg >= fromKg)!;
  const total = rule === 'linear' ? Math.min(linear, cap) : hundredths(band.mg);
  if (total > cap) throw new RangeError('a tenecteplase dose for stroke is never above 25 mg');
  return {
    drug: 'tenecteplase',
    rule: rule === 'linear' ? '0.25 mg/kg, 25 mg at most, one bolus' : 'weight bands of the EU label, one bolus',
    totalMg: mg(total),
    bolusMg: mg(total),
    infusionMg: 0,
    bolusMinutes: 0,
    infusionMinutes: 0,
    capped: rule === 'linear' && linear > cap,
    source: rule === 'linear' ? TENECTEPLASE.linearSource : TENECTEPLASE.bandSource,
    notes: [
      'Saline line only, not dextrose.',
      ...(kg <= TENECTEPLASE.smallPatientKg ? ['50 kg or less: benefit and risk to be carefully evaluated, limited data (EU label).'] : []),
    ],
  };
}

/** Difference of the band to the linear rule, as a share of the linear dose. */
export const bandOverLinear = (kg: number): number => tenecteplase(kg, 'bands').totalMg / tenecteplase(kg, 'linear').totalMg - 1;

export interface Vial {
  mg: number;
  diluentMl: number;
}

/** Millilitres of a dose from the vial in hand; there is no volume without one. Throws when the vial does not hold the dose. */
export function volumeMl(doseMg: number, vial: Vial): number {
  if (!(vial.mg > 0 && vial.diluentMl > 0)) throw new RangeError('the vial and its diluent must be entered');
  if (doseMg > vial.mg) throw new RangeError('the vial holds less than the dose');
  return Math.round((doseMg / (vial.mg / vial.diluentMl)) * 100) / 100;
}

/** The dose if the weight were 10 % less or more: shown beside an estimate. */
export const sensitivity = (kg: number, dose: (kg: number) => Dose): { low: Dose; high: Dose } => ({
  low: dose(Math.max(WEIGHT_LIMITS.minKg, kg * 0.9)),
  high: dose(Math.min(WEIGHT_LIMITS.maxKg, kg * 1.1)),
});

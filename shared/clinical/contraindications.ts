import { AHA_2026, read, unchecked } from './source.ts';

export type Tier = 'absolute' | 'relative' | 'benefit-usually-greater';

/** Three tiers of the 2026 table (pocket guide table 6). "Unknown" is an answer that stays open. */
export const CONTRAINDICATIONS = [
  { id: 'haemorrhage', tier: 'absolute', text: 'Intracranial haemorrhage', source: unchecked(`${AHA_2026}, page not read`) },
  { id: 'hypodensity', tier: 'absolute', text: 'Extensive frank hypodensity', source: read(`${AHA_2026} table 6`) },
  {
    id: 'tbi-14d',
    tier: 'absolute',
    text: 'Moderate or severe head injury, or neurosurgery, within 14 days',
    source: unchecked(`${AHA_2026}, page not read`),
  },
  { id: 'spinal-cord', tier: 'absolute', text: 'Spinal cord injury within 3 months', source: read(`${AHA_2026} table 6`) },
  { id: 'intra-axial', tier: 'absolute', text: 'Intra-axial neoplasm', source: read(`${AHA_2026} table 6`) },
  { id: 'endocarditis', tier: 'absolute', text: 'Infective endocarditis', source: read(`${AHA_2026} table 6`) },
  {
    id: 'coagulopathy',
    tier: 'absolute',
    text: 'Platelets below 100 000, INR above 1.7, aPTT above 40 s or PT above 15 s',
    source: read(`${AHA_2026} table 6`),
  },
  { id: 'aortic-dissection', tier: 'absolute', text: 'Aortic arch dissection', source: read(`${AHA_2026} table 6`) },
  { id: 'aria', tier: 'absolute', text: 'ARIA or amyloid immunotherapy', source: read(`${AHA_2026} table 6`) },
  { id: 'disability', tier: 'relative', text: 'Disability before the stroke', source: read(`${AHA_2026} table 6`) },
  { id: 'doac', tier: 'relative', text: 'DOAC within 48 hours', source: read(`${AHA_2026} table 6`) },
  { id: 'stroke-3m', tier: 'relative', text: 'Ischaemic stroke within 3 months', source: read(`${AHA_2026} table 6`) },
  { id: 'prior-ich', tier: 'relative', text: 'Earlier intracranial haemorrhage', source: read(`${AHA_2026} table 6`) },
  { id: 'pregnancy', tier: 'relative', text: 'Pregnancy or after birth', source: read(`${AHA_2026} table 6`) },
  { id: 'dural-puncture', tier: 'relative', text: 'Dural puncture within 7 days', source: read(`${AHA_2026} table 6`) },
  {
    id: 'arterial-puncture',
    tier: 'relative',
    text: 'Arterial puncture that cannot be compressed, within 7 days',
    source: read(`${AHA_2026} table 6`),
  },
  { id: 'tbi-3m', tier: 'relative', text: 'Head injury or neurosurgery, 14 days to 3 months ago', source: read(`${AHA_2026} table 6`) },
  { id: 'trauma', tier: 'relative', text: 'Major trauma outside of the nervous system', source: read(`${AHA_2026} table 6`) },
  { id: 'stemi', tier: 'relative', text: 'STEMI', source: read(`${AHA_2026} table 6`) },
  { id: 'gi-bleed', tier: 'relative', text: 'Gastrointestinal bleeding', source: read(`${AHA_2026} table 6`) },
  { id: 'intracranial-dissection', tier: 'relative', text: 'Intracranial dissection', source: read(`${AHA_2026} table 6`) },
  {
    id: 'cervical-dissection',
    tier: 'benefit-usually-greater',
    text: 'Extracranial cervical dissection',
    source: read(`${AHA_2026} p. 29`),
  },
  { id: 'extra-axial', tier: 'benefit-usually-greater', text: 'Extra-axial neoplasm', source: read(`${AHA_2026} p. 29`) },
  { id: 'angiographic', tier: 'benefit-usually-greater', text: 'Stroke during angiography', source: read(`${AHA_2026} p. 29`) },
  { id: 'aneurysm', tier: 'benefit-usually-greater', text: 'Unruptured aneurysm', source: read(`${AHA_2026} p. 29`) },
  {
    id: 'remote-bleed',
    tier: 'benefit-usually-greater',
    text: 'Remote, stable gastrointestinal or genitourinary bleeding',
    source: read(`${AHA_2026} p. 29`),
  },
  { id: 'remote-mi', tier: 'benefit-usually-greater', text: 'Remote myocardial infarction', source: read(`${AHA_2026} p. 29`) },
  { id: 'drugs', tier: 'benefit-usually-greater', text: 'Recreational drugs', source: read(`${AHA_2026} p. 29`) },
  { id: 'mimic', tier: 'benefit-usually-greater', text: 'Uncertain diagnosis, possible mimic', source: read(`${AHA_2026} p. 29`) },
] as const;
export type ContraindicationId = (typeof CONTRAINDICATIONS)[number]['id'];

export const COAGULATION_LIMITS = { platelets: 100_000, inr: 1.7, apttS: 40, ptS: 15, source: read(`${AHA_2026} table 6`) } as const;

export interface Coagulation {
  /** Per microlitre. */
  platelets: number | null;
  inr: number | null;
  apttS: number | null;
  ptS: number | null;
}

/** Which measured values are beyond the limit; null is not measured and says nothing. */
export function coagulationFindings({ platelets, inr, apttS, ptS }: Coagulation): (keyof Coagulation)[] {
  const L = COAGULATION_LIMITS;
  return [
    ...(platelets !== null && platelets < L.platelets ? (['platelets'] as const) : []),
    ...(inr !== null && inr > L.inr ? (['inr'] as const) : []),
    ...(apttS !== null && apttS > L.apttS ? (['apttS'] as const) : []),
    ...(ptS !== null && ptS > L.ptS ? (['ptS'] as const) : []),
  ];
}

export type Answer = 'yes' | 'no' | 'unknown';

export interface ContraindicationState {
  present: Record<Tier, ContraindicationId[]>;
  /** Not asked, or answered with "unknown": these stay open. */
  open: ContraindicationId[];
}

export function contraindications(answers: Partial<Record<ContraindicationId, Answer>>): ContraindicationState {
  const present: ContraindicationState['present'] = { absolute: [], relative: [], 'benefit-usually-greater': [] };
  const open: ContraindicationId[] = [];
  for (const { id, tier } of CONTRAINDICATIONS) {
    const answer = answers[id] ?? 'unknown';
    if (answer === 'yes') present[tier].push(id);
    if (answer === 'unknown') open.push(id);
  }
  return { present, open };
}

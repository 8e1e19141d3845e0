import { AHA_2026, read, type Source, secondary } from './source.ts';

export interface ThrombectomyInputs {
  occlusion: 'ica-m1' | 'm2-dominant-proximal' | 'm2-other' | 'distal' | 'basilar' | 'none' | null;
  /** Hours since last known well, as far as it is known. */
  hours: { atLeast: number; atMost: number } | null;
  nihss: number | null;
  prestrokeMrs: number | null;
  aspects: number | null;
  pcAspects: number | null;
  age: number | null;
  massEffect: boolean | null;
}

type Input = keyof ThrombectomyInputs;
type Met = boolean | null;

interface Rule {
  id: string;
  text: string;
  recommendation: string;
  source: Source;
  conditions: { input: Input; text: string; met: (inputs: ThrombectomyInputs) => Met }[];
}

const known = <T>(value: T | null, test: (value: T) => boolean): Met => (value === null ? null : test(value));
const occlusion = (...of: NonNullable<ThrombectomyInputs['occlusion']>[]) => ({
  input: 'occlusion' as const,
  text: `occlusion: ${of.join(', ')}`,
  met: (i: ThrombectomyInputs) => known(i.occlusion, (value) => of.includes(value)),
});
/** Certain only when every moment the onset may have been agrees. */
const within = (from: number, to: number) => ({
  input: 'hours' as const,
  text: `${from} to ${to} h since last known well`,
  met: ({ hours }: ThrombectomyInputs): Met => {
    if (hours === null) return null;
    const inside = (value: number) => value <= to && (from === 0 || value > from);
    if (inside(hours.atLeast) !== inside(hours.atMost)) return null;
    return inside(hours.atLeast);
  },
});
const range = (input: 'nihss' | 'prestrokeMrs' | 'aspects' | 'pcAspects' | 'age', from: number, to: number) => ({
  input,
  text: `${input} ${from} to ${to}`,
  met: (i: ThrombectomyInputs) => known(i[input], (value) => value >= from && value <= to),
});
const noMassEffect = {
  input: 'massEffect' as const,
  text: 'no significant mass effect',
  met: (i: ThrombectomyInputs) => known(i.massEffect, (value) => !value),
};
const from2026 = (where: string): Source => secondary(`${AHA_2026}, as in ${where}`);

/** In the order of the guideline. Read in secondary sources: verify against the primary before a site relies on it. */
export const THROMBECTOMY_RULES: readonly Rule[] = [
  {
    id: 'early',
    text: 'ICA or M1, within 6 h, ASPECTS 3 to 10',
    recommendation: 'COR 1',
    source: from2026('NeuroWiki'),
    conditions: [occlusion('ica-m1'), within(0, 6), range('nihss', 6, 42), range('prestrokeMrs', 0, 1), range('aspects', 3, 10)],
  },
  {
    id: 'late',
    text: 'ICA or M1, 6 to 24 h, ASPECTS 6 to 10',
    recommendation: 'COR 1',
    source: from2026('NeuroWiki'),
    conditions: [occlusion('ica-m1'), within(6, 24), range('nihss', 6, 42), range('prestrokeMrs', 0, 1), range('aspects', 6, 10)],
  },
  {
    id: 'late-large-core',
    text: 'ICA or M1, 6 to 24 h, under 80 years, ASPECTS 3 to 5, no mass effect',
    recommendation: 'COR 1',
    source: from2026('NeuroWiki; neurotrials.ai'),
    conditions: [
      occlusion('ica-m1'),
      within(6, 24),
      range('nihss', 6, 42),
      range('prestrokeMrs', 0, 1),
      range('aspects', 3, 5),
      range('age', 18, 79),
      noMassEffect,
    ],
  },
  {
    id: 'early-very-large-core',
    text: 'ICA or M1, within 6 h, under 80 years, ASPECTS 0 to 2, no mass effect',
    recommendation: 'COR 2a',
    source: from2026('NeuroWiki; neurotrials.ai'),
    conditions: [occlusion('ica-m1'), within(0, 6), range('aspects', 0, 2), range('age', 18, 79), noMassEffect],
  },
  {
    id: 'mrs-2',
    text: 'prestroke mRS 2, within 6 h, ASPECTS 6 to 10',
    recommendation: 'COR 2a',
    source: from2026('NeuroWiki'),
    conditions: [occlusion('ica-m1'), within(0, 6), range('prestrokeMrs', 2, 2), range('aspects', 6, 10)],
  },
  {
    id: 'mrs-3-4',
    text: 'prestroke mRS 3 or 4, within 6 h, ASPECTS 6 to 10',
    recommendation: 'COR 2b',
    source: from2026('NeuroWiki'),
    conditions: [occlusion('ica-m1'), within(0, 6), range('prestrokeMrs', 3, 4), range('aspects', 6, 10)],
  },
  {
    id: 'm2',
    text: 'dominant proximal M2, within 6 h, ASPECTS 6 to 10',
    recommendation: 'COR 2a',
    source: from2026('NeuroWiki; neurotrials.ai'),
    conditions: [occlusion('m2-dominant-proximal'), within(0, 6), range('aspects', 6, 10)],
  },
  {
    id: 'distal',
    text: 'other M2, distal MCA, ACA or PCA',
    recommendation: 'COR 3: no benefit',
    source: from2026('NeuroWiki; neurotrials.ai'),
    conditions: [occlusion('m2-other', 'distal')],
  },
  {
    id: 'basilar',
    text: 'basilar artery, within 24 h, NIHSS 10 or more, PC-ASPECTS 6 to 10',
    recommendation: 'COR 1 within 24 h, or COR 1 within 6 h and 2a up to 24 h: sources disagree, read §4.7.3',
    source: from2026('neurotrials.ai against NeuroWiki: unresolved'),
    conditions: [occlusion('basilar'), within(0, 24), range('nihss', 10, 42), range('prestrokeMrs', 0, 1), range('pcAspects', 6, 10)],
  },
];

export interface RuleOutcome {
  id: string;
  text: string;
  recommendation: string;
  source: Source;
  state: 'applies' | 'does-not-apply' | 'missing';
  /** Conditions that are not met, and inputs that are missing. */
  unmet: string[];
  missing: Input[];
}

/** Every rule with what speaks for it, against it, and what is not known: never an order, never a bare yes. */
export function thrombectomy(inputs: ThrombectomyInputs): RuleOutcome[] {
  return THROMBECTOMY_RULES.map(({ id, text, recommendation, source, conditions }) => {
    const judged = conditions.map(({ input, text: condition, met }) => ({ input, condition, met: met(inputs) }));
    const unmet = judged.filter(({ met }) => met === false).map(({ condition }) => condition);
    const missing = [...new Set(judged.filter(({ met }) => met === null).map(({ input }) => input))];
    return {
      id,
      text,
      recommendation,
      source,
      state: unmet.length > 0 ? 'does-not-apply' : missing.length > 0 ? 'missing' : 'applies',
      unmet,
      missing,
    };
  });
}

/** Trials as explanatory tools only; nobody is taken in or left out by them. */
export const TRIALS = {
  dawn: { text: 'DAWN, 6 to 24 h: core by age and NIHSS', source: read('jnis.bmj.com table and slides; boundaries differ') },
  defuse3: { text: 'DEFUSE 3, 6 to 16 h: core under 70 mL, mismatch 15 mL or more, ratio over 1.8', source: read('DEFUSE 3, table') },
} as const;

/** Volumes in mL. */
export function dawn(age: number, nihss: number, core: number): boolean {
  if (age >= 80) return nihss >= 10 && core < 21;
  return (nihss >= 10 && core < 31) || (nihss >= 20 && core < 51);
}

/** A perfusion study that is technically inadequate is missing, not zero: null. */
export function defuse3(of: { age: number; mrs: number; nihss: number; core: number | null; hypoperfused: number | null }): boolean | null {
  const { age, mrs, nihss, core, hypoperfused } = of;
  if (core === null || hypoperfused === null) return null;
  const mismatch = hypoperfused - core;
  const ratio = core === 0 ? (hypoperfused > 0 ? Number.POSITIVE_INFINITY : 0) : hypoperfused / core;
  return age >= 18 && age <= 90 && mrs <= 2 && nihss >= 6 && core < 70 && mismatch >= 15 && ratio > 1.8;
}

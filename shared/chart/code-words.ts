import type { Body } from '../protocol/chart/chart.ts';

/** What the codes of statements say, the same on the screen and in the note. */

export const OCCLUSION_WORDS = {
  'ica-m1': 'ICA or M1',
  'm2-dominant-proximal': 'Dominant proximal M2',
  'm2-other': 'Other M2',
  distal: 'Distal',
  basilar: 'Basilar',
  none: 'None seen',
  unknown: 'Unknown',
} as const satisfies Record<Body<'findings'>['occlusion'], string>;

/** Why thrombolysis is withheld or waits. */
export const THROMBOLYSIS_REASONS = {
  window: 'outside of every window',
  'non-disabling': 'not disabling',
  contraindicated: 'contraindicated',
  refused: 'refused by patient or family',
  mimic: 'probably not a stroke',
  waiting: 'waiting for a result',
} as const;

/** Why the patient goes or stays. */
export const DISPOSITION_REASONS = {
  lvo: 'occlusion that can be treated there',
  'thrombolysis-monitoring': 'care after thrombolysis',
  neurosurgery: 'may need neurosurgery',
  'no-benefit': 'no treatment there that is not here',
  'no-bed': 'no bed elsewhere',
  'patient-wish': 'wish of the patient or family',
  'too-far': 'too far for a benefit',
  mimic: 'another cause found',
} as const;

/** What became of the patient. */
export const OUTCOME_WORDS = {
  'treated-good': 'Treated, good outcome',
  'treated-poor': 'Treated, poor outcome',
  'not-treated': 'Not treated',
  mimic: 'Not a stroke',
  died: 'Died',
} as const;

/** The words of a code; a code without words, of another version, stays as it is. */
export const wordsOf = (texts: Readonly<Record<string, string>>, code: string): string => texts[code] ?? code;

import { lams, race } from './lvo.ts';
import type { Source } from './source.ts';

/** LAMS and RACE asked part by part, before anybody has an NIHSS. Points as in `lvo.ts`. */

export type AskedScreenName = 'LAMS' | 'RACE';
/** Part → points. */
export type Parts = Record<string, number>;

export interface Part {
  id: string;
  ask: string;
  /** Words of 0, 1, … points. */
  answers: readonly string[];
}

const WEAKNESS = ['none or mild', 'moderate', 'severe'];
const LAMS_PARTS: readonly Part[] = [
  { id: 'face', ask: 'Face droops', answers: ['no', 'yes'] },
  { id: 'arm', ask: 'Arm held up', answers: ['stays', 'drifts', 'falls at once'] },
  { id: 'grip', ask: 'Grip', answers: ['normal', 'weak', 'none'] },
];
const RACE_PARTS: readonly Part[] = [
  { id: 'facial', ask: 'Face droops', answers: ['no', 'mild', 'moderate or severe'] },
  { id: 'arm', ask: 'Weak arm', answers: WEAKNESS },
  { id: 'leg', ask: 'Weak leg', answers: WEAKNESS },
  { id: 'gaze', ask: 'Head and eyes turned to one side', answers: ['no', 'yes'] },
];
/** Weak on the left: does the patient know the own arm, and that it is weak? Else: "Close your eyes", "Make a fist". Never both. */
const AGNOSIA: Part = { id: 'agnosia', ask: 'Knows the own arm, and that it is weak', answers: ['both', 'one of them', 'neither'] };
const APHASIA: Part = { id: 'aphasia', ask: '"Close your eyes", "Make a fist"', answers: ['does both', 'does one', 'does neither'] };

/** What is asked. `weakSide`: of the arm and leg, for RACE. */
export function partsOf(name: AskedScreenName, weakSide: 'left' | 'other'): readonly Part[] {
  if (name === 'LAMS') return LAMS_PARTS;
  return [...RACE_PARTS, weakSide === 'left' ? AGNOSIA : APHASIA];
}

export interface AskedScreen {
  /** null while parts are missing. */
  score: number | null;
  max: number;
  positiveFrom: number;
  positive: boolean | null;
  source: Source;
}

/** The score of what was answered. Parts that the screen does not have, points out of range and RACE with both sides score nothing: null. */
export function askedScreen(name: AskedScreenName, parts: Parts): AskedScreen {
  const { max, positiveFrom, source } = name === 'LAMS' ? lams({}, null) : race({}, null);
  const asked = partsOf(name, 'agnosia' in parts ? 'left' : 'other');
  const complete =
    Object.keys(parts).length === asked.length &&
    asked.every(({ id, answers }) => Number.isInteger(parts[id]) && parts[id]! >= 0 && parts[id]! < answers.length);
  const score = complete ? Object.values(parts).reduce((sum, points) => sum + points, 0) : null;
  return { score, max, positiveFrom, source, positive: score === null ? null : score >= positiveFrom };
}

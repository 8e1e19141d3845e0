import type { NihssAnswers, NihssItem } from './nihss.ts';
import { read, type Source } from './source.ts';

/** Prehospital screens for large-vessel occlusion, derived from NIHSS where that is exact; what cannot be derived is asked. */

export interface Screen {
  name: string;
  score: number | null;
  max: number;
  positiveFrom: number;
  positive: boolean | null;
  /** NIHSS items or questions that are missing. */
  missing: string[];
  source: Source;
}

const score = (answers: NihssAnswers, item: NihssItem): number | null => {
  const answer = answers[item];
  return typeof answer === 'number' ? answer : null;
};

/** Weaker side of two limbs; one that is untestable counts for nothing. */
function weaker(answers: NihssAnswers, left: NihssItem, right: NihssItem): number | null {
  const both = [score(answers, left), score(answers, right)].filter((value) => value !== null);
  return both.length === 0 ? null : Math.max(...both);
}

const step = (value: number | null, table: readonly number[]): number | null => (value === null ? null : table[value]!);

function screen(of: Pick<Screen, 'name' | 'max' | 'positiveFrom' | 'source'>, parts: Record<string, number | null>): Screen {
  const missing = Object.keys(parts).filter((name) => parts[name] === null);
  const known = Object.values(parts).reduce<number>((sum, part) => sum + (part ?? 0), 0);
  const total = missing.length === 0 ? known : null;
  // Enough points are enough, whatever is missing.
  const positive = known >= of.positiveFrom ? true : total === null ? null : false;
  return { ...of, score: total, positive, missing };
}

/** Field assessment stroke triage for emergency destination, 0 to 9. */
export function fastEd(a: NihssAnswers): Screen {
  return screen(
    { name: 'FAST-ED', max: 9, positiveFrom: 4, source: read('Lima 2016, table; MDCalc') },
    {
      facial: step(score(a, '4'), [0, 0, 1, 1]),
      arm: step(weaker(a, '5a', '5b'), [0, 1, 1, 2, 2]),
      speech: step(score(a, '9'), [0, 1, 2, 2]),
      gaze: score(a, '2'),
      neglect: score(a, '11'),
    },
  );
}

/** Rapid arterial occlusion evaluation, 0 to 9: aphasia counts in right hemiparesis, agnosia in left, never both. */
export function race(a: NihssAnswers, agnosia: number | null): Screen {
  const [left, right] = [(score(a, '5a') ?? 0) + (score(a, '6a') ?? 0), (score(a, '5b') ?? 0) + (score(a, '6b') ?? 0)];
  const limb = [0, 0, 1, 2, 2];
  const gaze = score(a, '2');
  return screen(
    { name: 'RACE', max: 9, positiveFrom: 5, source: read('RACE table, jnis.bmj.com; CambioCDS') },
    {
      facial: step(score(a, '4'), [0, 1, 2, 2]),
      arm: step(weaker(a, '5a', '5b'), limb),
      leg: step(weaker(a, '6a', '6b'), limb),
      gaze: gaze === null ? null : Math.min(1, gaze),
      ...(left > right ? { agnosia } : { aphasia: score(a, '1c') }),
    },
  );
}

/** Los Angeles motor scale, 0 to 5. Grip is not in NIHSS. */
export function lams(a: NihssAnswers, grip: number | null): Screen {
  const face = score(a, '4');
  return screen(
    { name: 'LAMS', max: 5, positiveFrom: 4, source: read('NINDS common data elements; epmonthly') },
    { face: face === null ? null : Math.min(1, face), arm: step(weaker(a, '5a', '5b'), [0, 1, 1, 2, 2]), grip },
  );
}

import { describe, expect, it } from 'vitest';
import { type AskedScreenName, askedScreen, type Parts, partsOf } from './asked-screens.ts';

describe('screens asked part by part', () => {
  it.each<[AskedScreenName, Parts, number | null, boolean | null]>([
    ['LAMS', { face: 1, arm: 2, grip: 1 }, 4, true],
    ['LAMS', { face: 1, arm: 1, grip: 1 }, 3, false],
    ['LAMS', { face: 1, arm: 2, grip: 2 }, 5, true],
    ['LAMS', { face: 1, arm: 2 }, null, null],
    ['LAMS', { face: 2, arm: 2, grip: 1 }, null, null],
    ['RACE', { facial: 1, arm: 2, leg: 1, gaze: 1, aphasia: 0 }, 5, true],
    ['RACE', { facial: 2, arm: 2, leg: 2, gaze: 1, agnosia: 2 }, 9, true],
    ['RACE', { facial: 0, arm: 1, leg: 1, gaze: 0, agnosia: 2 }, 4, false],
    ['RACE', { facial: 2, arm: 2, leg: 2, gaze: 2, aphasia: 2 }, null, null],
    ['RACE', { facial: 2, arm: 2, leg: 2, gaze: 1, aphasia: 2, agnosia: 2 }, null, null],
  ])('[CH71] %s of %j is %s, positive %s', (name, parts, score, positive) => {
    expect(askedScreen(name, parts)).toMatchObject({ score, positive });
  });

  it('[CH71] the most that can be answered is the maximum of the screen, which names its source', () => {
    for (const name of ['LAMS', 'RACE'] as const)
      for (const side of ['left', 'other'] as const) {
        const most = Object.fromEntries(partsOf(name, side).map(({ id, answers }) => [id, answers.length - 1]));
        const { score, max, source } = askedScreen(name, most);
        expect(score).toBe(max);
        expect(source.text).not.toBe('');
      }
  });
});

import { describe, expect, it } from 'vitest';
import { fastEd, lams, race } from './lvo.ts';
import { comparable, disagreements, NIHSS_ITEMS, NIHSS_MAX, type NihssAnswer, type NihssAnswers, nihss, nihssFaults } from './nihss.ts';

const all = (value: number): NihssAnswers => Object.fromEntries(NIHSS_ITEMS.map(({ id, max }) => [id, Math.min(value, max)]));

/** Seeded: the same answers every time. */
function* random(seed: number): Generator<number, never> {
  for (let x = seed; ; ) {
    x = (Math.imul(x, 1664525) + 1013904223) >>> 0;
    yield x / 2 ** 32;
  }
}

describe('NIHSS', () => {
  it('[CL1] adds up to 42 at most, and to 0 when all is well', () => {
    expect(NIHSS_ITEMS).toHaveLength(15);
    expect(nihss(all(9)).total).toBe(NIHSS_MAX);
    expect(nihss(all(0))).toMatchObject({ total: 0, text: 'NIHSS 0' });
  });

  it('[CL1] counts untestable items as none, by name', () => {
    const answers = {
      ...all(0),
      '5a': 4,
      '6a': 4,
      '9': 3,
      '2': 2,
      '4': 3,
      '11': 2,
      '5b': { untestable: 'amputation' },
    } satisfies NihssAnswers;
    expect(nihss(answers).text).toBe('NIHSS 18 (+1 untestable: 5b)');
  });

  it('[CL1] refuses what cannot stand', () => {
    expect(nihssFaults({ '11': { untestable: 'tired' } })).toEqual([{ item: '11', why: 'cannot-be-untestable' }]);
    expect(nihssFaults({ '10': { untestable: ' ' }, '1b': 3, '7': 1.5 })).toEqual(
      expect.arrayContaining([
        { item: '10', why: 'reason-missing' },
        { item: '1b', why: 'out-of-range' },
        { item: '7', why: 'out-of-range' },
      ]),
    );
    expect(nihssFaults({ '10': { untestable: 'intubated' }, '1b': 2 })).toEqual([]);
  });

  it('[CL2] scores coma as the instructions say, and asks for 3, 7 and 11', () => {
    const coma: NihssAnswers = { '1a': 3, '1b': 2, '1c': 2, '5a': 4, '5b': 4, '6a': 4, '6b': 4, '10': 2, '2': 0, '4': 0 };
    expect(nihss(coma)).toMatchObject({ total: 3 + 2 + 2 + 16 + 2 + 2 + 3, missing: ['3', '7', '11'] });
  });

  it('[CL3] compares only like with like', () => {
    const whole = nihss(all(1));
    const partly = nihss({ ...all(1), '7': { untestable: 'fused ankle' } });
    expect([comparable(whole, whole), comparable(whole, partly), comparable(partly, partly)]).toEqual([true, false, true]);
    expect(comparable(nihss({}), nihss({}))).toBe(false);
    expect(disagreements(all(1), { ...all(1), '2': 0, '10': { untestable: 'tube' } })).toEqual(['2', '10']);
  });

  it('[CL1] total is the sum of the scored items, whatever is entered (1 000 exams)', () => {
    const next = random(7);
    for (let n = 0; n < 1_000; n++) {
      const answers: NihssAnswers = {};
      for (const { id, max, untestable } of NIHSS_ITEMS) {
        const dice = next.next().value;
        const answer: NihssAnswer = untestable && dice < 0.1 ? { untestable: 'because' } : Math.floor(next.next().value * (max + 1));
        if (dice < 0.95) answers[id] = answer;
      }
      const { total, untestable, missing } = nihss(answers);
      const scored = { ...answers, ...(answers['1a'] === 3 ? { '8': 2, '9': 3 } : {}) };
      const sum = Object.values(scored).reduce<number>((s, a) => s + (typeof a === 'number' ? a : 0), 0);
      expect(total).toBe(sum);
      expect(total).toBeLessThanOrEqual(NIHSS_MAX);
      expect(untestable.length + missing.length + Object.values(scored).filter((a) => typeof a === 'number').length).toBe(15);
    }
  });
});

describe('screens for large-vessel occlusion', () => {
  const left: NihssAnswers = { ...all(0), '4': 2, '5a': 3, '6a': 2, '2': 2, '9': 0, '11': 2, '1c': 0 };

  it('[CL4] FAST-ED', () => {
    expect(fastEd(left)).toMatchObject({ score: 1 + 2 + 0 + 2 + 2, positive: true, missing: [] });
    expect(fastEd(all(0))).toMatchObject({ score: 0, positive: false });
    expect(fastEd({ '4': 3, '5a': 4 })).toMatchObject({ score: null, positive: null, missing: ['speech', 'gaze', 'neglect'] });
    expect(fastEd({ '4': 3, '5a': 4, '2': 2 })).toMatchObject({ score: null, positive: true });
    expect(fastEd(all(9)).score).toBe(9);
  });

  it('[CL4] RACE counts aphasia or agnosia by the weak side, never both', () => {
    expect(race(left, 2)).toMatchObject({ score: 2 + 2 + 1 + 1 + 2, positive: true });
    expect(race(left, null)).toMatchObject({ score: null, positive: true, missing: ['agnosia'] });
    const right: NihssAnswers = { ...all(0), '5b': 4, '6b': 4, '1c': 2 };
    expect(race(right, null)).toMatchObject({ score: 2 + 2 + 2, positive: true, missing: [] });
    expect(race({ ...all(9), '5b': 0, '6b': 0 }, 2).score).toBe(9);
  });

  it('[CL4] LAMS asks for the grip', () => {
    expect(lams(left, null)).toMatchObject({ score: null, positive: null, missing: ['grip'] });
    expect(lams(left, 2)).toMatchObject({ score: 1 + 2 + 2, positive: true });
    expect(lams(all(0), 0)).toMatchObject({ score: 0, positive: false });
  });
});

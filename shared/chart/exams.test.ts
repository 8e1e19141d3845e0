import { describe, expect, it } from 'vitest';
import type { ChartEntry, Statement } from '../protocol/chart/chart.ts';
import { live } from './entries.ts';
import { exams } from './exams.ts';
import { TestChart } from './testing/chart-of.ts';
import { NORMAL_EXAM } from './testing/said.ts';
import { visibleTo } from './visible.ts';

const EXAM = 'exam-0001';

function chartOf(...said: [person: string, ...Statement[]][]): { entries: ChartEntry[]; refused: string[] } {
  const chart = new TestChart('2026-03-11T12:00:00Z');
  const refused = said.flatMap(([who, ...statements]) => statements.map(({ kind, body }) => chart.say(who, kind, body)));
  return { entries: chart.entries, refused: refused.filter((why) => why !== null) };
}
const start: Statement = { kind: 'exam-start', body: { exam: EXAM, label: 'baseline' } };
const scores = (answers: object): Statement => ({ kind: 'nihss', body: { exam: EXAM, answers } });
const done: Statement = { kind: 'nihss-done', body: { exam: EXAM } };
const reveal: Statement = { kind: 'nihss-reveal', body: { exam: EXAM } };

describe('an exam by two', () => {
  it('[CH10] is blind until both are in', () => {
    const { entries } = chartOf(['nurse', start, scores(NORMAL_EXAM)], ['neuro', scores({ ...NORMAL_EXAM, '9': 2 }), done]);
    for (const [reader, sees] of [
      ['nurse', ['nurse']],
      ['neuro', ['neuro']],
      ['third', []],
    ] as const) {
      const seen = visibleTo(entries, reader);
      expect(seen).toHaveLength(entries.length);
      expect(JSON.stringify(seen.filter(({ kind }) => kind === 'hidden'))).not.toContain('answers');
      expect(live(seen, 'nihss').map(({ by }) => by!.personId)).toEqual(sees);
      expect(exams(seen)[0]).toMatchObject({ revealed: false });
    }
    const both = chartOf(
      ['nurse', start, scores(NORMAL_EXAM)],
      ['neuro', scores({ ...NORMAL_EXAM, '9': 2 }), done],
      ['nurse', done],
    ).entries;
    expect(exams(visibleTo(both, 'third'))[0]).toMatchObject({
      revealed: true,
      scorings: [{ answers: NORMAL_EXAM }, { answers: { '9': 2 } }],
    });
  });

  it('[CH10] [CH11] is open to all when one reveals, and then nobody scores any more', () => {
    const { entries, refused } = chartOf(
      ['nurse', start, scores({ '1a': 0 }), reveal, scores(NORMAL_EXAM), done, reveal],
      ['neuro', scores(NORMAL_EXAM)],
    );
    expect(refused).toEqual([expect.stringMatching(/Nobody has finished/), expect.stringMatching(/would not be blind/)]);
    expect(live(visibleTo(entries, 'neuro'), 'nihss').map(({ body }) => body.answers)).toEqual([{ '1a': 0 }, NORMAL_EXAM]);
  });

  it('[CH11] what is finished stays, a third cannot score, and what cannot be is refused', () => {
    const { refused } = chartOf(
      ['nurse', start, scores({ '1a': 0 }), done, scores(NORMAL_EXAM), done, scores({ ...NORMAL_EXAM, '2': 1 })],
      ['neuro', scores({ '1a': 0 })],
      ['third', scores(NORMAL_EXAM)],
    );
    expect(refused).toEqual([
      expect.stringMatching(/^Not scored yet: 1b/),
      expect.stringMatching(/stays? as they are/),
      'Two people are scoring this exam already.',
    ]);
    const wrong = chartOf(['nurse', start, scores({ '1a': 4 }), scores({ '11': { untestable: 'asleep' } })]).refused;
    expect(wrong).toEqual(['Item 1a is out of its range.', 'Item 11 cannot be untestable.']);
  });

  it('[CH11] the reconciled value stands beside both originals', () => {
    const reconciled: Statement = { kind: 'nihss-reconciled', body: { exam: EXAM, answers: { ...NORMAL_EXAM, '9': 1 } } };
    const early = chartOf(['nurse', start, scores(NORMAL_EXAM)], ['neuro', scores(NORMAL_EXAM), reconciled]).refused;
    expect(early).toEqual([expect.stringMatching(/still blind/)]);
    const { entries, refused } = chartOf(
      ['nurse', start, scores(NORMAL_EXAM), done],
      ['neuro', scores({ ...NORMAL_EXAM, '9': 2 }), done, reconciled],
    );
    expect(refused).toEqual([]);
    expect(exams(entries)[0]).toMatchObject({
      scorings: [{ answers: { '9': 0 } }, { answers: { '9': 2 } }],
      reconciled: { answers: { '9': 1 } },
    });
  });
});

describe('an entry', () => {
  it('[CH1] that was taken back stays, and counts for nothing; a score cannot be', () => {
    const weight: Statement = { kind: 'weight', body: { kg: 70, source: 'stated', at: '2026-03-11T11:00:00.000Z' } };
    const back = (seq: number): Statement => ({ kind: 'retract', body: { seq, reason: 'other patient' } });
    const { entries, refused } = chartOf(['nurse', weight, back(1), back(1), start, scores(NORMAL_EXAM), back(4)]);
    expect(entries.map(({ kind }) => kind)).toEqual(['weight', 'retract', 'exam-start', 'nihss']);
    expect(live(entries, 'weight')).toEqual([]);
    expect(refused).toEqual(['It has been taken back already.', expect.stringMatching(/cannot be taken back/)]);
  });
});

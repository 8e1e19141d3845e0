import { describe, expect, it } from 'vitest';
import { CONTRAINDICATIONS } from '../clinical/contraindications.ts';
import { DEFAULT_POLICY } from '../clinical/policy.ts';
import { markValues } from '../imaging/mark-values.ts';
import { noteSigned } from '../protocol/chart/note.ts';
import { draftNote } from './note.ts';
import { TestChart } from './testing/chart-of.ts';
import { LEFT_M1, NORMAL_EXAM } from './testing/said.ts';

const image = { studyInstanceUid: '1.2', seriesInstanceUid: '1.3', sopInstanceUid: '1.4', frame: 1 };

function consulted(): TestChart {
  const chart = new TestChart('2026-03-11T12:00:00Z');
  chart.say('ed', 'last-known-well', { range: { from: chart.at(-120), to: chart.at(-90) }, source: 'witness', confidence: 'likely' });
  chart.say('ed', 'time', { what: 'arrival', at: chart.at(-60), source: 'record', clock: 'server', plusMinusSeconds: 0 });
  chart.say('nurse', 'weight', { kg: 70, source: 'bed-scale', at: chart.at(-10) });
  chart.say('neuro', 'findings', { ...LEFT_M1, readOn: [image] }, 'neurologist');
  chart.say('neuro', 'contraindication', { id: 'doac', answer: 'unknown', words: '' }, 'neurologist');
  chart.say('neuro', 'thrombolysis-decision', { choice: 'withhold', reasons: ['contraindicated'], words: '' }, 'neurologist');
  return chart;
}
const context = (chart: TestChart) => ({ birthDate: '19500101', zone: 'America/Chicago', policy: DEFAULT_POLICY, now: chart.now });

describe('the drafted note', () => {
  it('[CH60] says what the entries say, each sentence with the entries it comes from, in local times of the site', () => {
    const chart = consulted();
    const sections = draftNote(chart.entries, context(chart));
    const sentences = sections.flatMap((section) => section.sentences);
    const find = (text: RegExp) => sentences.find((sentence) => text.test(sentence.text));
    expect(find(/Last known well between 2026-03-11 05:00 and 2026-03-11 05:30 \(witness, likely\)/)?.sources).toEqual([1]);
    expect(find(/^Weight 70 kg/)?.sources).toEqual([3]);
    expect(find(/Not known: DOAC/)?.sources).toEqual([5]);
    expect(find(/Decision: no thrombolysis \(contraindicated\)/)?.sources).toEqual([6]);
    for (const { sources } of sentences) {
      expect(sources.length).toBeGreaterThan(0);
      for (const seq of sources) expect(seq).toBeLessThanOrEqual(chart.seq);
    }
    expect(noteSigned.safeParse({ sections }).success).toBe(true);
  });

  it('[CH60] writes two scores that nobody agreed on as two, and codes in words', () => {
    const chart = consulted();
    chart.say('nurse', 'exam-start', { exam: 'exam-1', label: 'baseline' });
    for (const [who, arm] of [
      ['nurse', 4],
      ['neuro', 2],
    ] as const) {
      chart.say(who, 'nihss', { exam: 'exam-1', answers: { ...NORMAL_EXAM, '5b': arm } });
      chart.say(who, 'nihss-done', { exam: 'exam-1' });
    }
    const written = draftNote(chart.entries, context(chart)).flatMap(({ sentences }) => sentences.map(({ text }) => text));
    expect(written).toContain('Baseline exam, not agreed: nurse NIHSS 4; neuro NIHSS 2.');
    expect(written.some((text) => text.includes('occlusion: ICA or M1, left'))).toBe(true);
    chart.say('neuro', 'nihss-reconciled', { exam: 'exam-1', answers: { ...NORMAL_EXAM, '5b': 3 } });
    expect(JSON.stringify(draftNote(chart.entries, context(chart)))).not.toContain('not agreed');
  });

  it('[CH60] never writes what nobody entered', () => {
    const chart = new TestChart('2026-03-11T12:00:00Z');
    expect(draftNote(chart.entries, context(chart))).toEqual([]);
    chart.say('neuro', 'contraindication', { id: 'doac', answer: 'no', words: '' }, 'neurologist');
    expect(JSON.stringify(draftNote(chart.entries, context(chart)))).toContain(
      `1 of ${CONTRAINDICATIONS.length} contraindications answered with no.`,
    );
  });

  it('[CH61] cannot be signed on an entry that was taken back or never was', () => {
    const chart = consulted();
    chart.say('nurse', 'retract', { seq: 3, reason: 'other patient' });
    const sign = (seq: number) =>
      chart.say('neuro', 'note-signed', { sections: [{ heading: 'A', sentences: [{ text: 'b', sources: [seq] }] }] }, 'neurologist');
    expect(sign(3)).toMatch(/taken back/);
    expect(sign(99)).toMatch(/not there/);
    expect(sign(1)).toBeNull();
    // What is signed rests on it for good.
    expect(chart.say('nurse', 'retract', { seq: chart.seq, reason: 'no' })).toMatch(/cannot be taken back/);
  });
});

describe('values of marks', () => {
  it('[CH62] follow from their points: lengths, angles and areas', () => {
    expect(
      markValues({
        tool: 'Length',
        points: [
          [0, 0, 0],
          [3, 4, 0],
        ],
      }),
    ).toEqual([{ name: 'Length', value: 5, unit: 'mm' }]);
    expect(
      markValues({
        tool: 'Angle',
        points: [
          [1, 0, 0],
          [0, 0, 0],
          [0, 2, 0],
        ],
      }),
    ).toEqual([{ name: 'Angle', value: 90, unit: 'deg' }]);
    expect(
      markValues({
        tool: 'EllipticalROI',
        points: [
          [0, -1, 0],
          [0, 1, 0],
          [-2, 0, 0],
          [2, 0, 0],
        ],
      }),
    ).toEqual([{ name: 'Area', value: 6.28, unit: 'mm2' }]);
    expect(
      markValues({
        tool: 'RectangleROI',
        points: [
          [0, 0, 0],
          [2, 0, 0],
          [0, 3, 0],
          [2, 3, 0],
        ],
      }),
    ).toEqual([{ name: 'Area', value: 6, unit: 'mm2' }]);
    expect(markValues({ tool: 'Probe', points: [[0, 0, 0]] })).toEqual([]);
  });
});

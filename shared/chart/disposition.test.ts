import { beforeEach, describe, expect, it } from 'vitest';
import { strokePolicy } from '../clinical/policy.ts';
import { thrombectomy } from '../clinical/thrombectomy.ts';
import { candidates, dispositionOf, thrombectomyInputs, trials, triggersSince } from './disposition.ts';
import { TestChart } from './testing/chart-of.ts';
import { CLEAR_IMAGES, EXAM_OF_17, LEFT_M1 } from './testing/said.ts';

let chart: TestChart;
const policy = strokePolicy.parse({
  hospitals: [
    { id: 'near', name: 'Near', capabilities: ['thrombectomy'], travel: [{ mode: 'road', atLeast: 85, atMost: 105 }] },
    {
      id: 'far',
      name: 'Far',
      capabilities: ['thrombectomy'],
      travel: [
        { mode: 'road', atLeast: 120, atMost: 140 },
        { mode: 'helicopter', atLeast: 125, atMost: 150 },
      ],
    },
    { id: 'small', name: 'Small', capabilities: ['stroke-unit'], travel: [{ mode: 'road', atLeast: 20, atMost: 25 }] },
  ],
});
beforeEach(() => {
  chart = new TestChart('2026-03-11T12:00:00Z');
  chart.policy = policy;
});
const image = { studyInstanceUid: '1.2', seriesInstanceUid: '1.3', sopInstanceUid: '1.4', frame: 1 };

describe('thrombectomy from the chart', () => {
  it('[CH50] M1, ASPECTS 4, 3 h, 72 years: the rule that applies, and what is missing until it is entered', () => {
    const applying = () =>
      thrombectomy(thrombectomyInputs(chart.entries, '19540101', chart.now))
        .filter(({ state }) => state === 'applies')
        .map(({ id }) => id);
    chart.say('ed', 'last-known-well', { range: { from: chart.at(-180), to: chart.at(-180) }, source: 'witness', confidence: 'certain' });
    chart.say('neuro', 'findings', LEFT_M1);
    chart.say('neuro', 'aspects', { side: 'left', affected: ['M1', 'M2', 'I', 'L', 'C', 'IC'], ganglionic: image, supraganglionic: null });
    expect(applying()).toEqual([]);
    const early = thrombectomy(thrombectomyInputs(chart.entries, '19540101', chart.now)).find(({ id }) => id === 'early')!;
    expect(early).toMatchObject({ state: 'missing', missing: ['nihss', 'prestrokeMrs'] });
    chart.say('ed', 'prestroke-mrs', { value: 1, source: 'relative' });
    chart.say('neuro', 'exam-start', { exam: 'exam-0001', label: 'baseline' });
    chart.say('neuro', 'nihss', { exam: 'exam-0001', answers: EXAM_OF_17 });
    expect(applying()).toEqual([]);
    chart.say('neuro', 'nihss-done', { exam: 'exam-0001' });
    expect(applying()).toEqual([]);
    chart.say('neuro', 'nihss-reveal', { exam: 'exam-0001' });
    expect(applying()).toEqual(['early']);
  });

  it('[CH54] trials explain once perfusion, age and score are there; without perfusion they say nothing', () => {
    const of = () => trials(chart.entries, '19540101', chart.now);
    const read = (coreMl: number, hypoperfusedMl: number) =>
      chart.say('neuro', 'findings', { ...LEFT_M1, perfusion: { coreMl, hypoperfusedMl } });
    chart.say('neuro', 'exam-start', { exam: 'exam-0001', label: 'baseline' });
    chart.say('neuro', 'nihss', { exam: 'exam-0001', answers: EXAM_OF_17 });
    chart.say('neuro', 'nihss-done', { exam: 'exam-0001' });
    chart.say('neuro', 'nihss-reveal', { exam: 'exam-0001' });
    expect(of()).toEqual({ dawn: null, defuse3: null });
    read(20, 60);
    expect(of()).toEqual({ dawn: true, defuse3: null });
    chart.say('ed', 'prestroke-mrs', { value: 0, source: 'relative' });
    expect(of().defuse3).toBe(true);
    read(60, 80);
    expect(of()).toEqual({ dawn: false, defuse3: false });
  });

  it('[CH50] an age band is no age, an unknown occlusion is missing and not "none"', () => {
    chart.say('ed', 'age', { from: 70, to: 79 });
    chart.say('neuro', 'findings', { ...CLEAR_IMAGES, massEffect: 'unknown', occlusion: 'unknown' });
    expect(thrombectomyInputs(chart.entries, '', chart.now)).toMatchObject({
      age: null,
      occlusion: null,
      massEffect: null,
      hours: null,
      aspects: null,
    });
  });
});

describe('candidate hospitals', () => {
  const ask = (hospital: string, beds: number | null, accepts: 'yes' | 'no' | 'asked' = 'asked') =>
    chart.say('coordinator', 'candidate', { hospital, beds, accepts, words: '' });
  const order = () => candidates(chart.entries, policy, 'thrombectomy', chart.now);

  it('[CH51] the nearest has no bed: the second comes first, and what would turn that round is said', () => {
    expect(order().list.map(({ hospital }) => hospital.id)).toEqual(['near', 'far', 'small']);
    ask('near', 0);
    const { list, flips } = order();
    expect(list.map(({ hospital, blocked }) => [hospital.id, blocked])).toEqual([
      ['far', []],
      ['small', ['no-capability']],
      ['near', ['no-bed']],
    ]);
    expect(flips).toEqual([{ hospital: policy.hospitals[0], factor: 'no-bed', nearerBy: { atLeast: 15, atMost: 55 } }]);
    ask('near', 1);
    expect(order().list[0]?.hospital.id).toBe('near');
    expect(ask('elsewhere', 2)).toMatch(/not in the list/);
  });

  it('[CH51] ranges that overlap say so; arrival is counted from last known well with both ranges', () => {
    chart.say('ed', 'last-known-well', { range: { from: chart.at(-200), to: chart.at(-140) }, source: 'witness', confidence: 'likely' });
    const overlapping = strokePolicy.parse({
      hospitals: [
        { id: 'a', name: 'A', capabilities: ['thrombectomy'], travel: [{ mode: 'road', atLeast: 60, atMost: 100 }] },
        { id: 'b', name: 'B', capabilities: ['thrombectomy'], travel: [{ mode: 'road', atLeast: 80, atMost: 110 }] },
      ],
    });
    const { list, flips } = candidates(chart.entries, overlapping, 'thrombectomy', chart.now);
    expect(flips).toMatchObject([{ hospital: { id: 'b' }, factor: 'traffic', nearerBy: { atLeast: -50, atMost: 20 } }]);
    expect(list[0]?.arrival?.atLeast).toBeCloseTo((140 + 60) / 60, 6);
    expect(list[0]?.arrival?.atMost).toBeCloseTo((200 + 100) / 60, 6);
  });
});

describe('the decision', () => {
  const plan = () => ({ monitoring: 'hourly exam', triggers: ['NIHSS +4'], nextLook: chart.at(120), call: 'Metro' });
  it('[CH52] keeping needs a plan with a look that lies ahead; a trigger belongs to a plan', () => {
    expect(chart.say('ed', 'trigger', { trigger: 'NIHSS +4', words: '' })).toMatch(/no plan/);
    const keep = { choice: 'keep' as const, hospital: null, mode: null, reasons: ['no-bed'], words: '' };
    expect(chart.say('neuro', 'disposition', { ...keep, plan: { ...plan(), nextLook: chart.at(-1) } })).toMatch(/past/);
    expect(chart.say('neuro', 'disposition', { ...keep, plan: plan() })).toBeNull();
    expect(chart.say('nurse', 'trigger', { trigger: 'NIHSS +4', words: '' })).toBeNull();
    expect([dispositionOf(chart.entries)?.body.choice, triggersSince(chart.entries).length]).toEqual(['keep', 1]);
    expect(
      chart.say('neuro', 'disposition', { choice: 'transfer', hospital: 'nowhere', mode: 'road', reasons: ['lvo'], plan: null, words: '' }),
    ).toMatch(/not in the list/);
  });
});

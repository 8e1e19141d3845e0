import { beforeEach, describe, expect, it } from 'vitest';
import { CONTRAINDICATIONS } from '../clinical/contraindications.ts';
import { volumeMl } from '../clinical/dosing.ts';
import { DEFAULT_POLICY } from '../clinical/policy.ts';
import type { Body } from '../protocol/chart/chart.ts';
import { contraindicationCards } from './contraindications.ts';
import { currentOrder, doseOf, orders } from './doses.ts';
import { monitoring } from './monitoring.ts';
import { pressureOf, weightOf } from './observations.ts';
import { TestChart } from './testing/chart-of.ts';
import { CLEAR_IMAGES } from './testing/said.ts';
import { reopened, toAccept } from './thrombolysis.ts';
import { knownTimes } from './times.ts';

let chart: TestChart;
beforeEach(() => {
  chart = new TestChart('2026-03-11T12:00:00Z');
});

const VIAL = { label: 'kit in hand', mg: 25, diluentMl: 5 };

/** Everything a dose needs, for a patient of that weight. */
function ready(kg: number): void {
  chart.say('nurse', 'weight', { kg, source: 'bed-scale', at: chart.at(-5) });
  chart.say('nurse', 'pressure', { systolic: 170, diastolic: 90, at: chart.at(-2) });
  chart.say('nurse', 'lab', { test: 'glucose', value: 110, at: chart.at(-10) });
  chart.say('neuro', 'disabling', { answer: 'yes', words: '' }, 'neurologist');
  for (const { id } of CONTRAINDICATIONS) chart.say('neuro', 'contraindication', { id, answer: 'no', words: '' }, 'neurologist');
  chart.say('neuro', 'thrombolysis-decision', { choice: 'give', reasons: [], words: '' }, 'neurologist');
}

function order(id: string, change: Partial<Body<'dose-order'>> = {}): Body<'dose-order'> {
  const weight = weightOf(chart.entries)!;
  const rule = change.rule ?? 'bands';
  const vial = change.vial ?? VIAL;
  const { totalMg, bolusMg, infusionMg } = doseOf(weight.body.kg, rule);
  return {
    order: id,
    drug: rule === 'alteplase' ? 'alteplase' : 'tenecteplase',
    rule,
    weightSeq: weight.seq,
    pressureSeq: pressureOf(chart.entries)!.seq,
    kg: weight.body.kg,
    totalMg,
    bolusMg,
    infusionMg,
    vial,
    volumeMl: volumeMl(totalMg, vial),
    accepted: [],
    words: '',
    ...change,
  };
}

describe('a dose', () => {
  it('[CH20] of 48 kg by the bands is 15 mg, is released by a second person, and neither can do both', () => {
    ready(48);
    expect(chart.say('neuro', 'dose-order', order('order-0001'), 'neurologist')).toBeNull();
    expect(currentOrder(chart.entries)).toMatchObject({
      state: 'prepared',
      body: { totalMg: 15, bolusMg: 15, infusionMg: 0, volumeMl: 3 },
    });
    expect(chart.say('neuro', 'dose-release', { order: 'order-0001' }, 'neurologist')).toMatch(/another person/);
    expect(chart.say('nurse', 'dose-release', { order: 'order-0001' })).toBeNull();
    expect(chart.say('nurse', 'dose-release', { order: 'order-0001' })).toMatch(/released already/);
    expect(chart.say('nurse', 'dose-given', { order: 'order-0001', at: chart.at() })).toBeNull();
    expect(currentOrder(chart.entries)?.state).toBe('given');
    expect(knownTimes(chart.entries).get('needle')?.at).toBe(chart.now);
  });

  it('[CH20] alteplase of 130 kg is 90 mg: 9 and 81', () => {
    ready(130);
    const vial = { label: 'two in one', mg: 100, diluentMl: 100 };
    expect(chart.say('neuro', 'dose-order', order('order-0001', { rule: 'alteplase', vial }), 'neurologist')).toBeNull();
    expect(currentOrder(chart.entries)?.body).toMatchObject({ totalMg: 90, bolusMg: 9, infusionMg: 81, volumeMl: 90 });
  });

  it('[CH21] with numbers that the rule does not give is refused', () => {
    ready(70);
    for (const wrong of [
      { totalMg: 40, bolusMg: 40 },
      { infusionMg: 1 },
      { volumeMl: 5 },
      { kg: 80 },
      { rule: 'linear' as const },
      { weightSeq: 99 },
    ])
      expect(chart.say('neuro', 'dose-order', { ...order('order-0001'), ...wrong }, 'neurologist')).toEqual(expect.any(String));
    expect(orders(chart.entries)).toEqual([]);
  });

  it.each([
    [
      'no decision',
      () => chart.say('neuro', 'thrombolysis-decision', { choice: 'not-yet', reasons: [], words: '' }, 'neurologist'),
      /decided/,
    ],
    ['a bleed', () => chart.told('system', 'findings', { ...CLEAR_IMAGES, haemorrhage: 'yes' }), /haemorrhage is recorded/],
    ['185 systolic', () => chart.say('nurse', 'pressure', { systolic: 185, diastolic: 90, at: chart.at() }), /185\/90/],
    ['110 diastolic', () => chart.say('nurse', 'pressure', { systolic: 150, diastolic: 110, at: chart.at() }), /150\/110/],
    ['an old pressure', () => chart.pass(20), /minutes old/],
    ['an old weight', () => chart.pass(300), /minutes old/],
  ] as const)('[CH21] is neither prepared nor released with %s', (_name, change, why) => {
    ready(70);
    const before = order('order-0001');
    expect(chart.say('neuro', 'dose-order', before, 'neurologist')).toBeNull();
    change();
    expect(chart.say('nurse', 'dose-release', { order: 'order-0001' })).toMatch(why);
    expect(chart.say('neuro', 'dose-cancel', { order: 'order-0001', reason: 'changed' }, 'neurologist')).toBeNull();
    expect(chart.say('neuro', 'dose-order', order('order-0002'), 'neurologist')).toMatch(why);
  });

  it('[CH21] is not prepared for a weight that no dose is worked out for, whoever sent it', () => {
    ready(70);
    const before = order('order-0001');
    chart.told('hl7', 'weight', { kg: 612, source: 'stated', at: chart.at() });
    expect(chart.say('neuro', 'dose-order', { ...before, weightSeq: chart.seq, kg: 612 }, 'neurologist')).toMatch(
      /612 kg is outside of 20 to 250/,
    );
  });

  it('[CH21] is not released when somebody enters another weight; an older weight changes nothing', () => {
    ready(70);
    chart.say('neuro', 'dose-order', order('order-0001'), 'neurologist');
    chart.say('ir', 'weight', { kg: 120, source: 'stated', at: chart.at(-600) }, 'interventionalist');
    expect(weightOf(chart.entries)?.body.kg).toBe(70);
    chart.say('ir', 'weight', { kg: 82, source: 'bed-scale', at: chart.at() }, 'interventionalist');
    expect(chart.say('nurse', 'dose-release', { order: 'order-0001' })).toMatch(/Another weight/);
  });

  it('[CH20] never changes: a second one waits until the first is cancelled, and both stay', () => {
    ready(70);
    chart.say('neuro', 'dose-order', order('order-0001'), 'neurologist');
    expect(chart.say('neuro', 'dose-order', order('order-0002'), 'neurologist')).toMatch(/cancel it first/);
    chart.say('nurse', 'dose-release', { order: 'order-0001' });
    chart.say('neuro', 'dose-cancel', { order: 'order-0001', reason: 'vial broke' }, 'neurologist');
    expect(chart.say('nurse', 'dose-given', { order: 'order-0001', at: chart.at() })).toMatch(/cancelled/);
    expect(chart.say('neuro', 'dose-order', order('order-0002'), 'neurologist')).toBeNull();
    expect(orders(chart.entries).map(({ state }) => state)).toEqual(['cancelled', 'prepared']);
  });

  it('[CH20] needs a physician among the two', () => {
    ready(70);
    expect(chart.say('nurse', 'dose-order', order('order-0001'))).toBeNull();
    expect(chart.say('other-nurse', 'dose-release', { order: 'order-0001' })).toMatch(/physician/);
    expect(chart.say('ed', 'dose-release', { order: 'order-0001' }, 'emergency-physician')).toBeNull();
  });
});

describe('contraindications', () => {
  const doac = () => contraindicationCards(chart.entries).find(({ id }) => id === 'doac')!;
  const coagulopathy = () => contraindicationCards(chart.entries).find(({ id }) => id === 'coagulopathy')!;

  it('[CH22] that are unknown or pending stay open, and are accepted by name or not at all', () => {
    ready(70);
    chart.say('neuro', 'contraindication', { id: 'doac', answer: 'unknown', words: 'takes one, time not known' }, 'neurologist');
    chart.say('neuro', 'contraindication', { id: 'coagulopathy', answer: 'unknown', words: '' }, 'neurologist');
    chart.told('hl7', 'lab', { test: 'platelets', value: null, pending: true, at: null });
    expect(doac()).toMatchObject({ tier: 'relative', answer: 'unknown' });
    expect(coagulopathy()).toMatchObject({ answer: 'unknown', evidence: ['platelets pending'] });
    expect(toAccept(chart.entries).map(({ id }) => id)).toEqual(['coagulopathy', 'doac']);
    expect(chart.say('neuro', 'dose-order', order('order-0001'), 'neurologist')).toMatch(/DOAC within 48 hours/);
    expect(chart.say('neuro', 'dose-order', order('order-0001', { accepted: ['doac', 'coagulopathy'] }), 'neurologist')).toBeNull();
  });

  it('[CH23] a result that comes later opens the card again, with an alert, and holds back the release', () => {
    ready(70);
    expect(reopened(chart.entries)).toEqual([]);
    chart.say('neuro', 'dose-order', order('order-0001'), 'neurologist');
    chart.told('hl7', 'lab', { test: 'platelets', value: 80_000, at: chart.at(-30) });
    expect(reopened(chart.entries).map(({ id }) => id)).toEqual(['coagulopathy']);
    expect(coagulopathy()).toMatchObject({ answer: 'yes', asked: { answer: 'no' }, reopenedBy: chart.seq });
    expect(chart.say('nurse', 'dose-release', { order: 'order-0001' })).toMatch(/New since it was prepared: Platelets below/);
  });

  it('[CH23] a result within its limits opens what was answered "unknown", and never turns it into "no" by itself', () => {
    ready(70);
    chart.say('neuro', 'contraindication', { id: 'coagulopathy', answer: 'unknown', words: '' }, 'neurologist');
    chart.told('hl7', 'lab', { test: 'inr', value: 1.1, at: chart.at() });
    expect(coagulopathy()).toMatchObject({ answer: 'unknown', evidence: ['INR 1.1'], reopenedBy: chart.seq });
    chart.say('neuro', 'contraindication', { id: 'coagulopathy', answer: 'no', words: '' }, 'neurologist');
    expect(coagulopathy()).toMatchObject({ answer: 'no', reopenedBy: null });
  });
});

describe('after the needle', () => {
  const given = () => {
    ready(70);
    chart.say('neuro', 'dose-order', order('order-0001'), 'neurologist');
    chart.say('nurse', 'dose-release', { order: 'order-0001' });
    chart.say('nurse', 'dose-given', { order: 'order-0001', at: chart.at() });
  };
  const check = (index: number | null, change: Partial<Body<'check'>> = {}) =>
    chart.say('nurse', 'check', { index, at: chart.at(), systolic: 150, diastolic: 80, nihss: null, signs: [], words: '', ...change });

  it('[CH24] 36 checks come due from the anchor of the policy, each with its owner', () => {
    expect(check(0)).toMatch(/when the drug has been started/);
    given();
    const start = chart.now;
    chart.say('nurse', 'check-owner', { from: 0, to: 7, personId: 'nurse' });
    const all = monitoring(chart.entries, DEFAULT_POLICY, start + 21 * 60_000)!;
    expect(all.checks).toHaveLength(36);
    expect(all.checks.slice(0, 3).map(({ dueAt, state, ownerId }) => [(dueAt - start) / 60_000, state, ownerId])).toEqual([
      [15, 'overdue', 'nurse'],
      [30, 'later', 'nurse'],
      [45, 'later', 'nurse'],
    ]);
    expect(all.checks[8]!.ownerId).toBeNull();
    expect(check(0)).toBeNull();
    expect(check(0)).toMatch(/entered already/);
    expect(monitoring(chart.entries, DEFAULT_POLICY, start)!.checks[0]!.state).toBe('done');
  });

  it('[CH24] counts from the end of the infusion where the policy says so', () => {
    ready(100);
    const vial = { label: 'two in one', mg: 100, diluentMl: 100 };
    chart.say('neuro', 'dose-order', order('order-0001', { rule: 'alteplase', vial }), 'neurologist');
    chart.say('nurse', 'dose-release', { order: 'order-0001' });
    chart.say('nurse', 'dose-given', { order: 'order-0001', at: chart.at() });
    const policy = { ...DEFAULT_POLICY, monitoringAnchor: 'end-of-infusion' as const };
    expect(monitoring(chart.entries, policy, chart.now)!.anchor.at).toBe(chart.now + 61 * 60_000);
  });

  it('[CH25] a pressure that is too high, a stop sign, a worse score: each is an alarm, and the drug can be stopped', () => {
    given();
    check(null, { systolic: 180, diastolic: 90 });
    check(null, { signs: ['severe headache'] });
    const alarms = monitoring(chart.entries, DEFAULT_POLICY, chart.now)!.alarms;
    expect(alarms.map(({ text, stop }) => [text, stop])).toEqual([
      ['severe headache', true],
      ['Blood pressure 180/90: not below 180/105', false],
    ]);
    expect(monitoring(chart.entries, { ...DEFAULT_POLICY, pressureAfter: 'at-or-below' }, chart.now)!.alarms).toHaveLength(1);
    expect(chart.say('nurse', 'treatment-stop', { order: 'order-0001', signs: ['severe headache'], at: chart.at(), words: '' })).toBeNull();
    expect(currentOrder(chart.entries)?.state).toBe('stopped');
  });
});

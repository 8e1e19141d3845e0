import { describe, expect, it } from 'vitest';
import { coagulationFindings, contraindications } from './contraindications.ts';
import { abc2, aspects, ICH_MORTALITY, ichScore, pcAspects, perpendicularSpacing, sliceWeight } from './imaging-scores.ts';
import { checkTimes, mayStart, tooHighAfter } from './pressure.ts';
import { PROGRAMME_GOALS, TARGETS } from './targets.ts';
import { dawn, defuse3, type ThrombectomyInputs, thrombectomy } from './thrombectomy.ts';
import { midpointOfSleep, type Onset, thrombolysisWindows } from './windows.ts';

const at = (text: string): number => new Date(text).getTime();
const HOUR = 3_600_000;

describe('blood pressure', () => {
  it('[CL8] before thrombolysis must be below both limits', () => {
    const cases = [
      [184, 109, 'yes'],
      [185, 100, 'no'],
      [180, 110, 'no'],
      [190, 115, 'no'],
    ] as const;
    for (const [systolic, diastolic, answer] of cases) expect(mayStart({ systolic, diastolic })).toBe(answer);
    expect(mayStart(null)).toBe('unknown');
  });

  it('[CL8] afterwards is judged as the policy words it', () => {
    expect([
      tooHighAfter({ systolic: 180, diastolic: 90 }, 'below'),
      tooHighAfter({ systolic: 180, diastolic: 90 }, 'at-or-below'),
    ]).toEqual([true, false]);
    expect(tooHighAfter({ systolic: 170, diastolic: 106 }, 'at-or-below')).toBe(true);
    expect(tooHighAfter({ systolic: 179, diastolic: 104 }, 'below')).toBe(false);
  });

  it('[CL8] is checked 36 times in 24 hours: 8, 12 and 16', () => {
    const times = checkTimes();
    expect(times).toHaveLength(36);
    expect([
      times.filter((t) => t <= 120).length,
      times.filter((t) => t > 120 && t <= 480).length,
      times.filter((t) => t > 480).length,
    ]).toEqual([8, 12, 16]);
    expect([times[0], times[7], times[8], times[19], times[20], times.at(-1)]).toEqual([15, 120, 150, 480, 540, 1_440]);
  });
});

describe('windows', () => {
  const nothing: Onset = { lastKnownWell: null, discovered: null, symptomOnset: null, bedtime: null, awoke: null };
  const known = (from: number, to = from) => ({ from, to, source: 'witness', confidence: 'certain' }) as const;
  const stateOf = (onset: Onset, now: number) => Object.fromEntries(thrombolysisWindows(onset, now).map(({ id, state }) => [id, state]));

  it('[CL9] have the midpoint of sleep from bedtime and waking', () => {
    const sleep = { bedtime: at('2026-03-10T23:00:00Z'), awoke: at('2026-03-11T06:30:00Z') };
    expect(midpointOfSleep(sleep)).toBe(at('2026-03-11T02:45:00Z'));
    const [window] = thrombolysisWindows({ ...nothing, ...sleep }, at('2026-03-11T08:00:00Z')).filter(({ id }) => id === 'sleep-midpoint');
    expect(window?.closesAt?.latest).toBe(at('2026-03-11T11:45:00Z'));
    expect(midpointOfSleep({ bedtime: sleep.awoke, awoke: sleep.bedtime })).toBeNull();
  });

  it('[CL9] claim nothing from what is unknown, and no field stands in for another', () => {
    expect(stateOf(nothing, Date.now())).toEqual({
      standard: 'unknown',
      recognition: 'unknown',
      'sleep-midpoint': 'unknown',
      extended: 'unknown',
    });
    const now = at('2026-03-11T08:00:00Z');
    expect(stateOf({ ...nothing, discovered: now - HOUR, symptomOnset: now - HOUR }, now)).toMatchObject({
      standard: 'unknown',
      recognition: 'open',
    });
  });

  it('[CL9] count instants: a night of changing clocks is as long as it was', () => {
    // Chicago, 2026-03-08: 02:00 becomes 03:00. Well at 23:30 CST, now 04:45 CDT: 4 h 15 min.
    const now = at('2026-03-08T04:45:00-05:00');
    expect(stateOf({ ...nothing, lastKnownWell: known(at('2026-03-07T23:30:00-06:00')) }, now).standard).toBe('open');
    // Same clock times in November, when the hour comes twice: 6 h 15 min.
    expect(stateOf({ ...nothing, lastKnownWell: known(at('2026-10-31T23:30:00-05:00')) }, at('2026-11-01T04:45:00-06:00')).standard).toBe(
      'closed',
    );
  });

  it('[CL9] are uncertain where the onset may lie on either side, and never wider for knowing less', () => {
    const now = at('2026-03-11T12:00:00Z');
    expect(stateOf({ ...nothing, lastKnownWell: known(now - 5 * HOUR, now - 4 * HOUR) }, now).standard).toBe('uncertain');
    const wider: string[] = [];
    for (let back = 0; back <= 30; back += 0.5)
      for (let width = 0; width <= 8; width += 0.5) {
        const exact = stateOf({ ...nothing, lastKnownWell: known(now - back * HOUR) }, now);
        const vague = stateOf({ ...nothing, lastKnownWell: known(now - (back + width) * HOUR, now - back * HOUR) }, now);
        for (const id of ['standard', 'extended'] as const)
          if (vague[id] === 'open' && exact[id] !== 'open') wider.push(`${id} ${back} ${width}`);
      }
    expect(wider).toEqual([]);
  });
});

describe('targets', () => {
  it('[CL10] are never the 85 percent that were misread as minutes', () => {
    for (const { minutes, source } of TARGETS) {
      expect(minutes).not.toBe(85);
      expect(source.text).not.toBe('');
    }
    for (const { minutes } of PROGRAMME_GOALS) expect(minutes).not.toBe(85);
    expect(Object.fromEntries(TARGETS.map(({ id, minutes }) => [id, minutes]))).toMatchObject({
      'door-needle': 60,
      'door-imaging': 25,
      'door-out': 90,
    });
  });
});

describe('contraindications', () => {
  it('[CL11] stay open until they are answered', () => {
    const none = contraindications({});
    expect(none.open).toHaveLength(29);
    const some = contraindications({ haemorrhage: 'yes', doac: 'yes', mimic: 'no', stemi: 'unknown' });
    expect(some.present).toEqual({ absolute: ['haemorrhage'], relative: ['doac'], 'benefit-usually-greater': [] });
    expect(some.open).toContain('stemi');
    expect(some.open).not.toContain('mimic');
  });

  it('[CL11] from the laboratory are at their limits as the table has them', () => {
    expect(coagulationFindings({ platelets: 100_000, inr: 1.7, apttS: 40, ptS: 15 })).toEqual([]);
    expect(coagulationFindings({ platelets: 99_999, inr: 1.71, apttS: 40.1, ptS: 15.1 })).toEqual(['platelets', 'inr', 'apttS', 'ptS']);
    expect(coagulationFindings({ platelets: null, inr: null, apttS: null, ptS: null })).toEqual([]);
  });
});

describe('thrombectomy', () => {
  const good: ThrombectomyInputs = {
    occlusion: 'ica-m1',
    hours: { atLeast: 2, atMost: 3 },
    nihss: 14,
    prestrokeMrs: 0,
    aspects: 8,
    pcAspects: null,
    age: 70,
    massEffect: false,
  };
  const applying = (inputs: ThrombectomyInputs) =>
    thrombectomy(inputs)
      .filter(({ state }) => state === 'applies')
      .map(({ id }) => id);

  it('[CL12] names the rule that applies', () => {
    expect(applying(good)).toEqual(['early']);
    expect(applying({ ...good, hours: { atLeast: 8, atMost: 10 } })).toEqual(['late']);
    expect(applying({ ...good, hours: { atLeast: 8, atMost: 10 }, aspects: 4 })).toEqual(['late-large-core']);
    expect(applying({ ...good, hours: { atLeast: 8, atMost: 10 }, aspects: 4, age: 80 })).toEqual([]);
    expect(applying({ ...good, aspects: 2 })).toEqual(['early-very-large-core']);
    expect(applying({ ...good, prestrokeMrs: 2 })).toEqual(['mrs-2']);
    expect(applying({ ...good, occlusion: 'distal' })).toEqual(['distal']);
    expect(applying({ ...good, occlusion: 'basilar', pcAspects: 7 })).toEqual(['basilar']);
  });

  it('[CL12] says what is missing, and what speaks against it', () => {
    const early = thrombectomy({ ...good, aspects: null, nihss: 4 }).find(({ id }) => id === 'early')!;
    expect(early).toMatchObject({ state: 'does-not-apply', unmet: ['nihss 6 to 42'], missing: ['aspects'] });
    expect(thrombectomy({ ...good, aspects: null }).find(({ id }) => id === 'early')).toMatchObject({
      state: 'missing',
      missing: ['aspects'],
    });
    expect(thrombectomy({ ...good, hours: { atLeast: 5, atMost: 7 } }).find(({ id }) => id === 'early')).toMatchObject({
      state: 'missing',
      missing: ['hours'],
    });
  });

  it('[CL12] explains with the trials', () => {
    expect([dawn(70, 10, 30.9), dawn(70, 10, 31), dawn(70, 20, 31), dawn(70, 20, 51), dawn(80, 10, 20.9), dawn(80, 20, 21)]).toEqual([
      true,
      false,
      true,
      false,
      true,
      false,
    ]);
    const trial = { age: 60, mrs: 0, nihss: 10 };
    expect(defuse3({ ...trial, core: 0, hypoperfused: 40 })).toBe(true);
    expect(defuse3({ ...trial, core: 0, hypoperfused: 0 })).toBe(false);
    expect(defuse3({ ...trial, core: 69.9, hypoperfused: 126 })).toBe(true);
    expect(defuse3({ ...trial, core: 70, hypoperfused: 200 })).toBe(false);
    expect(defuse3({ ...trial, core: null, hypoperfused: 40 })).toBeNull();
  });
});

describe('imaging scores', () => {
  it('[CL13] ASPECTS and PC-ASPECTS count regions once', () => {
    expect([aspects([]), aspects(['M1', 'M1', 'I']), aspects(['C', 'L', 'IC', 'I', 'M1', 'M2', 'M3', 'M4', 'M5', 'M6'])]).toEqual([
      10, 8, 0,
    ]);
    expect([pcAspects([]), pcAspects(['pons', 'left-thalamus']), pcAspects(['midbrain', 'pons'])]).toEqual([10, 7, 6]);
  });

  it('[CL13] ABC/2 weighs slices, uses their distance and not their thickness, and knows the tilt', () => {
    expect([0.76, 0.75, 0.25, 0.24].map(sliceWeight)).toEqual([1, 0.5, 0.5, 0]);
    expect(abc2(40, 30, 5, [0.1, 0.5, 1, 1, 0.8, 0.3])).toBeCloseTo((40 * 30 * 5 * 4) / 2000, 6);
    expect(abc2(40, 30, 5, [1, 1], true)).toBeCloseTo((40 * 30 * 10) / 3000, 6);
    expect(perpendicularSpacing(5, 20)).toBeCloseTo(4.698, 3);
  });

  it('[CL13] ICH score', () => {
    const small = { gcs: 15, volumeMl: 10, intraventricular: false, infratentorial: false, age: 60 };
    expect(ichScore(small)).toBe(0);
    expect(ichScore({ ...small, gcs: 4, volumeMl: 30, intraventricular: true, infratentorial: true, age: 80 })).toBe(6);
    expect([3, 4, 5, 12, 13].map((gcs) => ichScore({ ...small, gcs }))).toEqual([2, 2, 1, 1, 0]);
    expect([29.9, 30].map((volumeMl) => ichScore({ ...small, volumeMl }))).toEqual([0, 1]);
    expect([79, 80].map((age) => ichScore({ ...small, age }))).toEqual([0, 1]);
    expect(ICH_MORTALITY.percent).toEqual([0, 13, 26, 72, 97, 100, 100]);
    expect(() => ichScore({ ...small, gcs: 2 })).toThrow(RangeError);
  });
});

import { describe, expect, it } from 'vitest';
import { alteplase, bandOverLinear, sensitivity, TENECTEPLASE, tenecteplase, volumeMl } from './dosing.ts';
import { weightFindings } from './weight.ts';

describe('alteplase', () => {
  it.each([
    [50, 45, 4.5, 40.5],
    [70, 63, 6.3, 56.7],
    [99.9, 89.91, 8.99, 80.92],
    [100, 90, 9, 81],
    [130, 90, 9, 81],
  ])('[CL5] %f kg: %f mg, %f as a bolus and %f as an infusion', (kg, total, bolus, infusion) => {
    expect(alteplase(kg)).toMatchObject({ totalMg: total, bolusMg: bolus, infusionMg: infusion, capped: kg > 100 });
  });

  it('[CL5] parts add up and never exceed the cap, for every weight', () => {
    for (let kg = 20; kg <= 250; kg += 0.1) {
      const { totalMg, bolusMg, infusionMg } = alteplase(kg);
      expect(Math.round((bolusMg + infusionMg) * 100)).toBe(Math.round(totalMg * 100));
      expect(totalMg).toBeLessThanOrEqual(90);
      expect(bolusMg).toBeLessThanOrEqual(9);
    }
  });
});

describe('tenecteplase', () => {
  it.each([
    [40, 10, 15, 0.5],
    [50, 12.5, 15, 0.2],
    [55, 13.75, 15, 0.09],
    [60, 15, 17.5, 0.17],
    [70, 17.5, 20, 0.14],
    [80, 20, 22.5, 0.125],
    [90, 22.5, 25, 0.11],
    [96, 24, 25, 0.04],
    [100, 25, 25, 0],
    [140, 25, 25, 0],
  ])('[CL6] %f kg: %f mg by weight, %f mg by band', (kg, linear, band, over) => {
    expect(tenecteplase(kg, 'linear').totalMg).toBe(linear);
    expect(tenecteplase(kg, 'bands').totalMg).toBe(band);
    expect(bandOverLinear(kg)).toBeCloseTo(over, 2);
  });

  it('[CL6] is never above 25 mg, and the bands hold at their edges', () => {
    for (let kg = 20; kg <= 250; kg += 0.1)
      for (const rule of ['linear', 'bands'] as const) expect(tenecteplase(kg, rule).totalMg).toBeLessThanOrEqual(25);
    expect([59.9, 60, 69.9, 70, 79.9, 80, 89.9, 90].map((kg) => tenecteplase(kg, 'bands').totalMg)).toEqual([
      15, 17.5, 17.5, 20, 20, 22.5, 22.5, 25,
    ]);
    // The doses for myocardial infarction are twice these; none of them may be in here.
    for (const { mg } of TENECTEPLASE.bands) expect([30, 35, 40, 45, 50]).not.toContain(mg);
  });

  it('[CL6] warns of 50 kg and less', () => {
    expect(tenecteplase(50, 'bands').notes.join()).toMatch(/50 kg/);
    expect(tenecteplase(50.1, 'bands').notes.join()).not.toMatch(/50 kg/);
  });

  it('[CL6] has a volume only from the vial in hand', () => {
    expect(volumeMl(25, { mg: 25, diluentMl: 5 })).toBe(5);
    expect(volumeMl(17.5, { mg: 25, diluentMl: 5 })).toBe(3.5);
    expect(() => volumeMl(25, { mg: 0, diluentMl: 5 })).toThrow(RangeError);
    expect(() => volumeMl(25, { mg: 20, diluentMl: 5 })).toThrow(/less than the dose/);
  });
});

describe('weight', () => {
  it('[CL7] is refused outside of 20 to 250 kg', () => {
    for (const kg of [19.9, 250.1, Number.NaN, -70]) {
      expect(() => alteplase(kg)).toThrow(RangeError);
      expect(() => tenecteplase(kg, 'bands')).toThrow(RangeError);
      expect(weightFindings(kg, null)).toContain('out-of-range');
    }
    expect(weightFindings(70, null)).toEqual([]);
  });

  it('[CL7] in pounds is noticed beside one in kilograms', () => {
    expect(weightFindings(154, 70)).toEqual(['pounds-entered-as-kilograms']);
    expect(weightFindings(70, 154)).toEqual(['pounds-entered-as-kilograms']);
    expect(weightFindings(77, 70)).toEqual([]);
  });

  it('[CL7] that was estimated shows what 10 % would change', () => {
    const { low, high } = sensitivity(80, alteplase);
    expect([low.totalMg, high.totalMg]).toEqual([64.8, 79.2]);
  });
});

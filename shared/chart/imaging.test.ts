import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listAtOnce } from './at-once.ts';
import { aspectsOf, ichOf, pcAspectsOf, volumeOf, worstAspects } from './imaging.ts';
import { TestChart } from './testing/chart-of.ts';

const image = { studyInstanceUid: '1.2', seriesInstanceUid: '1.3', sopInstanceUid: '1.4', frame: 1 };

describe('imaging scores', () => {
  it('[CH40] are kept by side with the slice of each level; the rules ask for the worse side', () => {
    const chart = new TestChart('2026-03-11T12:00:00Z');
    expect(worstAspects(chart.entries)).toBeNull();
    chart.say('neuro', 'aspects', { side: 'left', affected: ['M1', 'I', 'L'], ganglionic: image, supraganglionic: null }, 'neurologist');
    chart.say('neuro', 'aspects', { side: 'right', affected: [], ganglionic: image, supraganglionic: image }, 'neurologist');
    expect([aspectsOf(chart.entries, 'left')?.score, aspectsOf(chart.entries, 'right')?.score, worstAspects(chart.entries)]).toEqual([
      7, 10, 7,
    ]);
    expect(aspectsOf(chart.entries, 'left')?.body.ganglionic).toEqual(image);
    chart.say('neuro', 'pc-aspects', { affected: ['pons', 'left-thalamus'], readOn: [image] }, 'neurologist');
    expect(pcAspectsOf(chart.entries)?.score).toBe(7);
  });

  it('[CH40] two who read at once lose nothing of each other: regions, and the slices of the levels', () => {
    const chart = new TestChart('2026-03-11T12:00:00Z');
    const saw = { affected: ['M1', 'M2'] as const, ganglionic: image, supraganglionic: null };
    const other = { ...image, sopInstanceUid: '1.5' };
    chart.say('neuro', 'aspects', { side: 'left', ...saw, affected: [...saw.affected] }, 'neurologist');
    const say = (change: object) =>
      chart.say(
        'neuro',
        'aspects',
        { side: 'left', ...saw, affected: [...saw.affected], ...change, saw: { ...saw, affected: [...saw.affected] } },
        'neurologist',
      );
    // All three were made by people who saw the first entry.
    say({ affected: ['M1', 'M2', 'I'] });
    say({ affected: ['M2'] });
    say({ supraganglionic: other });
    expect(aspectsOf(chart.entries, 'left')).toMatchObject({
      score: 8,
      body: { side: 'left', affected: ['M2', 'I'], ganglionic: image, supraganglionic: other },
    });
    chart.say('neuro', 'pc-aspects', { affected: ['pons'], readOn: [image], saw: { affected: [], readOn: [] } }, 'neurologist');
    chart.say('neuro', 'pc-aspects', { affected: ['midbrain'], readOn: [other], saw: { affected: [], readOn: [] } }, 'neurologist');
    expect(pcAspectsOf(chart.entries)).toMatchObject({ score: 6, body: { affected: ['pons', 'midbrain'], readOn: [image, other] } });
  });

  it('[CH40] in whatever order two changes come, the result is the same', () => {
    const regions = fc.uniqueArray(fc.constantFrom('C', 'L', 'IC', 'I', 'M1', 'M2', 'M3'));
    fc.assert(
      fc.property(regions, regions, regions, (saw, one, two) => {
        const first = listAtOnce(listAtOnce(saw, saw, one), saw, two);
        const second = listAtOnce(listAtOnce(saw, saw, two), saw, one);
        expect(first.toSorted()).toEqual(second.toSorted());
        expect(new Set(first).size).toBe(first.length);
        // What one of them changed is as they said, unless the other changed the same; what neither changed is as it was.
        for (const region of new Set([...saw, ...one, ...two]))
          expect(first.includes(region)).toBe(saw.includes(region) ? one.includes(region) && two.includes(region) : true);
      }),
    );
  });

  it('[CH41] the volume is by the way of the table, at right angles to tilted slices, each slice by its share', () => {
    const body = { aMm: 40, bMm: 30, areas: [0.1, 0.5, 1, 1, 0.8, 0.3], spacingMm: 5, tiltDegrees: 0, irregular: false, image };
    expect(volumeOf(body)).toBe(12);
    expect(volumeOf({ ...body, tiltDegrees: 20 })).toBe(11.3);
    expect(volumeOf({ ...body, irregular: true })).toBe(8);
  });

  it('[CH41] the ICH score waits for the volume and for an age that is on one side of 80', () => {
    const chart = new TestChart('2026-03-11T12:00:00Z');
    expect(ichOf(chart.entries, '', chart.now)).toBeNull();
    chart.say('neuro', 'ich', { gcs: 8, intraventricular: true, infratentorial: false }, 'neurologist');
    expect(ichOf(chart.entries, '19400101', chart.now)).toMatchObject({ score: null, missing: ['volume'] });
    chart.say(
      'neuro',
      'haematoma',
      { aMm: 50, bMm: 40, areas: [1, 1, 1, 1], spacingMm: 5, tiltDegrees: 0, irregular: false, image },
      'neurologist',
    );
    expect(ichOf(chart.entries, '19400101', chart.now)?.score).toBe(3);
    chart.say(
      'neuro',
      'haematoma',
      { aMm: 60, bMm: 50, areas: [1, 1, 1, 1], spacingMm: 5, tiltDegrees: 0, irregular: false, image },
      'neurologist',
    );
    expect(ichOf(chart.entries, '19400101', chart.now)?.score).toBe(4);
    chart.say('nurse', 'age', { from: 75, to: 84 });
    expect(ichOf(chart.entries, '', chart.now)).toMatchObject({ score: null, missing: ['age'] });
  });
});

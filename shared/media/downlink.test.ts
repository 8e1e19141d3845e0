import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type DownlinkSample, FLOOR_BPS, measureDownlink, START_BPS, startDownlink } from './downlink.ts';

const rate = fc.integer({ min: 0, max: 50_000_000 });
const anySample = fc.record({
  stream: rate,
  media: rate,
  estimate: fc.option(rate, { nil: null }),
  rttMs: fc.option(fc.integer({ min: 1, max: 2_000 }), { nil: null }),
  loss: fc.double({ min: 0, max: 1, noNaN: true }),
});
const quiet = { estimate: null, rttMs: 20, loss: 0 };

/** A link of `capacity` that carries what is asked for, and grows a queue when more is asked. */
function ask(capacity: number, wanted: number, at: number): DownlinkSample {
  const over = wanted > capacity;
  return { at, stream: Math.min(wanted, capacity), media: 0, estimate: null, rttMs: over ? 220 : 20, loss: 0 };
}

describe('the measured downlink', () => {
  test('[MD41] is never below what was carried, nor below the floor; without congestion it never falls', () => {
    fc.assert(
      fc.property(fc.array(anySample, { maxLength: 40 }), (samples) => {
        let state = startDownlink();
        samples.forEach((sample, i) => {
          const next = measureDownlink(state, { ...sample, at: i * 250 });
          expect(next.bps).toBeGreaterThanOrEqual(Math.max(FLOOR_BPS, sample.stream + sample.media));
          if (sample.loss <= 0.03 && sample.rttMs === null) expect(next.bps).toBeGreaterThanOrEqual(state.bps);
          state = next;
        });
      }),
      { numRuns: 500 },
    );
  });

  test('[MD41] finds the size of a link that is asked for all it was measured to have, from below and from above', () => {
    for (const capacity of [300_000, 1_000_000, 2_000_000, 5_000_000, 20_000_000]) {
      let state = measureDownlink(startDownlink(), { ...quiet, stream: 0, media: 0, at: 0 });
      const seen: number[] = [];
      for (let i = 0; i < 400; i++) {
        state = measureDownlink(state, ask(capacity, state.bps, (i + 1) * 250));
        if (i > 200) seen.push(state.bps);
      }
      const mean = seen.reduce((sum, bps) => sum + bps, 0) / seen.length;
      expect(mean / capacity).toBeGreaterThan(0.9);
      expect(mean / capacity).toBeLessThan(1.1);
    }
  });

  test('[MD41] a link nobody uses keeps its figure, and takes what the SFU says is there', () => {
    let state = startDownlink();
    for (let i = 0; i < 100; i++) state = measureDownlink(state, { ...quiet, stream: 0, media: 40_000, at: i * 250 });
    expect(state.bps).toBe(START_BPS);
    state = measureDownlink(state, { ...quiet, stream: 0, media: 40_000, estimate: 3_000_000, at: 26_000 });
    expect(state.bps).toBe(3_000_000);
  });
});

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
  hungry: fc.boolean(),
  slice: fc.boolean(),
});
const quiet = { estimate: null, rttMs: 20, loss: 0, hungry: false, slice: false };

/** A link of `capacity` that carries what is asked for, and grows a queue when more is asked. */
function ask(capacity: number, wanted: number, at: number): DownlinkSample {
  const over = wanted > capacity;
  return { ...quiet, at, stream: Math.min(wanted, capacity), media: 0, rttMs: over ? 220 + (at % 17) : 20, hungry: true };
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

  test('[MD41] a link nobody wants more of keeps its figure, and takes what the SFU says is there', () => {
    let state = startDownlink();
    for (let i = 0; i < 100; i++) state = measureDownlink(state, { ...quiet, stream: 0, media: 40_000, at: i * 250 });
    expect(state.bps).toBe(START_BPS);
    state = measureDownlink(state, { ...quiet, stream: 0, media: 40_000, estimate: 3_000_000, at: 26_000 });
    expect(state.bps).toBe(3_000_000);
  });

  test('[MD63] a step that is too large for a half full link is tried all the same, and less and less often where it fails', () => {
    /** Video of 0.5 Mbit/s whose next layer costs 1.7: taken when the figure allows it; the link carries `capacity`. */
    const run = (capacity: number) => {
      let state = measureDownlink(startDownlink(), { ...quiet, stream: 0, media: 500_000, at: 0 });
      const tries: number[] = [];
      let high = false;
      for (let at = 250; at <= 240_000; at += 250) {
        const wanted = state.bps > 1_700_000 ? 1_700_000 : 500_000;
        if (wanted === 1_700_000 && !high) tries.push(at);
        high = wanted === 1_700_000;
        const over = wanted > capacity;
        const rttMs = over ? 200 + (at % 17) : 20;
        state = measureDownlink(state, { ...quiet, at, stream: 0, media: Math.min(wanted, capacity), rttMs, hungry: !high });
      }
      return { tries, high };
    };
    expect(run(5_000_000)).toEqual({ tries: [expect.any(Number)], high: true });
    const { tries } = run(1_000_000);
    expect(tries.length).toBeGreaterThan(2);
    expect(tries.length).toBeLessThan(9);
    const waits = tries.slice(1).map((at, i) => at - tries[i]!);
    expect(waits.at(-1)!).toBeGreaterThan(3 * waits[0]!);
  });

  test('[MD41] the queue in which a slice on the screen stands is its own, and lost packets are lost packets', () => {
    const at = (changes: Partial<DownlinkSample>) => {
      let state = measureDownlink(startDownlink(), { ...quiet, stream: 0, media: 500_000, estimate: 4_000_000, at: 0 });
      state = measureDownlink(state, { ...quiet, stream: 900_000, media: 50_000, rttMs: 190, at: 250, ...changes });
      return state.bps;
    };
    expect(at({ slice: true })).toBe(4_000_000);
    expect(at({ slice: false })).toBeLessThan(4_000_000);
    expect(at({ slice: true, loss: 0.1 })).toBeLessThan(4_000_000);
  });

  test('[MD63] one late answer does not take the picture away', () => {
    let state = measureDownlink(startDownlink(), { ...quiet, stream: 0, media: 500_000, estimate: 4_000_000, at: 0 });
    for (let at = 250; at < 3_000; at += 250) state = measureDownlink(state, { ...quiet, stream: 0, media: 100_000, rttMs: 400, at });
    expect(state.bps).toBeGreaterThan(2_000_000);
  });
});

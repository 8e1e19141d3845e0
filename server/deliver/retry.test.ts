import fc from 'fast-check';
import { expect, it } from 'vitest';
import { pauseAfter } from './retry.ts';

const usual = { firstMs: 5_000, longestMs: 300_000 };

it('[DV7] pauses double from the first to the longest', () => {
  expect([1, 2, 3, 4, 5, 6, 7, 8, 1_000].map((tries) => pauseAfter(tries, usual, () => 1) / 1000)).toEqual([
    5, 10, 20, 40, 80, 160, 300, 300, 300,
  ]);
});

it('[DV7] jitter shortens a pause by at most a half', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000 }), fc.double({ min: 0, max: 0.999, noNaN: true }), (tries, random) => {
      const [pause, longest] = [pauseAfter(tries, usual, () => random), pauseAfter(tries, usual, () => 1)];
      expect(pause).toBeGreaterThanOrEqual(Math.floor(longest / 2));
      expect(pause).toBeLessThanOrEqual(longest);
    }),
  );
});

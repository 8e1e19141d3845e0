import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Pace } from './pace.ts';

describe('pace', () => {
  test('[ST11] lets through no more than the rate over any time, and nearly all of it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2_000, max: 5_000_000 }), fc.integer({ min: 100, max: 64_000 }), (rate, chunk) => {
        const pace = new Pace();
        pace.set(rate, 0);
        const [end, sent] = [5_000, { bytes: 0 }];
        for (let now = 0; now < end; ) {
          const wait = pace.wait(now);
          if (wait > 0) now += wait;
          else {
            pace.sent(chunk);
            sent.bytes += chunk;
          }
        }
        expect(sent.bytes).toBeLessThanOrEqual((rate / 1000) * (end + 100) + chunk);
        expect(sent.bytes).toBeGreaterThanOrEqual((rate / 1000) * (end - 200) * 0.85 - chunk);
      }),
    );
  });

  test('[ST11] without a cap nothing waits', () => {
    const pace = new Pace();
    pace.set(1_000, 0);
    pace.sent(100_000);
    expect(pace.wait(10)).toBeGreaterThan(1_000);
    pace.set(null, 20);
    expect(pace.wait(20)).toBe(0);
  });
});

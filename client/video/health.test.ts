import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type HealthInput, healthOf, QUIET_MS } from './health.ts';

const fine: HealthInput = { live: true, voices: 1, quietMs: 100, plays: true, microphone: 'fine' };

test('[MD51] who is deaf or mute is known, with the first cause that the person can do something about', () => {
  expect(healthOf(fine)).toEqual({ hears: true, heard: true, why: '' });
  expect(healthOf({ ...fine, live: false })).toEqual({ hears: false, heard: false, why: 'no-link' });
  expect(healthOf({ ...fine, microphone: 'silenced' })).toEqual({ hears: true, heard: false, why: 'microphone-silenced' });
  expect(healthOf({ ...fine, microphone: 'ended', plays: false })).toEqual({ hears: false, heard: false, why: 'microphone-ended' });
  expect(healthOf({ ...fine, plays: false })).toEqual({ hears: false, heard: true, why: 'speaker-blocked' });
  expect(healthOf({ ...fine, quietMs: QUIET_MS })).toEqual({ hears: false, heard: true, why: 'no-sound-arrives' });
  expect(healthOf({ ...fine, quietMs: null, voices: 0 })).toEqual({ hears: true, heard: true, why: '' });
  expect(healthOf({ ...fine, microphone: null })).toEqual({ hears: true, heard: false, why: 'no-microphone' });
});

test('[MD51] nobody is called deaf or mute without a reason', () => {
  const input = fc.record({
    live: fc.boolean(),
    voices: fc.nat(5),
    quietMs: fc.option(fc.nat(10_000)),
    plays: fc.boolean(),
    microphone: fc.constantFrom<HealthInput['microphone']>('fine', 'silenced', 'ended', null),
  });
  fc.assert(
    fc.property(input, (one) => {
      const { hears, heard, why } = healthOf(one);
      expect(why === '').toBe(hears && heard);
    }),
  );
});

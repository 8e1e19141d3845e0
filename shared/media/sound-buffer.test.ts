import { expect, test } from 'vitest';
import { HELD_MS, soundBuffer } from './sound-buffer.ts';

test('[MD75] sound waits for the queue that slices make on a narrow line, and for nothing else', () => {
  expect(soundBuffer(140_000, 1_000_000)).toBe(HELD_MS);
  expect(soundBuffer(0, 1_000_000)).toBeNull();
  expect(soundBuffer(140_000, 20_000_000)).toBeNull();
});

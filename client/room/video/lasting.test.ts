import { expect, test } from 'vitest';
import { makeLasting, NARROW_AFTER_MS } from './lasting.ts';

test('[MD45] loading slices are named at once, a narrow link when it stays narrow', () => {
  const shown = makeLasting();
  expect(shown('video-reduced-while-slice-loads', 0)).toBe('video-reduced-while-slice-loads');
  expect(shown('video-reduced-link-narrow', 250)).toBe('all-shown');
  expect(shown('video-paused-link-narrow', 249 + NARROW_AFTER_MS)).toBe('all-shown');
  expect(shown('video-reduced-link-narrow', 250 + NARROW_AFTER_MS)).toBe('video-reduced-link-narrow');
  expect(shown('all-shown', 9_000)).toBe('all-shown');
  expect(shown('sound-only', 9_250)).toBe('all-shown');
});

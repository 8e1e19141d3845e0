import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { RELEASE_AFTER_MS, YIELD_MOST_MS, Yielding } from './yielding.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function build() {
  const told: boolean[] = [];
  const yielding = new Yielding((loading) => told.push(loading));
  return { told, yielding };
}

describe('pictures give way to a slice', () => {
  test('[ST14] at once when a slice on the screen is to be sent, and go on a moment after its last byte', () => {
    const { told, yielding } = build();
    yielding.allow(true);
    yielding.slice(true);
    expect(told).toEqual([true]);
    yielding.slice(false);
    vi.advanceTimersByTime(RELEASE_AFTER_MS - 1);
    expect(told).toEqual([true]);
    vi.advanceTimersByTime(1);
    expect(told).toEqual([true, false]);
  });

  test('[ST14] stand still between two slices of a quick scroll', () => {
    const { told, yielding } = build();
    yielding.allow(true);
    for (let n = 0; n < 10; n++) {
      yielding.slice(true);
      vi.advanceTimersByTime(150);
      yielding.slice(false);
      vi.advanceTimersByTime(RELEASE_AFTER_MS - 1);
    }
    expect(told).toEqual([true]);
  });

  test('[ST14] never for longer than their time in one go; the next slice after a pause has its own', () => {
    const { told, yielding } = build();
    yielding.allow(true);
    yielding.slice(true);
    vi.advanceTimersByTime(YIELD_MOST_MS);
    expect(told).toEqual([true, false]);
    // Still the same scroll.
    yielding.slice(false);
    yielding.slice(true);
    vi.advanceTimersByTime(10 * YIELD_MOST_MS);
    expect(told).toEqual([true, false]);
    yielding.slice(false);
    vi.advanceTimersByTime(RELEASE_AFTER_MS);
    yielding.slice(true);
    expect(told).toEqual([true, false, true]);
  });

  test('[ST14] only where the viewer says so, and not beyond the end of its connection', () => {
    const { told, yielding } = build();
    yielding.slice(true);
    expect(told).toEqual([]);
    yielding.allow(true);
    yielding.allow(false);
    expect(told).toEqual([true, false]);
    yielding.allow(true);
    yielding.close();
    vi.advanceTimersByTime(10 * YIELD_MOST_MS);
    expect(told).toEqual([true, false, true, false]);
  });
});

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { QUIET_MS, WhenQuiet } from './when-quiet.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('[VW19] a series that has stopped growing', () => {
  it('[VW19] is waited for from its last slice on, and tried until it worked', () => {
    const attempt = vi.fn<() => boolean>().mockReturnValueOnce(false).mockReturnValue(true);
    const quiet = new WhenQuiet(attempt);
    quiet.grown();
    vi.advanceTimersByTime(QUIET_MS - 1);
    quiet.grown();
    vi.advanceTimersByTime(QUIET_MS - 1);
    expect(attempt).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(attempt).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(QUIET_MS);
    expect(attempt).toHaveBeenCalledTimes(2);
    vi.advanceTimersByTime(10 * QUIET_MS);
    expect(attempt).toHaveBeenCalledTimes(2);
  });

  it('[VW19] is not tried any more once closed', () => {
    const attempt = vi.fn(() => false);
    const quiet = new WhenQuiet(attempt);
    quiet.grown();
    quiet.close();
    vi.advanceTimersByTime(10 * QUIET_MS);
    expect(attempt).not.toHaveBeenCalled();
  });
});

import { describe, expect, it } from 'vitest';
import { ThreadShare } from './thread-share.ts';

describe('threads that make codestreams', () => {
  it('[TR8] are all at work when nothing comes in', () => {
    expect(new ThreadShare().threads(0, 4, false)).toBe(4);
  });

  it('[TR8] leave the doors alone while objects come and nobody looks, and one core when somebody does', () => {
    const share = new ThreadShare();
    share.arrived(1_000);
    expect(share.threads(1_010, 4, false)).toBe(0);
    expect(share.threads(1_010, 4, true)).toBe(3);
    expect(share.threads(1_010, 1, true)).toBe(1);
    expect(share.threads(1_100, 4, false)).toBe(4);
  });

  it('[TR8] do not wait for ever for a scanner that never pauses', () => {
    const share = new ThreadShare();
    for (let now = 0; now <= 6_000; now += 50) share.arrived(now);
    expect(share.threads(6_001, 4, false)).toBe(3);
    share.arrived(7_000);
    expect(share.threads(7_001, 4, false)).toBe(0);
  });
});

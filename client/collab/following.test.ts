import { describe, expect, it } from 'vitest';
import type { SharedView } from '#shared/protocol/presence.ts';
import { chainFrom, mustLeaveRing, screenOf } from './following.ts';

const view = {} as SharedView;
const states = (entries: Record<number, number | null>) =>
  new Map<number, { view: SharedView | null; following: number | null }>(
    Object.entries(entries).map(([id, following]) => [Number(id), { view, following }]),
  );

describe('[CO31] a leader is followed through their screens, and nobody goes round in a ring', () => {
  it('[CO31] keeps the screen while it is there, takes another when the leader comes back under a new id', () => {
    const shown = states({ 1: null, 2: null });
    expect(screenOf({ clientIds: [1, 2] }, shown, 2)).toBe(2);
    expect(screenOf({ clientIds: [1] }, shown, 2)).toBe(1);
    expect(screenOf({ clientIds: [3] }, shown, 2)).toBe(3);
    expect(screenOf({ clientIds: [] }, shown, 2)).toBeNull();
    expect(screenOf(undefined, shown, 2)).toBeNull();
    expect(screenOf({ clientIds: [4, 1] }, new Map([...shown, [4, { view: null, following: null }]]), null)).toBe(1);
  });

  it('[CO31] of a ring exactly one leaves: the lowest client id', () => {
    const ring = { 1: 2, 2: 3, 3: 1 };
    expect(chainFrom(1, states(ring))).toEqual([1, 2, 3]);
    expect([1, 2, 3].filter((me) => mustLeaveRing(me, ring[me as 1 | 2 | 3], states(ring)))).toEqual([1]);
    expect(mustLeaveRing(9, 1, states({ 1: 2, 2: null }))).toBe(false);
    expect(mustLeaveRing(9, 1, states({ 1: 2, 2: 1 }))).toBe(false);
  });
});

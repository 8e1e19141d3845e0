type Point = readonly [number, number];

/** What two fingers are doing. Decided once per gesture, when they have moved enough to tell. */
export type TwoFingerKind = 'undecided' | 'window' | 'zoom-and-pan';

/** Movement before it is decided, CSS pixels. */
const DECIDE_AFTER = 12;
/** Fingers that keep their distance within this share of their movement move together. */
const TOGETHER = 0.5;
/** Vertical movement must be this much more than sideways movement. */
const VERTICAL = 1.8;

/**
 * Both fingers up or down together change the window; anything else zooms and pans. `before` and `now`: the two fingers when the
 * gesture began and at present.
 */
export function twoFingerKind(before: readonly [Point, Point], now: readonly [Point, Point]): TwoFingerKind {
  const move = [0, 1].map((i) => [now[i]![0] - before[i]![0], now[i]![1] - before[i]![1]] as const);
  const dx = (move[0]![0] + move[1]![0]) / 2;
  const dy = (move[0]![1] + move[1]![1]) / 2;
  const spread = distance(now) - distance(before);
  const moved = Math.hypot(dx, dy);
  if (Math.max(moved, Math.abs(spread)) < DECIDE_AFTER) return 'undecided';
  const together = Math.abs(spread) < moved * TOGETHER;
  return together && Math.abs(dy) > Math.abs(dx) * VERTICAL ? 'window' : 'zoom-and-pan';
}

export const distance = ([a, b]: readonly [Point, Point]): number => Math.hypot(a[0] - b[0], a[1] - b[1]);
export const middle = ([a, b]: readonly [Point, Point]): [number, number] => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];

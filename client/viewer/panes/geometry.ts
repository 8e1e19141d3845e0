import { dot, normalOf } from '#shared/imaging/order.ts';
import type { Point3 } from '#shared/protocol/marks.ts';
import type { Slice } from '../catalogue/catalogue.ts';

type Vector = readonly number[];

export const subtract = (a: Vector, b: Vector): Point3 => [a[0]! - b[0]!, a[1]! - b[1]!, a[2]! - b[2]!];
export const add = (a: Vector, b: Vector, scale = 1): Point3 => [a[0]! + scale * b[0]!, a[1]! + scale * b[1]!, a[2]! + scale * b[2]!];

/** 0.1 µm grid: stable JSON without the noise of floating point. A plain array, never a typed one. */
export function point3(p: Vector): Point3 {
  const round = (value: number) => Math.round(value * 1e4) / 1e4;
  return [round(p[0]!), round(p[1]!), round(p[2]!)];
}

const ENDS = [
  ['R', 'L'],
  ['A', 'P'],
  ['F', 'H'],
] as const;

/** A direction counts only from this share of its length on: 18° of tilt should not litter the edge with letters. */
const NOTABLE = 0.38;

/** Letters for where a direction in the patient (LPS, PS3.3 §C.7.6.2.1.1) points, strongest first: 'L', 'PH' … */
export function letters(direction: Vector): string {
  const length = Math.hypot(...direction);
  if (length === 0) return '';
  return direction
    .map((value, axis) => ({ share: value / length, axis }))
    .filter(({ share }) => Math.abs(share) > NOTABLE)
    .sort((a, b) => Math.abs(b.share) - Math.abs(a.share))
    .map(({ share, axis }) => ENDS[axis]![share > 0 ? 1 : 0])
    .join('');
}

/** Index of the slice nearest to a point along its own normal; null when no slice says where it is. */
export function nearestSlice(slices: readonly Slice[], point: Vector): number | null {
  let best: number | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const [index, { frame, shape }] of slices.entries()) {
    if (!frame.position || !shape?.orientation) continue;
    const distance = Math.abs(dot(subtract(point, frame.position), normalOf(shape.orientation)));
    if (distance < least) {
      least = distance;
      best = index;
    }
  }
  return best;
}

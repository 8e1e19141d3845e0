import type { FrameDescriptor, FrameShape } from '../protocol/stream.ts';

/** One frame with the shape it has. */
export interface PlacedFrame {
  frame: FrameDescriptor;
  shape: FrameShape | null;
}

type Vector = readonly [number, number, number];

/** Unit normal of a plane from its direction cosines: row × column (PS3.3 §C.7.6.2.1.1). */
export function normalOf(orientation: readonly number[]): [number, number, number] {
  const [a, b, c, d, e, f] = orientation as [number, number, number, number, number, number];
  const normal: [number, number, number] = [b * f - c * e, c * d - a * f, a * e - b * d];
  const length = Math.hypot(...normal) || 1;
  return [normal[0] / length, normal[1] / length, normal[2] / length];
}

export const dot = (a: readonly number[], b: readonly number[]): number => a[0]! * b[0]! + a[1]! * b[1]! + a[2]! * b[2]!;

/** Largest difference of direction cosines that still counts as the same direction. */
export const SAME_DIRECTION = 1e-3;

export const sameDirection = (a: readonly number[], b: readonly number[]): boolean =>
  a.every((value, i) => Math.abs(value - b[i]!) <= SAME_DIRECTION);

/**
 * Reading order of a series: by position along the normal when all frames are parallel and say where they are, else by Instance Number
 * and frame number. Axial series run from the feet to the head. Total and independent of the order of arrival.
 */
export function readingOrder<T extends PlacedFrame>(frames: readonly T[]): T[] {
  const normal = commonNormal(frames);
  const key = (placed: T): number => (normal ? dot(placed.frame.position!, normal) : (placed.frame.number ?? Number.POSITIVE_INFINITY));
  return frames
    .map((placed) => ({ placed, at: key(placed) }))
    .sort(
      (a, b) =>
        compare(a.at, b.at) ||
        a.placed.frame.frame - b.placed.frame.frame ||
        compare(a.placed.frame.number ?? 0, b.placed.frame.number ?? 0) ||
        a.placed.frame.id - b.placed.frame.id,
    )
    .map(({ placed }) => placed);
}

/** The normal all frames share, turned so that it points to the head, the left or the back; null when there is none. */
export function commonNormal(frames: readonly PlacedFrame[]): Vector | null {
  const first = frames[0]?.shape?.orientation;
  if (!first) return null;
  for (const { frame, shape } of frames) {
    if (!frame.position || !shape?.orientation || !sameDirection(shape.orientation, first)) return null;
  }
  const normal = normalOf(first);
  const main = normal.reduce((best, value, i) => (Math.abs(value) > Math.abs(normal[best]!) ? i : best), 0);
  return normal[main]! < 0 ? [-normal[0], -normal[1], -normal[2]] : normal;
}

const compare = (a: number, b: number): number => (a === b ? 0 : a < b ? -1 : 1);

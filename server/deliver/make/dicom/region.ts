import type { Mark, Point3 } from '#shared/protocol/marks.ts';
import type { ImageFacts } from './study-facts.ts';

/** The figure a value was taken from. `type`: Graphic Type (PS3.3 §C.18.6.1.1 and §C.18.9.1.2). */
export interface Figure {
  type: 'POINT' | 'POLYLINE' | 'POLYGON' | 'ELLIPSE';
  points: Point3[];
}

/** `axis`: of a mark with two lines, the one that is meant. */
export function figureOf({ tool, points }: Pick<Mark, 'tool' | 'points'>, axis: 'long' | 'short' | null): Figure {
  switch (tool) {
    case 'Probe':
      return { type: 'POINT', points };
    case 'Length':
    case 'Angle':
    case 'ArrowAnnotate':
      return { type: 'POLYLINE', points };
    case 'Bidirectional': {
      const [long, short] = byLength(points);
      return { type: 'POLYLINE', points: axis === 'short' ? short : long };
    }
    case 'EllipticalROI':
      // Handles are the ends of its axes; the major axis comes first (PS3.3 §C.18.6.1.1).
      return { type: 'ELLIPSE', points: byLength(points).flat() };
    case 'RectangleROI': {
      // Handles are its corners row by row; the outline goes round and is closed.
      const [a, b, c, d] = points as [Point3, Point3, Point3, Point3];
      return { type: 'POLYGON', points: [a, b, d, c, a] };
    }
  }
}

/** Two lines of two points each, the longer one first. */
function byLength(points: readonly Point3[]): [Point3[], Point3[]] {
  const lines = [points.slice(0, 2), points.slice(2, 4)] as [Point3[], Point3[]];
  return distance(lines[0]) >= distance(lines[1]) ? lines : [lines[1], lines[0]];
}

const distance = ([a, b]: Point3[]): number => Math.hypot(a![0] - b![0], a![1] - b![1], a![2] - b![2]);
const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, one, i) => sum + one * b[i]!, 0);

/**
 * Column and row of points in the patient, on a frame of an image. The centre of the first pixel is (0.5, 0.5). An image without a
 * place in the patient is its own: what the viewer draws on it is in its own plane, at (0, 0, 0), with its spacing or else 1.
 */
export function toPixels(points: readonly Point3[], { descriptor }: ImageFacts, frame: number): number[] {
  const own = descriptor.frames[frame - 1];
  const shape = descriptor.shape === null ? null : { ...descriptor.shape, ...own?.differs };
  const orientation = shape?.orientation ?? [1, 0, 0, 0, 1, 0];
  const [rowSpacing, columnSpacing] = shape?.pixelSpacing ?? [1, 1];
  const origin = own?.position ?? [0, 0, 0];
  return points.flatMap((point) => {
    const from = point.map((one, i) => one - origin[i]!);
    return [dot(from, orientation.slice(0, 3)) / columnSpacing + 0.5, dot(from, orientation.slice(3, 6)) / rowSpacing + 0.5];
  });
}

/** Of the images of a series, the one whose plane is nearest to a point; null where none has a place in the patient. */
export function nearest(images: readonly ImageFacts[], point: Point3): { image: ImageFacts; frame: number } | null {
  let best: { image: ImageFacts; frame: number; away: number } | null = null;
  for (const image of images) {
    for (const [i, { position, differs }] of image.descriptor.frames.entries()) {
      const orientation = differs?.orientation ?? image.descriptor.shape?.orientation;
      if (position === null || !orientation) continue;
      const [r, c] = [orientation.slice(0, 3), orientation.slice(3, 6)] as [number[], number[]];
      const normal = [r[1]! * c[2]! - r[2]! * c[1]!, r[2]! * c[0]! - r[0]! * c[2]!, r[0]! * c[1]! - r[1]! * c[0]!];
      const away = Math.abs(
        dot(
          point.map((one, k) => one - position[k]!),
          normal,
        ),
      );
      if (best === null || away < best.away) best = { image, frame: i + 1, away };
    }
  }
  return best;
}

import type { Point, Shape } from './phantom.ts';

/** A picture plane: position of the first pixel's centre, unit vectors along a row and down a column, mm between pixels. */
export interface Plane {
  origin: Point;
  row: Point;
  column: Point;
  spacing: number;
  size: number;
}

const OUTSIDE = -1000;
const dot = (a: Point, b: Point): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const minus = (a: Point, b: Point): Point => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
const cross = (a: Point, b: Point): Point => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];

/** HU of every pixel of a plane through the shapes, with seeded noise of the given standard deviation (HU). */
export function render(shapes: readonly Shape[], plane: Plane, noise: number, seed: number): Int16Array<ArrayBuffer> {
  const pixels = new Int16Array(plane.size * plane.size).fill(OUTSIDE);
  const normal = cross(plane.row, plane.column);
  for (const shape of shapes) paint(pixels, shape, plane, normal);
  addNoise(pixels, noise, seed);
  return pixels;
}

/** Bounding sphere of a shape: centre and radius, mm. */
function reach(shape: Shape): { centre: Point; radius: number } {
  if (shape.kind === 'ellipsoid') return { centre: shape.centre, radius: Math.max(...shape.radii) };
  const half = minus(shape.to, shape.from);
  return {
    centre: [(shape.from[0] + shape.to[0]) / 2, (shape.from[1] + shape.to[1]) / 2, (shape.from[2] + shape.to[2]) / 2],
    radius: Math.hypot(...half) / 2 + shape.radius,
  };
}

function paint(pixels: Int16Array, shape: Shape, plane: Plane, normal: Point): void {
  const { centre, radius } = reach(shape);
  const relative = minus(centre, plane.origin);
  if (Math.abs(dot(relative, normal)) > radius) return;
  const { size, spacing, origin, row, column } = plane;
  const [u, v, r] = [dot(relative, row) / spacing, dot(relative, column) / spacing, radius / spacing];
  const [x0, x1] = [Math.max(0, Math.floor(u - r)), Math.min(size - 1, Math.ceil(u + r))];
  const [y0, y1] = [Math.max(0, Math.floor(v - r)), Math.min(size - 1, Math.ceil(v + r))];
  const inside = shape.kind === 'ellipsoid' ? insideEllipsoid(shape) : insideTube(shape);
  for (let y = y0; y <= y1; y++) {
    const px = origin[0] + y * spacing * column[0];
    const py = origin[1] + y * spacing * column[1];
    const pz = origin[2] + y * spacing * column[2];
    for (let x = x0; x <= x1; x++) {
      const d = x * spacing;
      if (inside(px + d * row[0], py + d * row[1], pz + d * row[2])) pixels[y * size + x] = shape.hu;
    }
  }
}

function insideEllipsoid({ centre: [cx, cy, cz], radii: [a, b, c] }: Extract<Shape, { kind: 'ellipsoid' }>) {
  return (x: number, y: number, z: number): boolean => ((x - cx) / a) ** 2 + ((y - cy) / b) ** 2 + ((z - cz) / c) ** 2 <= 1;
}

function insideTube({ from, to, radius }: Extract<Shape, { kind: 'tube' }>) {
  const [dx, dy, dz] = minus(to, from);
  const length2 = dx * dx + dy * dy + dz * dz;
  return (x: number, y: number, z: number): boolean => {
    const [rx, ry, rz] = [x - from[0], y - from[1], z - from[2]];
    const t = Math.min(1, Math.max(0, (rx * dx + ry * dy + rz * dz) / length2));
    return (rx - t * dx) ** 2 + (ry - t * dy) ** 2 + (rz - t * dz) ** 2 <= radius * radius;
  };
}

/** Sum of two uniform values of a linear congruential generator: near enough to what a detector does. */
function addNoise(pixels: Int16Array, deviation: number, seed: number): void {
  let state = (seed * 2654435761) >>> 0;
  const scale = (deviation * Math.sqrt(6)) / 2 ** 31;
  for (let i = 0; i < pixels.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const first = state;
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    pixels[i] = Math.max(-1024, pixels[i]! + ((first + state) / 2 - 2 ** 31) * scale);
  }
}

/** 5 × 7 letters, a number a row, highest bit left. */
const LETTERS: Record<string, number[]> = {
  S: [14, 17, 16, 14, 1, 17, 14],
  Y: [17, 17, 10, 4, 4, 4, 4],
  N: [17, 25, 21, 19, 17, 17, 17],
  T: [31, 4, 4, 4, 4, 4, 4],
  H: [17, 17, 17, 31, 17, 17, 17],
  E: [31, 16, 16, 30, 16, 16, 31],
  I: [14, 4, 4, 4, 4, 4, 14],
  C: [14, 17, 16, 16, 16, 17, 14],
};

/** Writes a word into the pixels themselves: it stays there whatever is done with the picture. */
export function stamp(pixels: Int16Array, size: number, word: string, hu: number): void {
  const scale = 3;
  const left = Math.floor((size - word.length * 6 * scale) / 2);
  const top = size - 9 * scale;
  for (const [i, letter] of [...word].entries()) {
    for (const [y, bits] of LETTERS[letter]!.entries()) {
      for (let x = 0; x < 5; x++) if (bits & (16 >> x)) fill(pixels, size, left + (i * 6 + x) * scale, top + y * scale, scale, hu);
    }
  }
}

function fill(pixels: Int16Array, size: number, left: number, top: number, side: number, hu: number): void {
  for (let y = top; y < top + side; y++) for (let x = left; x < left + side; x++) pixels[y * size + x] = hu;
}

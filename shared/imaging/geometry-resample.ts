import type { Pile, Vector3 } from './geometry.ts';
import { dot } from './order.ts';

/** A box of voxels: value (i, j, k) at index (k · height + j) · width + i. */
export interface Box {
  /** width, height, depth in voxels. */
  dimensions: Vector3;
  /** mm between voxels along each index. */
  spacing: Vector3;
  /** Of voxel (0, 0, 0), mm. */
  origin: Vector3;
  /** Three unit vectors, one after the other. */
  direction: number[];
}

/** No plane of a resampled box is thinner than this, mm: thinner ones would only repeat their neighbours. */
const LEAST_GAP_MM = 1;
/** … nor are there more of them than this. */
const MOST_PLANES = 400;

/** The box that holds a tilted or uneven pile whole: same in-plane grid, even gaps, wide enough for every slice's shift. */
export function boxFor(pile: Pile): Box {
  const shifts = shiftsOf(pile);
  const [left, right] = [Math.floor(Math.min(...shifts.map(([u]) => u))), Math.ceil(Math.max(...shifts.map(([u]) => u)))];
  const [top, bottom] = [Math.floor(Math.min(...shifts.map(([, v]) => v))), Math.ceil(Math.max(...shifts.map(([, v]) => v)))];
  const gaps = pile.depths.slice(1).map((depth, i) => depth - pile.depths[i]!);
  const extent = pile.depths.at(-1)! - pile.depths[0]!;
  const gap = Math.max(Math.min(...gaps), LEAST_GAP_MM, extent / MOST_PLANES);
  const [rowSpacing, columnSpacing] = pile.spacing;
  const first = pile.positions[0]!;
  return {
    dimensions: [pile.columns + right - left, pile.rows + bottom - top, Math.floor(extent / gap + 1e-6) + 1],
    spacing: [columnSpacing, rowSpacing, gap],
    origin: first.map((value, axis) => value + pile.row[axis]! * columnSpacing * left + pile.column[axis]! * rowSpacing * top) as Vector3,
    direction: [...pile.row, ...pile.column, ...pile.normal],
  };
}

/**
 * Fills the box: each plane is a linear blend of the two slices about it, each shifted within its plane to where it was acquired, so that
 * every voxel has the value at its own millimetre. Where no slice reaches, `fill`. Exact for any linear field.
 */
export function resample<T extends Int16Array | Uint16Array | Float32Array>(
  pile: Pile,
  box: Box,
  slices: readonly ArrayLike<number>[],
  out: T,
  fill: number,
): T {
  const [width, height, depth] = box.dimensions;
  const shifts = shiftsOf(pile);
  const [left, top] = [Math.floor(Math.min(...shifts.map(([u]) => u))), Math.floor(Math.min(...shifts.map(([, v]) => v)))];
  const whole = !(out instanceof Float32Array);
  const [lower, upper] = [new Float32Array(width * height), new Float32Array(width * height)];
  let at = -1;
  for (let k = 0; k < depth; k += 1) {
    const z = Math.min(pile.depths[0]! + k * box.spacing[2], pile.depths.at(-1)!);
    const below = lastAtMost(pile.depths, z);
    if (below !== at) {
      at = below;
      shifted(pile, slices[below]!, shifts[below]!, [left, top], [width, height], fill, lower);
      shifted(pile, slices[below + 1]!, shifts[below + 1]!, [left, top], [width, height], fill, upper);
    }
    const share = (z - pile.depths[below]!) / (pile.depths[below + 1]! - pile.depths[below]!);
    const from = k * width * height;
    for (let i = 0; i < lower.length; i += 1) {
      const value = lower[i]! + share * (upper[i]! - lower[i]!);
      out[from + i] = whole ? Math.round(value) : value;
    }
  }
  return out;
}

/** Index of the slice at or below a depth; never the last, so that there is always one above. */
function lastAtMost(depths: readonly number[], z: number): number {
  let i = 0;
  while (i < depths.length - 2 && depths[i + 1]! <= z) i += 1;
  return i;
}

/** Shift of each slice against the first, in columns and rows. */
function shiftsOf(pile: Pile): [number, number][] {
  const [rowSpacing, columnSpacing] = pile.spacing;
  return pile.positions.map((position) => {
    const from = position.map((value, axis) => value - pile.positions[0]![axis]!);
    return [dot(from, pile.row) / columnSpacing, dot(from, pile.column) / rowSpacing];
  });
}

/** One slice on the grid of the box: bilinear, as the shift is seldom whole. */
function shifted(
  pile: Pile,
  slice: ArrayLike<number>,
  shift: readonly number[],
  corner: readonly number[],
  size: readonly number[],
  fill: number,
  out: Float32Array,
): void {
  const { rows, columns } = pile;
  const [width, height] = size as [number, number];
  const [fu, fv] = [shift[0]! - corner[0]!, shift[1]! - corner[1]!];
  // A shift that is whole but for rounding must not smear the edge.
  const [iu, iv] = [Math.floor(fu + 1e-9), Math.floor(fv + 1e-9)];
  const [ru, rv] = [Math.max(0, fu - iu), Math.max(0, fv - iv)];
  const read = (x: number, y: number): number => (x < 0 || y < 0 || x >= columns || y >= rows ? fill : slice[y * columns + x]!);
  for (let j = 0; j < height; j += 1) {
    const y = j - iv;
    for (let i = 0; i < width; i += 1) {
      const x = i - iu;
      const here = ru === 0 ? read(x, y) : read(x, y) * (1 - ru) + read(x - 1, y) * ru;
      if (rv === 0) out[j * width + i] = here;
      else {
        const above = ru === 0 ? read(x, y - 1) : read(x, y - 1) * (1 - ru) + read(x - 1, y - 1) * ru;
        out[j * width + i] = here * (1 - rv) + above * rv;
      }
    }
  }
}

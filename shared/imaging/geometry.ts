import { dot, normalOf, type PlacedFrame, sameDirection } from './order.ts';

export type Vector3 = [number, number, number];

/** A series as a pile of parallel slices. Lengths in mm, directions in patient coordinates (LPS, PS3.3 §C.7.6.2.1.1). */
export interface Pile {
  rows: number;
  columns: number;
  /** [between rows, between columns]. */
  spacing: readonly [number, number];
  /** Direction of a row (towards higher columns), of a column (towards higher rows), and their cross product. */
  row: Vector3;
  column: Vector3;
  normal: Vector3;
  /** Frame ids along the normal, with the position of each slice's first pixel. */
  ids: readonly number[];
  positions: readonly Vector3[];
  /** Of each slice along the normal; ascending. */
  depths: readonly number[];
}

/** Why a pile is no box: each of these can be put right by resampling. */
export type Flaw = { kind: 'tilted'; degrees: number; shift: number } | { kind: 'uneven'; least: number; greatest: number };

/** Why planes cannot be reformatted at all. */
export type Refusal =
  | { kind: 'too-few'; slices: number }
  | { kind: 'not-described' }
  | { kind: 'no-spacing' }
  | { kind: 'no-position' }
  | { kind: 'no-frame-of-reference' }
  | { kind: 'mixed'; what: 'matrix' | 'spacing' | 'orientation' | 'frame-of-reference' | 'values' }
  | { kind: 'colour' }
  | { kind: 'duplicate'; number: number }
  | { kind: 'missing'; after: number; gap: number };

export type Audit =
  | { verdict: 'box'; pile: Pile; gap: number }
  | { verdict: 'resample'; pile: Pile; flaws: Flaw[] }
  | { verdict: 'refused'; refusal: Refusal };

/** Fewer slices make no planes worth looking at. */
export const LEAST_SLICES = 4;
/** Gaps that differ by no more than this and this share of the usual gap are even, mm. */
const EVEN_MM = 0.01;
const EVEN_SHARE = 0.02;
/** A gap this many times its neighbours' is a hole, unless the numbers of the slices go on across it. */
const HOLE = 1.6;
const SAME_SPACING_MM = 1e-3;

/**
 * What may be done with a series before any plane is reformatted, any slab projected, and any "slices × mm" computed. A volume built
 * from a pile that is no box is silently wrong (up to 48 mm in a real head CT), so: a box is used as it is, a tilted or uneven pile is
 * resampled, and what cannot be right is refused.
 */
export function audit(frames: readonly PlacedFrame[]): Audit {
  const refused = (refusal: Refusal): Audit => ({ verdict: 'refused', refusal });
  if (frames.length < LEAST_SLICES) return refused({ kind: 'too-few', slices: frames.length });
  const first = frames[0]!.shape;
  const flaw = first ? incomparable(frames) : ({ kind: 'not-described' } as const);
  if (!first || flaw) return refused(flaw ?? { kind: 'not-described' });
  const normal = normalOf(first.orientation!);
  const sorted = frames.map((placed) => ({ placed, depth: dot(placed.frame.position!, normal) })).sort((a, b) => a.depth - b.depth);
  const depths = sorted.map(({ depth }) => depth);
  const gaps = depths.slice(1).map((depth, i) => depth - depths[i]!);
  const usual = [...gaps].sort((a, b) => a - b)[gaps.length >> 1]!;
  const numbers = sorted.map(({ placed }) => placed.frame.number);
  const twin = gaps.findIndex((gap) => gap < EVEN_MM);
  if (twin >= 0) return refused({ kind: 'duplicate', number: twin + 1 });
  const hole = gaps.findIndex((gap, i) =>
    isHole(gap, gaps[i - 1] ?? gaps[i + 1]!, gaps[i + 1] ?? gaps[i - 1]!, usual, numbers[i], numbers[i + 1]),
  );
  if (hole >= 0) return refused({ kind: 'missing', after: hole + 1, gap: gaps[hole]! });

  const pile: Pile = {
    rows: first.rows,
    columns: first.columns,
    spacing: first.pixelSpacing!,
    row: first.orientation!.slice(0, 3) as Vector3,
    column: first.orientation!.slice(3, 6) as Vector3,
    normal,
    ids: sorted.map(({ placed }) => placed.frame.id),
    positions: sorted.map(({ placed }) => placed.frame.position!),
    depths,
  };
  const flaws = flawsOf(pile, gaps, usual);
  return flaws.length === 0
    ? { verdict: 'box', pile, gap: (depths.at(-1)! - depths[0]!) / gaps.length }
    : { verdict: 'resample', pile, flaws };
}

function isHole(
  gap: number,
  before: number,
  after: number,
  usual: number,
  from: number | null | undefined,
  to: number | null | undefined,
): boolean {
  if (gap < HOLE * Math.max(before, after) || gap < HOLE * usual) return false;
  return from == null || to == null || Math.abs(to - from) !== 1;
}

function flawsOf(pile: Pile, gaps: readonly number[], usual: number): Flaw[] {
  const flaws: Flaw[] = [];
  // How far a slice lies beside the straight pile on the first; the worst one counts.
  let shift = 0;
  let along = 1;
  for (const [i, position] of pile.positions.entries()) {
    const from = position.map((value, axis) => value - pile.positions[0]![axis]!);
    const beside = Math.hypot(dot(from, pile.row), dot(from, pile.column));
    if (beside > shift) {
      shift = beside;
      along = pile.depths[i]! - pile.depths[0]!;
    }
  }
  if (shift > 0.5 * Math.min(...pile.spacing)) flaws.push({ kind: 'tilted', degrees: (Math.atan2(shift, along) * 180) / Math.PI, shift });
  const [least, greatest] = [Math.min(...gaps), Math.max(...gaps)];
  if (greatest - least > EVEN_MM + EVEN_SHARE * usual) flaws.push({ kind: 'uneven', least, greatest });
  return flaws;
}

/** Why the frames are no pile at all; null when they are. */
function incomparable(frames: readonly PlacedFrame[]): Refusal | null {
  const first = frames[0]!.shape!;
  for (const { frame, shape } of frames) {
    if (!shape) return { kind: 'not-described' };
    if (shape.samples !== 1) return { kind: 'colour' };
    if (!shape.pixelSpacing || shape.spacingSource !== 'patient') return { kind: 'no-spacing' };
    if (!frame.position || !shape.orientation) return { kind: 'no-position' };
    if (!shape.frameOfReferenceUid) return { kind: 'no-frame-of-reference' };
    if (shape.rows !== first.rows || shape.columns !== first.columns) return { kind: 'mixed', what: 'matrix' };
    if (shape.pixelSpacing.some((value, i) => Math.abs(value - first.pixelSpacing![i]!) > SAME_SPACING_MM))
      return { kind: 'mixed', what: 'spacing' };
    if (!sameDirection(shape.orientation, first.orientation!)) return { kind: 'mixed', what: 'orientation' };
    if (shape.frameOfReferenceUid !== first.frameOfReferenceUid) return { kind: 'mixed', what: 'frame-of-reference' };
    if (shape.unit !== first.unit || shape.photometric !== first.photometric) return { kind: 'mixed', what: 'values' };
  }
  return null;
}

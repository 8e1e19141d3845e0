type Vector = readonly [number, number, number];

/** Distance from slice to slice along the table, mm, and the angle of that way to the slices' normal (a tilted gantry), degrees. */
export interface TableStep {
  spacingMm: number;
  tiltDegrees: number;
}

/**
 * From Image Position (0020,0032) of each slice and the common Image Orientation (0020,0037) (PS3.3 §C.7.6.2.1.1): never from the slice thickness.
 * Null for fewer than two slices.
 */
export function tableStep(positions: readonly Vector[], orientation: readonly number[]): TableStep | null {
  const [rx = 0, ry = 0, rz = 0, cx = 0, cy = 0, cz = 0] = orientation;
  const normal: Vector = [ry * cz - rz * cy, rz * cx - rx * cz, rx * cy - ry * cx];
  const along = (p: Vector) => p[0] * normal[0] + p[1] * normal[1] + p[2] * normal[2];
  const sorted = positions.toSorted((a, b) => along(a) - along(b));
  const steps = sorted.slice(1).map((p, i) => {
    const before = sorted[i]!;
    const step: Vector = [p[0] - before[0], p[1] - before[1], p[2] - before[2]];
    return { length: Math.hypot(...step), across: along(step) };
  });
  if (steps.length === 0) return null;
  const middle = steps.toSorted((a, b) => a.length - b.length)[Math.floor(steps.length / 2)]!;
  if (middle.length === 0) return null;
  const cosine = Math.min(1, Math.abs(middle.across) / middle.length);
  return { spacingMm: middle.length, tiltDegrees: (Math.acos(cosine) * 180) / Math.PI };
}

/** Where a frame says it lies. */
export interface SlicePlace {
  orientation: readonly number[] | null;
  position: readonly [number, number, number] | null;
  number: number | null;
  frame: number;
}

/** Cosine of the angle to the patient's head-foot axis above which a plane counts as axial; a tilted gantry (to 30°) still does. */
const AXIAL_COSINE = 0.8;

/**
 * Slices along their normal, feet to head for axial ones; by instance and frame number where geometry is missing.
 * `heights` are mm along the normal, for axial series only.
 */
export function sliceOrder(places: readonly SlicePlace[]): { order: number[]; heights: number[] | null } {
  const indices = places.map((_, i) => i);
  const first = places.find((place) => place.orientation !== null)?.orientation;
  const byNumber = (a: number, b: number) => (places[a]!.number ?? 0) - (places[b]!.number ?? 0) || places[a]!.frame - places[b]!.frame;
  if (first === undefined || first === null || places.some((place) => place.position === null))
    return { order: indices.sort(byNumber), heights: null };
  const [a, b, c, d, e, f] = first as [number, number, number, number, number, number];
  let normal: [number, number, number] = [b * f - c * e, c * d - a * f, a * e - b * d];
  if (normal[2] < 0) normal = [-normal[0], -normal[1], -normal[2]];
  const along = places.map(({ position }) => position![0] * normal[0] + position![1] * normal[1] + position![2] * normal[2]);
  const order = indices.sort((x, y) => along[x]! - along[y]! || byNumber(x, y));
  return { order, heights: normal[2] >= AXIAL_COSINE ? order.map((i) => along[i]!) : null };
}

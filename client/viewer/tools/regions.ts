/** Column, row. */
export type PlanePoint = [number, number];

export interface Region {
  /** Left, top, right, bottom. */
  box: readonly [number, number, number, number];
  contains(point: PlanePoint): boolean;
}

const boxOf = (points: readonly PlanePoint[]): Region['box'] => {
  const [columns, rows] = [points.map(([column]) => column), points.map(([, row]) => row)];
  return [Math.min(...columns), Math.min(...rows), Math.max(...columns), Math.max(...rows)];
};

/** An ellipse by the ends of its two axes: [top, bottom, left, right], turned or not. */
export function ellipseContains(ends: readonly PlanePoint[]): Region {
  const [top, bottom, left, right] = ends as [PlanePoint, PlanePoint, PlanePoint, PlanePoint];
  const centre: PlanePoint = [(top[0] + bottom[0] + left[0] + right[0]) / 4, (top[1] + bottom[1] + left[1] + right[1]) / 4];
  const half = (a: PlanePoint, b: PlanePoint): PlanePoint => [(b[0] - a[0]) / 2, (b[1] - a[1]) / 2];
  const [u, v] = [half(left, right), half(top, bottom)];
  const [uu, vv] = [u[0] * u[0] + u[1] * u[1], v[0] * v[0] + v[1] * v[1]];
  // Half the extent of a turned ellipse along columns and rows.
  const extent: PlanePoint = [Math.hypot(u[0], v[0]), Math.hypot(u[1], v[1])];
  return {
    box: [centre[0] - extent[0], centre[1] - extent[1], centre[0] + extent[0], centre[1] + extent[1]],
    contains: ([column, row]) => {
      const d: PlanePoint = [column - centre[0], row - centre[1]];
      const [alongU, alongV] = [(d[0] * u[0] + d[1] * u[1]) / uu, (d[0] * v[0] + d[1] * v[1]) / vv];
      return uu > 0 && vv > 0 && alongU * alongU + alongV * alongV <= 1;
    },
  };
}

/** A rectangle by its four corners; it may be turned by the picture's own turn. */
export function rectangleContains(corners: readonly PlanePoint[]): Region {
  const [a, b, c] = corners as [PlanePoint, PlanePoint, PlanePoint, PlanePoint];
  const [u, v]: [PlanePoint, PlanePoint] = [
    [b[0] - a[0], b[1] - a[1]],
    [c[0] - a[0], c[1] - a[1]],
  ];
  const [uu, vv] = [u[0] * u[0] + u[1] * u[1], v[0] * v[0] + v[1] * v[1]];
  return {
    box: boxOf(corners),
    contains: ([column, row]) => {
      const d: PlanePoint = [column - a[0], row - a[1]];
      const [s, t] = [(d[0] * u[0] + d[1] * u[1]) / uu, (d[0] * v[0] + d[1] * v[1]) / vv];
      return uu > 0 && vv > 0 && s >= 0 && s <= 1 && t >= 0 && t <= 1;
    },
  };
}

import type { Mark, Point3 } from '../protocol/marks.ts';

/** A value of a mark that follows from its points alone; units are UCUM codes. */
export interface MarkValue {
  name: string;
  value: number;
  unit: 'mm' | 'mm2' | 'deg';
}

const distance = (a: Point3, b: Point3): number => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
const rounded = (value: number): number => Math.round(value * 100) / 100;

/** Lengths, angles and areas in the patient's millimetres; what needs pixels (mean density) is not among them. */
export function markValues({ tool, points }: Pick<Mark, 'tool' | 'points'>): MarkValue[] {
  const [a, b, c, d] = points;
  const length = (name: string, from: Point3, to: Point3): MarkValue => ({ name, value: rounded(distance(from, to)), unit: 'mm' });
  switch (tool) {
    case 'Length':
      return a && b ? [length('Length', a, b)] : [];
    case 'Bidirectional':
      return a && b && c && d ? axes(length('Long axis', a, b), length('Short axis', c, d)) : [];
    case 'Angle':
      return a && b && c ? [{ name: 'Angle', value: rounded(angleAt(b, a, c)), unit: 'deg' }] : [];
    case 'EllipticalROI':
      return a && b && c && d ? [{ name: 'Area', value: rounded((Math.PI * distance(a, b) * distance(c, d)) / 4), unit: 'mm2' }] : [];
    case 'RectangleROI':
      return a && b && c ? [{ name: 'Area', value: rounded(distance(a, b) * distance(a, c)), unit: 'mm2' }] : [];
    default:
      return [];
  }
}

/** Which of two lines is the long one shows when both are drawn. */
const axes = (one: MarkValue, other: MarkValue): MarkValue[] =>
  one.value >= other.value
    ? [one, other]
    : [
        { ...one, value: other.value },
        { ...other, value: one.value },
      ];

/** Degrees between the ways from `at` to the two others. */
function angleAt(at: Point3, one: Point3, other: Point3): number {
  const [u, v] = [one, other].map((p): Point3 => [p[0] - at[0], p[1] - at[1], p[2] - at[2]]) as [Point3, Point3];
  const cosine = (u[0] * v[0] + u[1] * v[1] + u[2] * v[2]) / (Math.hypot(...u) * Math.hypot(...v));
  return (Math.acos(Math.min(1, Math.max(-1, cosine))) * 180) / Math.PI;
}

import { dot } from '#shared/imaging/order.ts';
import type { MarkTool } from '#shared/protocol/marks.ts';
import type { FrameDescriptor, FrameShape } from '#shared/protocol/stream.ts';
import { subtract } from '../panes/geometry.ts';
import type { PixelArray } from '../stream/messages.ts';
import { words } from '../words.ts';
import { ellipseContains, type PlanePoint, type Region, rectangleContains } from './regions.ts';

type Vector = readonly number[];

/** What a measurement is taken from. */
export interface Ground {
  shape: FrameShape;
  frame: FrameDescriptor | null;
  /** Values in the unit of the series; null unless they are final. */
  pixels: PixelArray | null;
}

/**
 * The value of a mark in words; null while only a preview is here ("waiting for lossless"). Lengths and angles come from the points
 * alone; grey values only from final pixels. Where the picture has no scale, lengths are counted in pixels and say so; where the scale
 * is that of the detector (PS3.3 §10.7.1.3), they are flagged.
 */
export function measure(tool: MarkTool, points: readonly Vector[], ground: Ground): string | null {
  switch (tool) {
    case 'Length': {
      return length(points[0]!, points[1]!, ground);
    }
    case 'Bidirectional': {
      const [long, short] = [
        [points[0]!, points[1]!],
        [points[2]!, points[3]!],
      ]
        .map(([a, b]) => distance(a!, b!))
        .sort((a, b) => b - a);
      return flagged(`${fixed(long!)} × ${fixed(short!)}`, ground);
    }
    case 'Angle': {
      return `${fixed(angle(points[0]!, points[1]!, points[2]!))}°`;
    }
    case 'Probe': {
      return probe(points[0]!, ground);
    }
    case 'EllipticalROI':
    case 'RectangleROI': {
      return region(tool, points, ground);
    }
    case 'ArrowAnnotate': {
      return '';
    }
  }
}

export const distance = (a: Vector, b: Vector): number => Math.hypot(...subtract(a, b));

/** Angle at `corner`, degrees. */
export function angle(a: Vector, corner: Vector, b: Vector): number {
  const [u, v] = [subtract(a, corner), subtract(b, corner)];
  const lengths = Math.hypot(...u) * Math.hypot(...v);
  return lengths === 0 ? 0 : (Math.acos(Math.min(1, Math.max(-1, dot(u, v) / lengths))) * 180) / Math.PI;
}

const fixed = (value: number): string => value.toFixed(1);

const length = (a: Vector, b: Vector, ground: Ground): string => flagged(fixed(distance(a, b)), ground);

function flagged(text: string, { shape }: Ground): string {
  if (shape.spacingSource === 'none' || shape.pixelSpacing === null) return `${text} px (${words.noScale})`;
  return shape.spacingSource === 'detector' ? `${text} mm (${words.notCalibrated})` : `${text} mm`;
}

/** Column and row of a point in the patient; fractions count from the centre of a pixel. */
export function toPixel(point: Vector, { shape, frame }: Ground): PlanePoint {
  const orientation = shape.orientation ?? [1, 0, 0, 0, 1, 0];
  const [rowSpacing, columnSpacing] = shape.pixelSpacing ?? [1, 1];
  const from = subtract(point, frame?.position ?? [0, 0, 0]);
  return [dot(from, orientation.slice(0, 3)) / columnSpacing, dot(from, orientation.slice(3, 6)) / rowSpacing];
}

function probe(point: Vector, ground: Ground): string | null {
  const { shape, pixels } = ground;
  if (!pixels) return null;
  const [column, row] = toPixel(point, ground).map(Math.round) as [number, number];
  if (column < 0 || row < 0 || column >= shape.columns || row >= shape.rows) return words.outside;
  const at = row * shape.columns + column;
  if (shape.samples === 3) return `${pixels[at * 3]} ${pixels[at * 3 + 1]} ${pixels[at * 3 + 2]}`;
  return `${Math.round(pixels[at]!)} ${shape.unit}`.trim();
}

export interface Statistics {
  mean: number;
  deviation: number;
  least: number;
  greatest: number;
  pixels: number;
}

/** Statistics over the pixels whose centre lies within a region; null when there is none. */
export function statistics(region: Region, shape: Pick<FrameShape, 'rows' | 'columns'>, pixels: PixelArray): Statistics | null {
  let [count, sum, squares] = [0, 0, 0];
  let least = Number.POSITIVE_INFINITY;
  let greatest = Number.NEGATIVE_INFINITY;
  const [left, top, right, bottom] = region.box;
  for (let row = Math.max(0, Math.ceil(top)); row <= Math.min(shape.rows - 1, Math.floor(bottom)); row += 1) {
    for (let column = Math.max(0, Math.ceil(left)); column <= Math.min(shape.columns - 1, Math.floor(right)); column += 1) {
      if (!region.contains([column, row])) continue;
      const value = pixels[row * shape.columns + column]!;
      count += 1;
      sum += value;
      squares += value * value;
      if (value < least) least = value;
      if (value > greatest) greatest = value;
    }
  }
  if (count === 0) return null;
  const mean = sum / count;
  return { mean, deviation: Math.sqrt(Math.max(0, squares / count - mean * mean)), least, greatest, pixels: count };
}

function region(tool: 'EllipticalROI' | 'RectangleROI', points: readonly Vector[], ground: Ground): string | null {
  const { shape, pixels, frame } = ground;
  if (!frame || shape.samples === 3) return area(tool, points, ground);
  if (!pixels) return null;
  const corners = points.map((point) => toPixel(point, ground));
  const found = statistics(tool === 'EllipticalROI' ? ellipseContains(corners) : rectangleContains(corners), shape, pixels);
  if (!found) return words.outside;
  const unit = shape.unit === '' ? '' : ` ${shape.unit}`;
  const values = `${words.mean} ${fixed(found.mean)}${unit} · ${words.deviation} ${fixed(found.deviation)} · ${Math.round(found.least)} ${words.to} ${Math.round(found.greatest)}`;
  return `${values} · ${area(tool, points, ground)}`;
}

function area(tool: 'EllipticalROI' | 'RectangleROI', points: readonly Vector[], ground: Ground): string {
  const { shape } = ground;
  // An ellipse's handles are the ends of its axes; a rectangle's are its corners, row by row.
  const [a, b] =
    tool === 'EllipticalROI'
      ? [distance(points[0]!, points[1]!), distance(points[2]!, points[3]!)]
      : [distance(points[0]!, points[1]!), distance(points[0]!, points[2]!)];
  const value = (tool === 'EllipticalROI' ? (Math.PI / 4) * a * b : a * b).toFixed(0);
  if (shape.pixelSpacing === null) return `${value} px²`;
  return shape.spacingSource === 'detector' ? `${value} mm² (${words.notCalibrated})` : `${value} mm²`;
}

import type { FrameShape } from '#shared/protocol/stream.ts';
import { defaultWindow } from '../cornerstone/make-image.ts';
import type { PixelArray } from '../stream/messages.ts';

/**
 * RGBA of a picture made small enough for a square of `side` pixels, with its own proportions in millimetres and the window of its
 * series. `values`: rescaled, as the image bank holds them.
 */
export function thumbnailPixels(
  values: PixelArray,
  shape: FrameShape,
  side: number,
): { data: Uint8ClampedArray<ArrayBuffer>; width: number; height: number } {
  const { rows, columns, samples } = shape;
  const [rowSpacing, columnSpacing] = shape.pixelSpacing ?? [1, 1];
  const scale = side / Math.max(rows * rowSpacing, columns * columnSpacing);
  const width = Math.max(1, Math.round(columns * columnSpacing * scale));
  const height = Math.max(1, Math.round(rows * rowSpacing * scale));
  const grey = greyOf(shape);
  const data = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const at = Math.floor(((y + 0.5) * rows) / height) * columns + Math.floor(((x + 0.5) * columns) / width);
      const into = (y * width + x) * 4;
      for (let channel = 0; channel < 3; channel += 1) data[into + channel] = samples === 3 ? values[at * 3 + channel]! : grey(values[at]!);
      data[into + 3] = 255;
    }
  }
  return { data, width, height };
}

/** Grey of a value (PS3.3 §C.11.2.1.2.1, linear). */
function greyOf(shape: FrameShape): (value: number) => number {
  const { center, width } = defaultWindow(shape);
  const negative = shape.photometric === 'MONOCHROME1';
  return (value) => {
    const grey = ((value - (center - 0.5)) / Math.max(1, width - 1) + 0.5) * 255;
    return negative ? 255 - grey : grey;
  };
}

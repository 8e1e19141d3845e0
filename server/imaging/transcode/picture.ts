import type { PixelAttributes } from '../catalogue/pixel-attributes.ts';
import { encodeJpeg } from './decode.ts';
import type { Wanted, Window } from './job.ts';
import type { Picture } from './normalise.ts';

/** A JPEG for people and for software that only shows (WADO-RS rendered, thumbnail). Never for reading: it says so in its scope. */
export function drawPicture(picture: Picture, p: PixelAttributes, want: Extract<Wanted, { kind: 'picture' }>): Promise<Uint8Array> {
  const values = picture.samples === 3 ? picture.bytes : windowed(picture, p, want.window, want.rescale);
  const scale = want.maxSide === null ? 1 : Math.min(1, want.maxSide / Math.max(p.rows, p.columns));
  const rows = Math.max(1, Math.round(p.rows * scale));
  const columns = Math.max(1, Math.round(p.columns * scale));
  return encodeJpeg(resize(values, p.rows, p.columns, picture.samples, rows, columns), rows, columns, picture.samples);
}

/** Linear window (PS3.3 §C.11.2.1.2.1) over modality values; without one, the range of the picture. */
function windowed(
  picture: Picture,
  p: PixelAttributes,
  given: Window | null,
  { slope, intercept }: { slope: number; intercept: number },
): Uint8Array {
  const values = typed(picture);
  const window = given ?? rangeOf(values, slope, intercept);
  const low = window.center - 0.5 - (window.width - 1) / 2;
  const span = Math.max(1, window.width - 1);
  const invert = p.photometric === 'MONOCHROME1';
  const out = new Uint8ClampedArray(values.length);
  for (let i = 0; i < values.length; i++) {
    const grey = ((values[i]! * slope + intercept - low) / span) * 255;
    out[i] = invert ? 255 - grey : grey;
  }
  return new Uint8Array(out.buffer);
}

function typed(picture: Picture): Int16Array | Uint16Array | Int8Array | Uint8Array {
  const { buffer } = picture.bytes.slice();
  if (picture.bits > 8) return picture.signed ? new Int16Array(buffer) : new Uint16Array(buffer);
  return picture.signed ? new Int8Array(buffer) : new Uint8Array(buffer);
}

function rangeOf(values: ArrayLike<number>, slope: number, intercept: number): Window {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    if (values[i]! < min) min = values[i]!;
    if (values[i]! > max) max = values[i]!;
  }
  const [a, b] = [min * slope + intercept, max * slope + intercept];
  return { center: (a + b) / 2, width: Math.max(1, Math.abs(b - a)) };
}

/** Nearest neighbour: quick, and nobody measures on a thumbnail. */
function resize(bytes: Uint8Array, rows: number, columns: number, samples: number, toRows: number, toColumns: number): Uint8Array {
  if (rows === toRows && columns === toColumns) return bytes;
  const out = new Uint8Array(toRows * toColumns * samples);
  for (let y = 0; y < toRows; y++) {
    const from = Math.floor((y * rows) / toRows) * columns;
    for (let x = 0; x < toColumns; x++) {
      const source = (from + Math.floor((x * columns) / toColumns)) * samples;
      for (let c = 0; c < samples; c++) out[(y * toColumns + x) * samples + c] = bytes[source + c]!;
    }
  }
  return out;
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FrameShape } from '#shared/protocol/stream.ts';
import { SHAPE } from '../testing/series.ts';
import { type Ground, measure, statistics, toPixel } from './measure.ts';
import { ellipseContains } from './regions.ts';

const frame = { id: 1, series: 's', sop: 'p', frame: 1, number: 1, position: [10, 20, 30] as [number, number, number] };
const ground = (shape: Partial<FrameShape> = {}, pixels: Ground['pixels'] = null): Ground => ({
  shape: { ...SHAPE, rows: 40, columns: 40, pixelSpacing: [0.5, 0.25], ...shape },
  frame,
  pixels,
});

describe('[VW25] lengths', () => {
  it('are millimetres in the patient', () => {
    expect(
      measure(
        'Length',
        [
          [0, 0, 0],
          [3, 4, 0],
        ],
        ground(),
      ),
    ).toBe('5.0 mm');
    expect(
      measure(
        'Bidirectional',
        [
          [0, 0, 0],
          [3, 0, 0],
          [0, 0, 0],
          [0, 8, 0],
        ],
        ground(),
      ),
    ).toBe('8.0 × 3.0 mm');
  });

  it('are flagged when the scale is that of the detector, and pixels when there is none', () => {
    expect(
      measure(
        'Length',
        [
          [0, 0, 0],
          [3, 4, 0],
        ],
        ground({ spacingSource: 'detector' }),
      ),
    ).toBe('5.0 mm (not calibrated)');
    expect(
      measure(
        'Length',
        [
          [0, 0, 0],
          [3, 4, 0],
        ],
        ground({ spacingSource: 'none', pixelSpacing: null }),
      ),
    ).toBe('5.0 px (no scale)');
  });

  it('angles need no scale', () => {
    expect(
      measure(
        'Angle',
        [
          [1, 0, 0],
          [0, 0, 0],
          [0, 1, 0],
        ],
        ground(),
      ),
    ).toBe('90.0°');
  });
});

describe('[VW4] grey values', () => {
  const pixels = Int16Array.from({ length: 1600 }, (_, i) => (i % 40) + 100 * (Math.floor(i / 40) % 2));

  it('are not taken from a preview', () => {
    expect(measure('Probe', [[10, 20, 30]], ground())).toBeNull();
    expect(
      measure(
        'EllipticalROI',
        [
          [12, 21, 30],
          [12, 25, 30],
          [11, 23, 30],
          [13, 23, 30],
        ],
        ground(),
      ),
    ).toBeNull();
    expect(
      measure(
        'RectangleROI',
        [
          [10, 20, 30],
          [12, 20, 30],
          [10, 22, 30],
          [12, 22, 30],
        ],
        ground(),
      ),
    ).toBeNull();
  });

  it('are read at the pixel of the point, whichever way rows and columns are spaced', () => {
    expect(toPixel([11, 22, 30], ground())).toEqual([4, 4]);
    expect(measure('Probe', [[11, 22.5, 30]], ground({}, pixels))).toBe('104 HU');
    expect(measure('Probe', [[0, 0, 30]], ground({}, pixels))).toBe('outside the picture');
  });

  it('have mean, deviation, range and area over a rectangle', () => {
    const value = measure(
      'RectangleROI',
      [
        [10, 20, 30],
        [10.25, 20, 30],
        [10, 20.5, 30],
        [10.25, 20.5, 30],
      ],
      ground({}, pixels),
    );
    expect(value).toBe('mean 50.5 HU · SD 50.0 · 0 to 101 · 0 mm²');
  });

  it('count the pixels of an ellipse as its area does', () => {
    const radius = fc.double({ min: 4, max: 15, noNaN: true });
    fc.assert(
      fc.property(radius, radius, fc.double({ min: 0, max: Math.PI, noNaN: true }), (a, b, turn) => {
        const [c, s] = [Math.cos(turn), Math.sin(turn)];
        const at = (u: number, v: number): [number, number] => [20 + u * c - v * s, 20 + u * s + v * c];
        const found = statistics(
          ellipseContains([at(0, -b), at(0, b), at(-a, 0), at(a, 0)]),
          { rows: 41, columns: 41 },
          new Int16Array(1681).fill(7),
        );
        expect(found).toMatchObject({ mean: 7, deviation: 0, least: 7, greatest: 7 });
        expect(Math.abs(found!.pixels - Math.PI * a * b)).toBeLessThan(2.5 * (a + b));
      }),
    );
  });
});

import { expect, it } from 'vitest';
import { SHAPE } from '../testing/series.ts';
import { thumbnailPixels } from './thumbnail-pixels.ts';

const shape = { ...SHAPE, rows: 4, columns: 4, windowCenter: 40, windowWidth: 80 };

it('[VW34] windows values as the series says, black below and white above', () => {
  const values = new Int16Array(16).fill(40).fill(-1000, 0, 4).fill(1000, 12, 16);
  const { data, width, height } = thumbnailPixels(values, shape, 4);
  expect([width, height]).toEqual([4, 4]);
  expect([data[0], data[4 * 4], data[12 * 4]]).toEqual([0, 129, 255]);
  const negative = thumbnailPixels(values, { ...shape, photometric: 'MONOCHROME1' }, 4);
  expect([negative.data[0], negative.data[12 * 4]]).toEqual([255, 0]);
  expect(data.filter((_, i) => i % 4 === 3).every((alpha) => alpha === 255)).toBe(true);
});

it('[VW34] keeps the proportions in millimetres, and colours', () => {
  const flat = thumbnailPixels(new Int16Array(16), { ...shape, pixelSpacing: [0.5, 1] }, 8);
  expect([flat.width, flat.height]).toEqual([8, 4]);
  const colour = thumbnailPixels(
    new Uint8Array(48).map((_, i) => i % 3),
    { ...shape, samples: 3, photometric: 'RGB' },
    4,
  );
  expect([...colour.data.subarray(0, 4)]).toEqual([0, 1, 2, 255]);
});

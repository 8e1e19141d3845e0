import { expect, test } from 'vitest';
import { type SlicePlace, sliceOrder } from './slice-order.ts';

const axial = [1, 0, 0, 0, 1, 0];
const at = (z: number, number: number): SlicePlace => ({ orientation: axial, position: [0, 0, z], number, frame: 1 });

test('[ST10] axial slices go from feet to head whatever their numbers say', () => {
  const { order, heights } = sliceOrder([at(10, 1), at(0, 3), at(5, 2)]);
  expect(order).toEqual([1, 2, 0]);
  expect(heights).toEqual([0, 5, 10]);
});

test('[ST10] a normal that points to the feet is turned round', () => {
  const flipped = [at(10, 1), at(0, 2)].map((place) => ({ ...place, orientation: [1, 0, 0, 0, -1, 0] }));
  expect(sliceOrder(flipped).order).toEqual([1, 0]);
});

test('[ST10] without geometry the instance number decides, then the frame number', () => {
  const bare = (number: number | null, frame: number): SlicePlace => ({ orientation: null, position: null, number, frame });
  expect(sliceOrder([bare(2, 1), bare(1, 2), bare(1, 1)])).toEqual({ order: [2, 1, 0], heights: null });
});

test('[ST10] a sagittal series has an order but no heights', () => {
  const sagittal = [5, 1].map((x): SlicePlace => ({ orientation: [0, 1, 0, 0, 0, -1], position: [x, 0, 0], number: null, frame: 1 }));
  expect(sliceOrder(sagittal).heights).toBeNull();
});

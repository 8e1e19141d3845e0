import { expect, it } from 'vitest';
import { twoFingerKind } from './two-fingers.ts';

const before = [
  [100, 200],
  [160, 200],
] as const;
const moved = (first: [number, number], second: [number, number]) =>
  twoFingerKind(before, [
    [100 + first[0], 200 + first[1]],
    [160 + second[0], 200 + second[1]],
  ]);

it('[VW27] tells windowing from zooming and moving', () => {
  expect(moved([1, 4], [0, 5])).toBe('undecided');
  expect(moved([0, 20], [2, 22])).toBe('window');
  expect(moved([2, -25], [0, -20])).toBe('window');
  expect(moved([20, 3], [22, 0])).toBe('zoom-and-pan');
  expect(moved([-15, 0], [15, 0])).toBe('zoom-and-pan');
  expect(moved([0, -20], [0, 20])).toBe('zoom-and-pan');
});

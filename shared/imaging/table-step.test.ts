import { describe, expect, it } from 'vitest';
import { tableStep } from './table-step.ts';

describe('tableStep', () => {
  const tilt = (20 * Math.PI) / 180;
  const straight = [1, 0, 0, 0, 1, 0];
  const tilted = [1, 0, 0, 0, Math.cos(tilt), -Math.sin(tilt)];
  const along = (step: number, count: number) => Array.from({ length: count }, (_, i): [number, number, number] => [0, 0, i * step]);

  it('[CH41] is the way of the table, and its angle to the slices', () => {
    expect(tableStep(along(5, 4), straight)).toEqual({ spacingMm: 5, tiltDegrees: 0 });
    const found = tableStep(along(5, 4), tilted)!;
    expect(found.spacingMm).toBeCloseTo(5, 6);
    expect(found.tiltDegrees).toBeCloseTo(20, 6);
  });

  it('[CH41] takes the middle step where they are uneven, whatever the order, and says nothing of one slice', () => {
    expect(
      tableStep(
        [
          [0, 0, 10],
          [0, 0, 0],
          [0, 0, 5],
          [0, 0, 12.5],
        ],
        straight,
      )?.spacingMm,
    ).toBe(5);
    expect(tableStep(along(5, 1), straight)).toBeNull();
  });
});

import { describe, expect, it } from 'vitest';
import type { Slice } from '../catalogue/catalogue.ts';
import { SHAPE } from '../testing/series.ts';
import { StackPlace } from './stack-place.ts';

/** Slices of these frames, in this order; the negative ones cannot be drawn. */
const slices = (...ids: number[]): Slice[] =>
  ids.map((id) => ({
    frame: { id: Math.abs(id), series: 's', sop: `sop.${id}`, frame: 1, number: null, position: null },
    shape: id < 0 ? null : SHAPE,
  }));
const reading = (place: StackPlace): number | undefined => place.order[place.at];

describe('the place in a stack', () => {
  it('[VW19] begins at the slice that was asked for, else in the middle', () => {
    const place = new StackPlace();
    place.begin('1.2', slices(1, 2, 3, 4));
    expect([reading(place), place.steered]).toEqual([3, false]);
    place.begin('1.3', slices(5, 6, 7), 7);
    expect([reading(place), place.steered]).toEqual([7, true]);
    place.begin('1.4', slices(8, 9), 404);
    expect(reading(place)).toBe(9);
  });

  it('[VW19] stays at the slice being read, wherever others arrive', () => {
    const place = new StackPlace();
    place.begin('1.2', slices(3, 4), 4);
    for (const ids of [[1, 2, 3, 4, 5], [4, 5], [-3, 4], [4]]) {
      place.renew(slices(...ids));
      expect(reading(place)).toBe(4);
    }
    place.renew(slices(9, 8));
    expect(reading(place)).toBe(9);
    place.renew([]);
    expect([place.order, place.moveTo(3)]).toEqual([[], false]);
  });

  it('[VW19] is moved within its ends, and says which way', () => {
    const place = new StackPlace();
    place.begin('1.2', slices(1, 2, 3), 2);
    expect([place.moveTo(1), place.direction]).toEqual([false, 0]);
    expect([place.moveTo(-9), reading(place), place.direction]).toEqual([true, 1, -1]);
    expect([place.moveTo(99.4), reading(place), place.direction]).toEqual([true, 3, 1]);
  });
});

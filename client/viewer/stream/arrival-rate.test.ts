import { expect, it } from 'vitest';
import { ArrivalRate } from './arrival-rate.ts';

it('[MD50] what arrived counts by the clock of its thread, and a look that was held up makes no rate that the line does not have', () => {
  const rate = new ArrivalRate();
  const look = (bytes: number, at: number) => {
    rate.count(bytes);
    return rate.look(at);
  };
  // A megabit a second, looked at every quarter of it.
  expect(look(500_000, 1_000)).toBe(0);
  expect(look(31_250, 1_250)).toBe(1_000_000);
  expect(look(31_250, 1_500)).toBe(1_000_000);
  // The thread stood still for a second; what came meanwhile is taken after the look.
  expect(look(0, 2_500)).toBe(1_000_000);
  expect(look(156_250, 2_750)).toBe(1_000_000);
  expect(look(31_250, 3_000)).toBe(1_000_000);
  // In a page behind others every look is late.
  expect(look(0, 4_000)).toBe(1_000_000);
  expect(look(0, 5_000)).toBe(0);
});

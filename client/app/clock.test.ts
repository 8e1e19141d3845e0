import { createRoot, createSignal } from 'solid-js';
import { expect, it } from 'vitest';
import { clockTime, tellTimesIn } from './clock.ts';

it('[CH80] while a consult is on the screen its times are its site’s, and nobody else’s afterwards', () => {
  const iso = '2026-07-01T12:00:30Z';
  const own = clockTime(iso);
  const [zone, setZone] = createSignal('Asia/Tokyo');
  const leave = createRoot((dispose) => {
    tellTimesIn(zone);
    return dispose;
  });
  expect(clockTime(iso)).toBe('21:00:30');
  setZone('America/Denver');
  expect(clockTime(iso)).toBe('06:00:30');
  leave();
  expect(clockTime(iso)).toBe(own);
});

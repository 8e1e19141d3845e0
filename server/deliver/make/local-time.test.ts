import { expect, it } from 'vitest';
import { localTime, spoken } from './local-time.ts';

it('[DV22] tells an instant as the clocks of the site show it, through the night in which they change', () => {
  const at = (instant: string, zone: string) => Object.values(localTime(instant, zone)).join(' ');
  expect(at('2026-03-08T06:59:59Z', 'America/New_York')).toBe('20260308 015959 -0500');
  expect(at('2026-03-08T07:00:00Z', 'America/New_York')).toBe('20260308 030000 -0400');
  // The hour that comes twice is told apart by its offset.
  expect(at('2026-11-01T05:30:00Z', 'America/New_York')).toBe('20261101 013000 -0400');
  expect(at('2026-11-01T06:30:00Z', 'America/New_York')).toBe('20261101 013000 -0500');
  expect(at('2025-12-31T23:15:00Z', 'Asia/Kathmandu')).toBe('20260101 050000 +0545');
  expect(at('2026-01-01T00:00:00Z', 'UTC')).toBe('20260101 000000 +0000');
  expect(spoken('2026-03-08T07:00:00Z', 'America/New_York')).toBe('2026-03-08 03:00:00 -04:00');
});

it('[DV22] a zone that nobody knows gives the right instant, in UTC', () => {
  expect(localTime('2026-03-08T07:00:00Z', 'Mars/Olympus')).toEqual({ date: '20260308', time: '070000', offset: '+0000' });
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CHECKS, type CheckReport, checkReport, type Found } from '../protocol/check.ts';
import { adviceFor, rate, roundTrip } from './check-advice.ts';

const found = fc.record({ state: fc.constantFrom<Found['state']>('good', 'poor', 'failed'), detail: fc.constantFrom('', '1.2 Mbit/s') });
const results = fc.record(Object.fromEntries(CHECKS.map((name) => [name, found]))) as fc.Arbitrary<CheckReport['results']>;
const media = { host: 'media.example', port: 44_444 };
const good = Object.fromEntries(CHECKS.map((name) => [name, { state: 'good', detail: '' }])) as CheckReport['results'];

test('[MD64] everything that failed has a sentence for the IT person, and what is good has none', () => {
  expect(adviceFor(good, media)).toEqual([]);
  fc.assert(
    fc.property(results, (all) => {
      const failures = CHECKS.filter((name) => all[name].state === 'failed' && name !== 'roundTrip');
      const bothPaths = all.udp.state === 'failed' && all.tcp.state === 'failed';
      expect(adviceFor(all, media).length).toBeGreaterThanOrEqual(failures.length - Number(bothPaths));
      for (const line of adviceFor(all, media)) expect(line).toMatch(/^[A-Z].*[.]?$/);
    }),
  );
});

test('[MD64] a closed firewall is named by address and port', () => {
  const closed = { ...good, udp: { state: 'failed' as const, detail: '' } };
  expect(adviceFor(closed, media)[0]).toMatch(/UDP to media\.example, port 44444/);
  expect(adviceFor({ ...closed, tcp: closed.udp }, { ...media, port: null })[0]).toMatch(/UDP and TCP to media\.example, the media port/);
});

test('[MD64] numbers carry their unit and verdict', () => {
  expect([rate(1.94, 2), rate(8, 2), roundTrip(310), roundTrip(40.4)]).toEqual([
    { state: 'poor', detail: '1.9 Mbit/s' },
    { state: 'good', detail: '8.0 Mbit/s' },
    { state: 'poor', detail: '310 ms' },
    { state: 'good', detail: '40 ms' },
  ]);
  expect(checkReport.safeParse({ device: 'x', browser: '', results: good }).success).toBe(false);
});

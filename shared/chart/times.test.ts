import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_POLICY } from '../clinical/policy.ts';
import { intervals } from './intervals.ts';
import { TestChart } from './testing/chart-of.ts';
import { knownTimes, onsetOf, windowsOf } from './times.ts';
import { instantsAt, localText, offsetMinutes } from './zone.ts';

let chart: TestChart;
beforeEach(() => {
  chart = new TestChart('2026-03-11T12:30:00Z');
});
const at = (iso: string, what: Parameters<typeof typed>[0]) => typed(what, iso);
function typed(what: 'bedtime' | 'awoke' | 'discovered' | 'arrival' | 'ct', iso: string | null, clock = 'wall'): void {
  chart.say('nurse', 'time', { what, at: iso, source: 'witness', clock, plusMinusSeconds: 60 });
}

describe('times', () => {
  it('[CH30] woke with stroke: no standard window, 11:45 by the midpoint of sleep, 11:00 by recognition; the door changes nothing', () => {
    const zone = 'UTC';
    chart.now = Date.parse('2026-03-11T07:30:00Z');
    at('2026-03-10T23:00:00.000Z', 'bedtime');
    at('2026-03-11T06:30:00.000Z', 'awoke');
    at('2026-03-11T06:30:00.000Z', 'discovered');
    const closing = () =>
      Object.fromEntries(
        windowsOf(chart.entries, chart.now).map(({ id, state, closesAt }) => [
          id,
          closesAt === null ? state : localText(closesAt.latest, zone).slice(11),
        ]),
      );
    const before = closing();
    expect(before).toEqual({ standard: 'unknown', recognition: '11:00', 'sleep-midpoint': '11:45', extended: 'unknown' });
    at('2026-03-11T07:15:00.000Z', 'arrival');
    expect(closing()).toEqual(before);
    expect(onsetOf(chart.entries).lastKnownWell).toBeNull();
  });

  it('[CH31] a scanner 12 minutes slow: door to CT with the corrected time and its bounds', () => {
    typed('arrival', '2026-03-11T12:00:00.000Z');
    // 12:20 on the wall is 12:08 on the console; its images took up to 3 minutes.
    chart.told('dicom', 'clock', {
      clock: 'modality:SLOW_CT',
      behindSeconds: { min: 720 - 60, max: 720 + 120 },
      samples: 1,
      basis: 'acquisition-time',
    });
    chart.told('dicom', 'time', {
      what: 'ct',
      at: '2026-03-11T12:08:00.000Z',
      source: 'device',
      clock: 'modality:SLOW_CT',
      plusMinusSeconds: 0,
    });
    const ct = knownTimes(chart.entries).get('ct')!;
    expect([ct.earliest, ct.latest].map((ms) => new Date(ms).toISOString())).toEqual([
      '2026-03-11T12:19:00.000Z',
      '2026-03-11T12:22:00.000Z',
    ]);
    expect(ct.raw).toBe(Date.parse('2026-03-11T12:08:00Z'));
    const door = intervals(chart.entries, DEFAULT_POLICY, chart.now).find(({ target }) => target.id === 'door-imaging')!;
    expect(door.minutes).toEqual({ atLeast: 18, best: 20.5, atMost: 23 });
    expect(door.state).toBe('met');
    expect(
      intervals(chart.entries, { ...DEFAULT_POLICY, targets: { 'door-imaging': 20 } }, chart.now).find(
        ({ target }) => target.id === 'door-imaging',
      )!.state,
    ).toBe('uncertain');
  });

  it('[CH31] a clock that nobody compared has five minutes either way, never none', () => {
    chart.told('hl7', 'time', {
      what: 'arrival',
      at: '2026-03-11T12:00:00.000Z',
      source: 'record',
      clock: 'hl7:RIVERSIDE',
      plusMinusSeconds: 0,
    });
    const arrival = knownTimes(chart.entries).get('arrival')!;
    expect([arrival.earliest - arrival.raw, arrival.latest - arrival.raw]).toEqual([-300_000, 300_000]);
    expect(arrival.error.basis).toBe('unmeasured');
  });

  it('[CH30] a time that is taken back is not known any more, and the future is refused', () => {
    typed('arrival', '2026-03-11T12:00:00.000Z');
    typed('arrival', null);
    expect(knownTimes(chart.entries).has('arrival')).toBe(false);
    expect(chart.say('nurse', 'time', { what: 'awoke', at: chart.at(30), source: 'patient', clock: 'wall', plusMinusSeconds: 60 })).toMatch(
      /future/,
    );
    expect(
      chart.say('nurse', 'last-known-well', { range: { from: chart.at(-60), to: chart.at(30) }, source: 'witness', confidence: 'likely' }),
    ).toMatch(/future/);
  });
});

describe('local times of a site', () => {
  const ZONES = ['America/Chicago', 'Europe/Berlin', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'America/St_Johns', 'UTC', 'Pacific/Apia'];
  const instants = fc.integer({ min: Date.parse('2012-01-01T00:00:00Z') / 60_000, max: Date.parse('2035-01-01T00:00:00Z') / 60_000 });

  it('[CH32] lead back to the instant they came from, in every zone', () => {
    fc.assert(
      fc.property(instants, fc.constantFrom(...ZONES), (minute, zone) => {
        const instant = minute * 60_000;
        expect(instantsAt(localText(instant, zone), zone)).toContain(instant);
      }),
    );
  });

  it('[CH32] happen never, once or twice, and twice only where clocks go back', () => {
    expect(instantsAt('2026-03-08T02:30', 'America/Chicago')).toEqual([]);
    expect(instantsAt('2026-11-01T01:30', 'America/Chicago').map((ms) => new Date(ms).toISOString())).toEqual([
      '2026-11-01T06:30:00.000Z',
      '2026-11-01T07:30:00.000Z',
    ]);
    expect(instantsAt('2026-04-05T01:45', 'Australia/Lord_Howe')).toHaveLength(2);
    expect(instantsAt('2026-02-30T10:00', 'UTC')).toEqual([]);
    expect(offsetMinutes(Date.parse('2026-07-01T00:00:00Z'), 'America/St_Johns')).toBe(-150);
  });
});

import { batch, createSignal } from 'solid-js';
import { TestChart } from '#shared/chart/testing/chart-of.ts';
import { DEFAULT_POLICY, type StrokePolicy } from '#shared/clinical/policy.ts';
import type { Body, ChartEntry, Kind } from '#shared/protocol/chart/chart.ts';
import type { ConsultSummary, Me, Role } from '#shared/protocol/http.ts';
import type { Chart } from '../create-chart.ts';

/** A chart in a page without a server: it is written as the server writes it, and each reading brings new objects, as after a full read. */
export interface FakeChart {
  chart: Chart;
  /** What somebody else enters; throws when it cannot stand. */
  other<K extends Kind>(kind: K, body: Body<K>, role?: Role): void;
  /** Time goes on without an entry. */
  pass(seconds: number): void;
  /** Statements of the person at this page. */
  entered: { kind: Kind; body: unknown }[];
  at(minutesFromNow?: number): string;
}

export const ME = 'Dr Ada Invented';
const OTHER = 'Noel Invented';
const HOSPITALS: StrokePolicy['hospitals'] = [
  { id: 'h', name: 'Invented Center', phone: '', capabilities: ['thrombectomy'], travel: [{ mode: 'road', atLeast: 30, atMost: 40 }] },
];

export function fakeChart(role: Role = 'emergency-physician'): FakeChart {
  const written = new TestChart('2026-03-01T10:00:00Z');
  const [entries, setEntries] = createSignal<ChartEntry[]>([]);
  const [now, setNow] = createSignal(written.now);
  const [policy, setPolicy] = createSignal({ ...DEFAULT_POLICY, hospitals: HOSPITALS });
  const entered: FakeChart['entered'] = [];
  const read = () =>
    batch(() => {
      setEntries(structuredClone(written.entries));
      setPolicy({ ...DEFAULT_POLICY, hospitals: structuredClone(HOSPITALS) });
    });
  const chart: Chart = {
    consult: () =>
      ({ id: 'c', patient: { mrn: 'INV-1', name: 'INVENTED^PAT', birthDate: '19500101', sex: 'F' }, version: 1 }) as ConsultSummary,
    me: { person: { id: ME, name: ME, role }, organisation: { id: 'o', name: 'Invented', kind: 'spoke' } } as unknown as Me,
    entries,
    pending: () => [],
    policy,
    zone: () => 'UTC',
    loaded: () => true,
    may: () => true,
    enter: async (kind, body) => {
      entered.push({ kind, body });
      const refused = written.say(ME, kind, body, role);
      if (refused !== null) throw new Error(refused);
      read();
    },
    refused: () => null,
    dismissRefused: () => undefined,
    now,
    instant: () => ({ at: new Date(now()).toISOString(), plusMinusSeconds: 0 }),
  };
  return {
    chart,
    entered,
    other: (kind, body, by = 'nurse') => {
      const refused = written.say(OTHER, kind, body, by);
      if (refused !== null) throw new Error(refused);
      read();
    },
    pass: (seconds) => {
      written.now += seconds * 1000;
      setNow(written.now);
    },
    at: (minutes) => written.at(minutes),
  };
}

import { type Accessor, createEffect, createMemo, createSignal, on, onCleanup } from 'solid-js';
import { DEFAULT_POLICY, type StrokePolicy } from '#shared/clinical/policy.ts';
import type { Body, ChartEntry, Kind } from '#shared/protocol/chart/chart.ts';
import type { ConsultSummary, Me } from '#shared/protocol/http.ts';
import type { Events } from '../app/events.ts';
import { RequestError, request } from '../app/http.ts';
import { createOutbox } from './outbox.ts';

interface ChartAnswer {
  entries: ChartEntry[];
  seq: number;
  policy: StrokePolicy;
  zone: string;
  may: Kind[];
}

/** The chart of one consult in this browser: what the server has, and what waits here for the link. */
export interface Chart {
  consult: Accessor<ConsultSummary>;
  me: Me;
  /** In order; what is not with the server yet comes last, with a number of its own. */
  entries: Accessor<ChartEntry[]>;
  /** Ids of what waits here. */
  pending: Accessor<readonly string[]>;
  policy: Accessor<StrokePolicy>;
  /** IANA zone of the site. */
  zone: Accessor<string>;
  /** False until the chart has been read once. */
  loaded: Accessor<boolean>;
  may(kind: Kind): boolean;
  /**
   * Enters a statement. What can wait is shown at once and sent when the link allows, and never rejects for want of one; what needs the
   * server's word (doses, signatures) rejects. Rejects with RequestError when the server says no.
   */
  enter<K extends Kind>(kind: K, body: Body<K>): Promise<void>;
  /** What the server refused after the person had gone on: words for them. */
  refused: Accessor<string | null>;
  dismissRefused(): void;
  /** Server time, ms; ticks once a second. */
  now: Accessor<number>;
  /** The same to the millisecond, and how well this device knows it, seconds. */
  instant(): { at: string; plusMinusSeconds: number };
}

/** These rest on what everybody sees now: they are said to the server or not at all. */
const LIVE_ONLY: readonly Kind[] = [
  'dose-order',
  'dose-release',
  'dose-cancel',
  'note-signed',
  'retract',
  'nihss-reveal',
  'nihss-reconciled',
];
/** Of a device whose clock was not compared with the server's yet, ms. */
const UNMEASURED_MS = 60_000;
/** While something waits for the link it is tried this often, ms. */
const RETRY_MS = 3_000;

/** What was read again and did not change stays the same object: an entry changes only by being opened. */
function sameWhereSame(before: readonly ChartEntry[], read: readonly ChartEntry[]): ChartEntry[] {
  const known = new Map(before.map((entry) => [entry.id, entry]));
  return read.map((entry) => {
    const old = known.get(entry.id);
    return old !== undefined && old.kind === entry.kind && old.seq === entry.seq ? old : entry;
  });
}

export function createChart(deps: { consult: Accessor<ConsultSummary>; me: Me; events: Events; now: Accessor<number> }): Chart {
  const { consult, me, events, now } = deps;
  const path = `/api/consults/${encodeURIComponent(consult().id)}/chart`;
  const [known, setKnown] = createSignal<ChartEntry[]>([]);
  const [answer, setAnswer] = createSignal<Omit<ChartAnswer, 'entries' | 'seq'>>({ policy: DEFAULT_POLICY, zone: 'UTC', may: [] });
  const [loaded, setLoaded] = createSignal(false);
  const [refused, setRefused] = createSignal<string | null>(null);
  const outbox = createOutbox(consult().id, me.person.id);

  let reading: Promise<void> | null = null;
  let again = false;
  const read = async () => {
    // What was hidden may have been opened by what is new: then everything is read again.
    const from = known().some(({ kind }) => kind === 'hidden') ? 0 : (known().at(-1)?.seq ?? 0);
    const got = await request<ChartAnswer>('GET', `${path}?after=${from}`);
    setKnown(from === 0 ? sameWhereSame(known(), got.entries) : [...known(), ...got.entries.filter(({ seq }) => seq > from)]);
    setAnswer({ policy: got.policy, zone: got.zone, may: got.may });
    setLoaded(true);
    outbox.drop(got.entries.map(({ id }) => id));
  };
  const refresh = () => {
    if (reading !== null) {
      again = true;
      return;
    }
    reading = read()
      .catch(() => undefined)
      .finally(() => {
        reading = null;
        if (again) {
          again = false;
          refresh();
        }
      });
  };

  const post = (one: { id: string; kind: Kind; body: unknown }) =>
    request<{ seq: number }>('POST', path, { id: one.id, kind: one.kind, body: one.body });
  let sending = false;
  const send = async () => {
    if (sending) return;
    sending = true;
    try {
      for (let next = outbox.first(); next !== undefined; next = outbox.first()) {
        try {
          await post(next);
          outbox.sent(next.id);
        } catch (error) {
          if (!(error instanceof RequestError) || error.status === 0 || error.status >= 500 || error.status === 401) return;
          outbox.drop([next.id]);
          setRefused(error.message);
        }
        refresh();
      }
    } finally {
      sending = false;
    }
  };
  const timer = setInterval(() => outbox.first() !== undefined && void send(), RETRY_MS);
  onCleanup(() => clearInterval(timer));
  createEffect(on(() => consult().chartSeq, refresh));
  createEffect(
    on(events.plane, (plane) => {
      if (!plane.up) return;
      refresh();
      void send();
    }),
  );

  const entries = createMemo<ChartEntry[]>(() => {
    const top = known().at(-1)?.seq ?? 0;
    const ids = new Set(known().map(({ id }) => id));
    const by = { personId: me.person.id, name: me.person.name, role: me.person.role, site: me.organisation.name };
    const waiting = outbox
      .all()
      .filter(({ id }) => !ids.has(id))
      .map(
        (one, at) => ({ seq: top + 1 + at, id: one.id, at: one.at, by, origin: 'person', kind: one.kind, body: one.body }) as ChartEntry,
      );
    return [...known(), ...waiting];
  });

  return {
    consult,
    me,
    entries,
    pending: () => outbox.all().map(({ id }) => id),
    policy: () => answer().policy,
    zone: () => answer().zone,
    loaded,
    may: (kind) => answer().may.includes(kind),
    enter: async (kind, body) => {
      const one = { id: crypto.randomUUID(), kind, body, at: new Date(now()).toISOString() };
      setRefused(null);
      if (LIVE_ONLY.includes(kind)) {
        // What it rests on must be with the server first.
        await send();
        if (outbox.first() !== undefined)
          throw new RequestError(0, {
            title: 'The link is away',
            code: '',
            detail: 'This needs the server: wait until the link is back. What you entered is kept.',
          });
        await post(one);
        refresh();
        await reading;
        return;
      }
      outbox.put(one);
      void send();
    },
    refused,
    dismissRefused: () => setRefused(null),
    now,
    instant: () => ({
      at: new Date(Date.now() + events.offset()).toISOString(),
      // Until it has been measured, as much as people's clocks are off.
      plusMinusSeconds: Math.ceil((events.offsetError() ?? UNMEASURED_MS) / 100) / 10,
    }),
  };
}

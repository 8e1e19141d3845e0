import { type Accessor, createSignal } from 'solid-js';
import type { Kind } from '#shared/protocol/chart/chart.ts';

export interface Waiting {
  id: string;
  kind: Kind;
  body: unknown;
  /** When it was made, by the server's clock, ISO instant. */
  at: string;
}

/** Statements that wait for the link, in order; kept over a reload of this tab, and gone with it. */
export interface Outbox {
  all: Accessor<readonly Waiting[]>;
  first(): Waiting | undefined;
  put(one: Waiting): void;
  /** The server has it: it is shown until the server's own entry comes. */
  sent(id: string): void;
  drop(ids: readonly string[]): void;
}

export function createOutbox(consultId: string, personId: string): Outbox {
  const key = `chart:${consultId}:${personId}`;
  const [all, setAll] = createSignal<readonly Waiting[]>(stored(key));
  const done = new Set<string>();
  const keep = (next: readonly Waiting[]) => {
    setAll(next);
    try {
      if (next.length === 0) sessionStorage.removeItem(key);
      else sessionStorage.setItem(key, JSON.stringify(next));
    } catch {
      // A full or forbidden storage costs the reload, nothing else.
    }
  };
  return {
    all,
    first: () => all().find(({ id }) => !done.has(id)),
    put: (one) => keep([...all(), one]),
    sent: (id) => void done.add(id),
    drop: (ids) => {
      if (ids.length > 0 && all().some(({ id }) => ids.includes(id))) keep(all().filter(({ id }) => !ids.includes(id)));
    },
  };
}

function stored(key: string): readonly Waiting[] {
  try {
    const parsed: unknown = JSON.parse(sessionStorage.getItem(key) ?? '[]');
    return Array.isArray(parsed) ? (parsed as Waiting[]) : [];
  } catch {
    return [];
  }
}

import { createSignal, onCleanup } from 'solid-js';
import { createStore, reconcile } from 'solid-js/store';
import type { ConsultSummary } from '#shared/protocol/http.ts';
import type { Events } from '../app/events.ts';
import { RequestError, request } from '../app/http.ts';

/** Consults this person may see, kept true by events and read anew after every re-connection. */
export interface ConsultStore {
  all(): ConsultSummary[];
  get(id: string): ConsultSummary | undefined;
  put(consult: ConsultSummary): void;
  loading(): boolean;
  error(): string;
}

export function createConsultStore(events: Events): ConsultStore {
  const [byId, setById] = createStore<Record<string, ConsultSummary>>({});
  const [loading, setLoading] = createSignal(true);
  const [error, setError] = createSignal('');
  // Who is present changes without a version of its own, so an equal version replaces too.
  const put = (consult: ConsultSummary) => {
    const known = byId[consult.id];
    if (known === undefined || consult.version >= known.version) setById(consult.id, reconcile(consult));
  };
  const load = async () => {
    try {
      const { consults } = await request<{ consults: ConsultSummary[] }>('GET', '/api/consults');
      for (const consult of consults) put(consult);
      setError('');
    } catch (reason) {
      setError(reason instanceof RequestError ? reason.message : 'The list cannot be read');
    } finally {
      setLoading(false);
    }
  };
  const { socket } = events;
  socket.on('consult', put);
  socket.on('connect', load);
  void load();
  onCleanup(() => {
    socket.off('consult', put);
    socket.off('connect', load);
  });
  return { all: () => Object.values(byId), get: (id) => byId[id], put, loading, error };
}

import { createSignal, onCleanup } from 'solid-js';
import { createStore, reconcile } from 'solid-js/store';
import type { CallView } from '#shared/protocol/call.ts';
import type { Events } from '../app/events.ts';
import { request } from '../app/http.ts';

/** A countdown that is over by this and of which nothing more was heard rings no longer, ms: the line is down. */
const LATE_MS = 5_000;
/** What could not be read is asked for again after this, ms. */
const AGAIN_MS = 3_000;

/** Calls of the open consults that this person sees, kept true by events and read anew after every re-connection. */
export interface CallStore {
  all(): CallView[];
  of(consultId: string): CallView | undefined;
  put(call: CallView): void;
  /** They were read once: what is not here is not. */
  loaded(): boolean;
}

export function createCallStore(events: Events): CallStore {
  const [byId, setById] = createStore<Record<string, CallView>>({});
  const [loaded, setLoaded] = createSignal(false);
  let again: ReturnType<typeof setTimeout> | undefined;
  // Who is on call changes without a version of its own, so an equal version replaces too.
  const put = (call: CallView) => {
    const known = byId[call.consultId];
    if (known === undefined || call.version >= known.version) setById(call.consultId, reconcile(call));
  };
  const load = async () => {
    clearTimeout(again);
    try {
      const { calls } = await request<{ calls: CallView[] }>('GET', '/api/calls');
      for (const call of calls) put(call);
      setLoaded(true);
    } catch {
      again = setTimeout(() => void load(), AGAIN_MS);
    }
  };
  const { socket } = events;
  socket.on('call', put);
  socket.on('connect', load);
  void load();
  onCleanup(() => {
    clearTimeout(again);
    socket.off('call', put);
    socket.off('connect', load);
  });
  return { all: () => Object.values(byId), of: (consultId) => byId[consultId], put, loaded };
}

/** Calls that ring for that person at `now` (ms, server clock), the oldest first. */
export const ringingFor = (calls: readonly CallView[], personId: string, now: number): CallView[] =>
  calls
    .filter(({ ringing }) => ringing?.person.personId === personId && now < Date.parse(ringing.until) + LATE_MS)
    .sort((a, b) => a.ringing!.since.localeCompare(b.ringing!.since));

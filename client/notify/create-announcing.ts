import { type Accessor, createSignal, onCleanup } from 'solid-js';
import type { ConsultSummary } from '#shared/protocol/http.ts';
import { type Announcement, announcement } from '#shared/protocol/notify.ts';
import { RequestError, request } from '../app/http.ts';

/** `waiting`: no link; it is tried again by itself. `refused`: the server said no, in its words. */
export type Announcing = { kind: 'editing' } | { kind: 'sending' } | { kind: 'waiting' } | { kind: 'refused'; why: string };

const RETRY_MS = 3_000;

/** Sends an announcement until the server has it, once, also over a lost link and a reload of this tab. */
export function createAnnouncing(
  personId: string,
  onDone: (consult: ConsultSummary) => void,
): { state: Accessor<Announcing>; send: (what: Omit<Announcement, 'id'>) => void } {
  const key = `announcement:${personId}`;
  const [state, setState] = createSignal<Announcing>({ kind: 'editing' });
  let timer: ReturnType<typeof setTimeout> | undefined;
  let ended = false;
  onCleanup(() => {
    ended = true;
    clearTimeout(timer);
  });
  const attempt = async (what: Announcement): Promise<void> => {
    try {
      const consult = await request<ConsultSummary>('POST', '/api/announcements', what);
      forget(key);
      if (!ended) onDone(consult);
    } catch (error) {
      if (ended) return;
      if (error instanceof RequestError && (error.status === 0 || error.status >= 500 || error.status === 401)) {
        setState({ kind: 'waiting' });
        timer = setTimeout(() => void attempt(what), RETRY_MS);
        return;
      }
      forget(key);
      setState({ kind: 'refused', why: error instanceof Error ? error.message : 'The server did not take it' });
    }
  };
  const kept = stored(key);
  if (kept !== null) {
    setState({ kind: 'sending' });
    void attempt(kept);
  }
  return {
    state,
    send: (what) => {
      const whole = { id: crypto.randomUUID(), ...what };
      try {
        sessionStorage.setItem(key, JSON.stringify(whole));
      } catch {
        // A full or forbidden storage costs the reload, nothing else.
      }
      setState({ kind: 'sending' });
      void attempt(whole);
    },
  };
}

const forget = (key: string): void => sessionStorage.removeItem(key);

function stored(key: string): Announcement | null {
  try {
    const parsed = announcement.safeParse(JSON.parse(sessionStorage.getItem(key) ?? 'null'));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

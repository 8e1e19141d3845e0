import { createSignal } from 'solid-js';
import type { Me } from '#shared/protocol/http.ts';
import { RequestError, request } from './http.ts';

/** 'unknown' until the server has been asked. */
export type SessionState =
  | { kind: 'unknown' }
  | { kind: 'signed-out' }
  | { kind: 'signed-in'; me: Me }
  | { kind: 'unreachable'; why: string };

const [session, setSession] = createSignal<SessionState>({ kind: 'unknown' });

export { session };

export const me = (): Me | null => {
  const state = session();
  return state.kind === 'signed-in' ? state.me : null;
};

export async function askWhoIAm(): Promise<void> {
  try {
    setSession({ kind: 'signed-in', me: await request<Me>('GET', '/api/session') });
  } catch (error) {
    const known = error instanceof RequestError;
    setSession(
      known && error.status === 401 ? { kind: 'signed-out' } : { kind: 'unreachable', why: known ? error.message : 'The page failed' },
    );
  }
}

export async function signIn(email: string, password: string): Promise<void> {
  setSession({ kind: 'signed-in', me: await request<Me>('POST', '/api/session', { email, password }) });
}

export async function signOut(): Promise<void> {
  await request('DELETE', '/api/session');
  setSession({ kind: 'signed-out' });
}

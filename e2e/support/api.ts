import { setTimeout as pause } from 'node:timers/promises';
import type { ConsultSummary } from '#shared/protocol/http.ts';
import type { TestServer } from './server.ts';

export const PEOPLE = {
  ed: 'ed@riverside.example',
  nurse: 'nurse@riverside.example',
  lakeside: 'ed@lakeside.example',
  neuro: 'neuro@metro.example',
  ir: 'ir@metro.example',
  coordinator: 'coordinator@metro.example',
  admin: 'admin@metro.example',
} as const;
export type PersonKey = keyof typeof PEOPLE;

/** A signed-in person's HTTP, as `Cookie` for everything else. */
export interface Session {
  cookie: string;
  fetch(path: string, init?: RequestInit): Promise<Response>;
  json<T>(path: string, init?: RequestInit): Promise<T>;
  consults(): Promise<ConsultSummary[]>;
}

export const signIn = (server: Pick<TestServer, 'url'>, who: PersonKey): Promise<Session> => signInAs(server, PEOPLE[who], 'hyperacute');

export async function signInAs(server: Pick<TestServer, 'url'>, email: string, password: string): Promise<Session> {
  const response = await fetch(`${server.url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password }),
  });
  if (!response.ok) throw new Error(`sign-in answered ${response.status}`);
  // The session, and the name of this browser.
  const cookie = response.headers
    .getSetCookie()
    .map((set) => set.split(';')[0]!)
    .join('; ');
  const session: Session = {
    cookie,
    fetch: (path, init = {}) => fetch(server.url + path, { ...init, headers: { cookie, ...(init.headers as Record<string, string>) } }),
    json: async <T>(path: string, init: RequestInit = {}) => {
      const answer = await session.fetch(path, {
        ...init,
        headers: { 'content-type': 'application/json', ...(init.headers as Record<string, string>) },
      });
      if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
      return (await answer.json()) as T;
    },
    consults: async () => (await session.json<{ consults: ConsultSummary[] }>('/api/consults')).consults,
  };
  return session;
}

/** The session's own token among the cookies. */
export const tokenOf = (cookie: string): string => /(?:^|; )session=([^;]+)/.exec(cookie)?.[1] ?? '';

/** Asks until the answer is there; the test's own time limit ends it. */
export async function until<T>(ask: () => Promise<T | null | undefined | false> | T | null | undefined | false, everyMs = 50): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    await pause(everyMs);
  }
}

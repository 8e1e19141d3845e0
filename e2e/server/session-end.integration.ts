import { once } from 'node:events';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { ConsultSummary } from '#shared/protocol/http.ts';
import { People } from '../../server/identity/people.ts';
import { type Session, signIn, tokenOf } from '../support/api.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let consult: ConsultSummary;

beforeAll(async () => {
  server = await startServer();
  consult = await (await signIn(server, 'ed')).json<ConsultSummary>('/api/consults', { method: 'POST', body: '{}' });
});
afterAll(() => server.dispose());

/** Everything a person has open in a room; `over` is what each of them ended with, by name. */
async function openAll({ cookie }: Session) {
  const headers = { cookie };
  const over: Record<string, number | string> = {};
  const raw = ['stream', 'collab'].map((name) => {
    const path = name === 'stream' ? `/stream?consult=${consult.id}` : `/collab/${consult.id}`;
    const socket = new WebSocket(server.url.replace('http', 'ws') + path, { headers });
    socket.on('close', (code) => {
      over[name] = code;
    });
    return socket;
  });
  const events = io(server.url, { transports: ['polling'], extraHeaders: headers, reconnection: false, forceNew: true });
  events.on('disconnect', (reason) => {
    over['socket.io'] = reason;
  });
  await Promise.all([...raw.map((socket) => once(socket, 'open')), new Promise<void>((resolve) => events.once('connect', resolve))]);
  return {
    over,
    close: () => {
      for (const socket of raw) socket.close();
      events.close();
    },
  };
}

/** In the database, as if the hours had gone by. */
function runOut({ cookie }: Session): void {
  const database = new DatabaseSync(join(server.dataFolder, 'hyperacute.sqlite'));
  database.exec('PRAGMA busy_timeout = 5000');
  const id = People.sessionId(tokenOf(cookie));
  const { changes } = database
    .prepare('UPDATE session SET expires_at = ? WHERE substr(token_hash, 1, 32) = ?')
    .run(new Date(Date.now() - 1000).toISOString(), id);
  database.close();
  expect(changes).toBe(1);
}

const CUT = { stream: 4401, collab: 4401, 'socket.io': 'io server disconnect' };

test('[ID6] a session that runs out ends what was opened with it, and nothing of the same person’s other session', async () => {
  const [first, other] = [await signIn(server, 'neuro'), await signIn(server, 'neuro')];
  const [here, there] = [await openAll(first), await openAll(other)];
  runOut(first);
  await expect.poll(() => here.over).toEqual(CUT);
  expect((await first.fetch('/api/session')).status).toBe(401);
  expect(there.over).toEqual({});
  expect((await other.fetch('/api/session')).status).toBe(200);
  there.close();
});

test('[ID6] signing out ends them at once', async () => {
  const session = await signIn(server, 'ir');
  const here = await openAll(session);
  expect((await session.fetch('/api/session', { method: 'DELETE' })).status).toBe(204);
  await expect.poll(() => here.over, { timeout: 2_000 }).toEqual(CUT);
});

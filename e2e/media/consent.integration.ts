import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ConsultSummary } from '#shared/protocol/http.ts';
import { type Session, signIn, until } from '../support/api.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { caller } from './support/caller.ts';
import { vp8 } from './support/rtp.ts';

let server: TestServer;
let ed: Session;
let neuro: Session;
let coordinator: Session;
let consultId: string;

beforeAll(async () => {
  server = await startServer();
  [ed, neuro, coordinator] = await Promise.all([signIn(server, 'ed'), signIn(server, 'neuro'), signIn(server, 'coordinator')]);
  consultId = (await ed.json<ConsultSummary>('/api/consults', { method: 'POST', body: '{}' })).id;
});
afterAll(() => server.dispose());

/** What the timeline says of the consent. */
function recorded(): { detail: string; email: string }[] {
  const db = new DatabaseSync(join(server.dataFolder, 'hyperacute.sqlite'), { readOnly: true });
  const rows = db
    .prepare(
      "SELECT e.detail, p.email FROM consult_event e JOIN person p ON p.id = e.person_id WHERE e.kind = 'camera-consent' AND e.consult_id = ? ORDER BY e.id",
    )
    .all(consultId);
  db.close();
  return rows.map((row) => ({ detail: String(row['detail']), email: String(row['email']) }));
}

test('[MD8] the bedside camera moves only with the bedside’s consent, which the timeline keeps and one tap withdraws', async () => {
  const [bedside, remote, third] = [
    await caller(server, ed, consultId),
    await caller(server, neuro, consultId),
    await caller(server, coordinator, consultId),
  ];
  const a = await bedside.join();
  await remote.join();
  await third.join();
  const control = { zoom: { min: 1, max: 4 }, pan: true, tilt: false, torch: false };
  const { producerId } = await bedside.do('media:produce', {
    transportId: a.send,
    kind: 'video',
    source: 'handheld',
    rtpParameters: vp8(),
    paused: false,
    control,
  });
  const forbidden = { ok: false, code: 'FORBIDDEN' };
  expect(await remote.ask('media:camera', { producerId, zoom: 2 })).toEqual(forbidden);
  // Nobody but the bedside can give it.
  expect(await remote.ask('media:consent', { granted: true })).toEqual(forbidden);
  expect(recorded()).toEqual([]);

  await bedside.do('media:consent', { granted: true });
  await until(() => remote.rooms.at(-1)?.consent.length === 1);
  await remote.do('media:camera', { producerId, zoom: 2, pan: -0.5 });
  const by = remote.rooms.at(-1)!.peers[1]!.personId;
  await until(() => bedside.cameraAsked.length === 1);
  expect(bedside.cameraAsked).toEqual([{ producerId, by, zoom: 2, pan: -0.5 }]);
  // What it cannot do is not asked of it; who does not examine does not move it.
  expect(await remote.ask('media:camera', { producerId, torch: true })).toEqual({ ok: false, code: 'BAD_REQUEST' });
  expect(await third.ask('media:camera', { producerId, zoom: 3 })).toEqual(forbidden);

  // Asked once a consult: the answer outlives a re-join, and is not written twice.
  await bedside.do('media:consent', { granted: true });
  bedside.close();
  const back = await caller(server, ed, consultId);
  await until(() => back.rooms.at(-1)?.consent.length === 1);
  await back.do('media:consent', { granted: false });
  await until(() => remote.rooms.at(-1)?.consent.length === 0);
  expect(await remote.ask('media:camera', { producerId, zoom: 1 })).toMatchObject({ ok: false });
  expect(recorded()).toEqual([
    { detail: 'granted', email: 'ed@riverside.example' },
    { detail: 'withdrawn', email: 'ed@riverside.example' },
  ]);
  for (const one of [remote, third, back]) one.close();
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ConsultSummary } from '#shared/protocol/http.ts';
import { type Session, signIn, until } from '../support/api.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { type Caller, caller } from './support/caller.ts';
import { vp8 } from './support/rtp.ts';

let server: TestServer;
let ed: Session;
let neuro: Session;
let consultId: string;
const callers: Caller[] = [];

async function enter(session: Session, consult = consultId): Promise<Caller> {
  const one = await caller(server, session, consult);
  callers.push(one);
  return one;
}

beforeAll(async () => {
  server = await startServer();
  [ed, neuro] = await Promise.all([signIn(server, 'ed'), signIn(server, 'neuro')]);
  consultId = (await ed.json<ConsultSummary>('/api/consults', { method: 'POST', body: '{}' })).id;
});
afterAll(async () => {
  for (const one of callers) one.close();
  await server.dispose();
});

const camera = (transportId: string) => ({
  transportId,
  kind: 'video' as const,
  source: 'camera' as const,
  rtpParameters: vp8(),
  paused: false,
  control: null,
});

describe('a call', () => {
  test('[MD1] what one sends the other receives, and both are told who is there', async () => {
    const bedside = await enter(ed);
    const remote = await enter(neuro);
    const a = await bedside.join();
    const b = await remote.join();
    const { producerId } = await bedside.do('media:produce', camera(a.send));
    const told = await until(() => remote.rooms.at(-1)?.producers.find((one) => one.producerId === producerId));
    expect(told).toMatchObject({ peerId: a.peerId, source: 'camera', kind: 'video', paused: false });
    expect(remote.rooms.at(-1)?.peers.map((peer) => peer.peerId)).toEqual([a.peerId, b.peerId]);
    const consumed = await remote.do('media:consume', { producerId, rtpCapabilities: b.rtpCapabilities });
    expect(consumed).toMatchObject({ kind: 'video', producerPaused: false });
    await remote.do('media:consumer', { consumerId: consumed.consumerId, state: 'resumed', spatialLayer: 1, keyFrame: true });
    await bedside.do('media:producer', { producerId, state: 'paused' });
    await until(() => remote.rooms.at(-1)?.producers[0]?.paused === true);
    bedside.close();
    await until(() => remote.rooms.at(-1)?.producers.length === 0 && remote.rooms.at(-1)?.peers.length === 1);
    remote.close();
  });
});

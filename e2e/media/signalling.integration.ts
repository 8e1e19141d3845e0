import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ConsultSummary } from '#shared/protocol/http.ts';
import { CHECK_ROOM, type MediaSource } from '#shared/protocol/media.ts';
import { admin } from '../support/admin.ts';
import { type Session, signIn, signInAs, until } from '../support/api.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { type Caller, caller } from './support/caller.ts';
import { opus, vp8 } from './support/rtp.ts';

let server: TestServer;
let ed: Session;
let neuro: Session;
const callers: Caller[] = [];

const consult = async (): Promise<string> => (await ed.json<ConsultSummary>('/api/consults', { method: 'POST', body: '{}' })).id;

async function enter(session: Session, consultId: string | null): Promise<Caller> {
  const one = await caller(server, session, consultId);
  callers.push(one);
  return one;
}

beforeAll(async () => {
  server = await startServer();
  [ed, neuro] = await Promise.all([signIn(server, 'ed'), signIn(server, 'neuro')]);
});
afterAll(async () => {
  for (const one of callers) one.close();
  await server.dispose();
});

const sending = (transportId: string, source: MediaSource = 'camera') => ({
  transportId,
  kind: source === 'microphone' ? ('audio' as const) : ('video' as const),
  source,
  rtpParameters: source === 'microphone' ? opus() : vp8(),
  paused: false,
  control: null,
});

describe('a call', () => {
  test('[MD1] what one sends the other receives, and both are told who is there', async () => {
    const id = await consult();
    const [bedside, remote] = [await enter(ed, id), await enter(neuro, id)];
    const [a, b] = [await bedside.join(), await remote.join()];
    const { producerId } = await bedside.do('media:produce', sending(a.send));
    const told = await until(() => remote.rooms.at(-1)?.producers.find((one) => one.producerId === producerId));
    expect(told).toMatchObject({ peerId: a.peerId, source: 'camera', kind: 'video', paused: false });
    expect(remote.rooms.at(-1)?.peers.map((peer) => peer.peerId)).toEqual([a.peerId, b.peerId]);
    const consumed = await remote.do('media:consume', { producerId, rtpCapabilities: b.rtpCapabilities });
    expect(consumed).toMatchObject({ kind: 'video', producerPaused: false });
    await remote.do('media:consumer', { consumerId: consumed.consumerId, state: 'resumed', spatialLayer: 1, keyFrame: true });
    await bedside.do('media:producer', { producerId, state: 'paused' });
    await until(() => remote.rooms.at(-1)?.producers[0]?.paused === true);
    await remote.do('media:health', { hears: false, heard: true, why: 'no sound device' });
    await until(() => bedside.rooms.at(-1)?.peers.find((peer) => peer.peerId === b.peerId)?.why === 'no sound device');
  });

  test('[MD4] of two joinings at once one peer is left: the last that was asked', async () => {
    const id = await consult();
    const [one, other] = [await enter(ed, id), await enter(neuro, id)];
    const asked = Array.from({ length: 4 }, () => one.ask('media:join', { rtpCapabilities: null }));
    const last = (await Promise.all(asked)).at(-1)!;
    await other.do('media:join', { rtpCapabilities: null });
    await until(() => other.rooms.at(-1)?.peers.length === 2);
    expect(other.rooms.at(-1)!.peers.map(({ peerId }) => peerId)).toContain(last.ok ? last.peerId : 'refused');
    for (const each of [one, other]) each.close();
  });

  test('[MD6] who leaves, or whose line breaks, takes along all it sent and received, and may join again', async () => {
    const id = await consult();
    const [bedside, remote] = [await enter(ed, id), await enter(neuro, id)];
    const [a, b] = [await bedside.join(), await remote.join()];
    const { producerId } = await bedside.do('media:produce', sending(a.send));
    const { consumerId } = await remote.do('media:consume', { producerId, rtpCapabilities: b.rtpCapabilities });
    await bedside.do('media:leave', {});
    await until(() => remote.closedConsumers.includes(consumerId));
    expect(remote.rooms.at(-1)).toMatchObject({ peers: [{ peerId: b.peerId }], producers: [] });
    expect(await bedside.ask('media:produce', sending(a.send))).toEqual({ ok: false, code: 'NOT_FOUND' });
    const again = await bedside.join();
    expect(again.peerId).not.toBe(a.peerId);
    await bedside.do('media:produce', sending(again.send));
    bedside.close();
    await until(() => remote.rooms.at(-1)?.peers.length === 1 && remote.rooms.at(-1)?.producers.length === 0);
    remote.close();
    const metrics = async () => (await fetch(`${server.url}/metrics`)).text();
    await until(async () => /hyperacute_media_rooms 1\n/.test(await metrics()));
  });

  test('[MD12] Opus with in-band FEC and DTX, VP8, H.264 baseline in packetization mode 1', async () => {
    const { routerRtpCapabilities } = await (await enter(neuro, await consult())).do('media:join', { rtpCapabilities: null });
    const { codecs } = routerRtpCapabilities as { codecs: { mimeType: string; parameters: Record<string, unknown> }[] };
    const of = (mimeType: string) => codecs.find((codec) => codec.mimeType === mimeType)?.parameters;
    expect(of('audio/opus')).toMatchObject({ useinbandfec: 1, usedtx: 1 });
    expect(of('video/VP8')).toBeDefined();
    expect(of('video/H264')).toMatchObject({ 'packetization-mode': 1, 'profile-level-id': '42e01f' });
  });

  test('[MD14] UDP and TCP on one port; TCP alone when asked; ICE restarts with new credentials', async () => {
    const one = await enter(neuro, await consult());
    const { send } = await one.join();
    const both = await one.do('media:transport', { direction: 'receive', forceTcp: false });
    const tcp = await one.do('media:transport', { direction: 'receive', forceTcp: true });
    const protocols = (candidates: unknown[]) =>
      (candidates as { protocol: string; port: number }[]).map((candidate) => candidate.protocol);
    expect(protocols(both.iceCandidates)).toEqual(['udp', 'tcp']);
    expect(protocols(tcp.iceCandidates)).toEqual(['tcp']);
    expect(new Set((both.iceCandidates as { port: number }[]).map((candidate) => candidate.port)).size).toBe(1);
    const first = await one.do('media:restart-ice', { transportId: send });
    const second = await one.do('media:restart-ice', { transportId: send });
    expect(second.iceParameters).not.toEqual(first.iceParameters);
  });
});

describe('who may what', () => {
  test("[MD2] another room's producer, transport and consumer do not exist here", async () => {
    const [here, there] = [await consult(), await consult()];
    const [bedside, remote, stranger] = [await enter(ed, here), await enter(neuro, here), await enter(neuro, there)];
    const [a, b, c] = [await bedside.join(), await remote.join(), await stranger.join()];
    const { producerId } = await bedside.do('media:produce', sending(a.send));
    const { consumerId } = await remote.do('media:consume', { producerId, rtpCapabilities: b.rtpCapabilities });
    const missing = { ok: false, code: 'NOT_FOUND' };
    expect(await stranger.ask('media:consume', { producerId, rtpCapabilities: c.rtpCapabilities })).toEqual(missing);
    expect(await stranger.ask('media:consume', { producerId: randomUUID(), rtpCapabilities: c.rtpCapabilities })).toEqual(missing);
    expect(await stranger.ask('media:producer', { producerId, state: 'closed' })).toEqual(missing);
    expect(await stranger.ask('media:consumer', { consumerId, state: 'closed' })).toEqual(missing);
    expect(await stranger.ask('media:restart-ice', { transportId: a.send })).toEqual(missing);
    // Nor does a producer of somebody else in the same room let itself be paused.
    expect(await remote.ask('media:producer', { producerId, state: 'paused' })).toEqual(missing);
    // Naming the other room is not being in it.
    expect(await stranger.ask('media:consume', { producerId, rtpCapabilities: c.rtpCapabilities }, here)).toEqual(missing);
    const lakeside = await signIn(server, 'lakeside');
    await expect(caller(server, lakeside, here)).rejects.toThrow('NOT_FOUND');
  });

  test('[MD3] an observer sees and hears and sends nothing; a coordinator talks; an admin is not let in', async () => {
    const id = await consult();
    admin(server, ['add-person', 'metro', 'observer@metro.example', 'Olli Observer', 'observer'], 'a long password\n');
    const bedside = await enter(ed, id);
    const a = await bedside.join();
    const { producerId } = await bedside.do('media:produce', sending(a.send));
    const observer = await enter(await signInAs(server, 'observer@metro.example', 'a long password'), id);
    const { routerRtpCapabilities } = await observer.do('media:join', { rtpCapabilities: null });
    const forbidden = { ok: false, code: 'FORBIDDEN' };
    expect(await observer.ask('media:transport', { direction: 'send', forceTcp: false })).toEqual(forbidden);
    const receive = await observer.do('media:transport', { direction: 'receive', forceTcp: false });
    expect(await observer.ask('media:produce', sending(receive.id))).toEqual(forbidden);
    expect(await observer.ask('media:produce', sending(a.send))).toEqual(forbidden);
    await observer.do('media:consume', { producerId, rtpCapabilities: routerRtpCapabilities as Record<string, unknown> });

    const coordinator = await enter(await signIn(server, 'coordinator'), id);
    await coordinator.do('media:produce', sending((await coordinator.join()).send, 'microphone'));
    await expect(caller(server, await signIn(server, 'admin'), id)).rejects.toThrow('NOT_FOUND');
  });

  test('[MD4] a request that comes again, also while the first is on its way, gets the answer of the first', async () => {
    const one = await enter(neuro, await consult());
    const request = { rtpCapabilities: null, requestId: randomUUID() };
    const [first, second] = [await one.do('media:join', request), await one.do('media:join', request)];
    expect(second.peerId).toBe(first.peerId);
    const { id } = await one.do('media:transport', { direction: 'send', forceTcp: false });
    const produce = { ...sending(id), requestId: randomUUID() };
    const answers = await Promise.all([1, 2, 3].map(() => one.do('media:produce', produce)));
    answers.push(await one.do('media:produce', produce));
    expect(new Set(answers.map(({ producerId }) => producerId)).size).toBe(1);
    expect(one.rooms.at(-1)?.producers).toHaveLength(1);
    // What was refused is not kept: it may be tried again.
    const again = { ...sending('nothing'), requestId: randomUUID() };
    expect(await one.ask('media:produce', again)).toEqual({ ok: false, code: 'NOT_FOUND' });
    expect((await one.ask('media:produce', { ...again, transportId: id })).ok).toBe(true);
    // Joining anew is another peer, and the old one is gone.
    const next = await one.do('media:join', { rtpCapabilities: null });
    expect(one.rooms.at(-1)?.peers.map((peer) => peer.peerId)).toEqual([next.peerId]);
  });

  test('[MD5] four transports and six producers each, also when asked for all at once; a flood is refused', async () => {
    const one = await enter(neuro, await consult());
    const { send } = await one.join();
    const transports = await Promise.all([1, 2, 3, 4].map(() => one.ask('media:transport', { direction: 'receive', forceTcp: false })));
    expect(transports.filter(({ ok }) => ok)).toHaveLength(2);
    const producers = await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map(() => one.ask('media:produce', sending(send))));
    expect(producers.filter(({ ok }) => ok)).toHaveLength(6);
    expect(producers.find(({ ok }) => !ok)).toEqual({ ok: false, code: 'TOO_MANY_REQUESTS' });
    const flood = await Promise.all(Array.from({ length: 500 }, () => one.ask('media:restart-ice', { transportId: 'x' })));
    expect(flood.filter((answer) => !answer.ok && answer.code === 'TOO_MANY_REQUESTS').length).toBeGreaterThan(100);
  });

  test('[MD7] what is not of the protocol, or not RTP, is refused and harms nobody', async () => {
    const one = await enter(neuro, await consult());
    const { send, receive, rtpCapabilities } = await one.join();
    const bad = { ok: false, code: 'BAD_REQUEST' };
    const ask = (name: 'media:produce', body: object) => one.ask(name, body as Parameters<Caller['do']>[1] as never);
    expect(await ask('media:produce', { ...sending(send), source: 'eavesdrop' })).toEqual(bad);
    expect(await ask('media:produce', { ...sending(send), rtpParameters: {} })).toEqual(bad);
    expect(await ask('media:produce', { ...sending(send), rtpParameters: { ...vp8(), codecs: [{ mimeType: 'video/nonsense' }] } })).toEqual(
      bad,
    );
    expect(await ask('media:produce', { ...sending(send), kind: 'audio' })).toEqual(bad);
    expect(await ask('media:produce', { ...sending(send), extra: true })).toEqual(bad);
    expect(await ask('media:produce', sending(receive))).toEqual(bad);
    const encodings = Array.from({ length: 9 }, (_, index) => ({ rid: `r${index}` }));
    expect(await ask('media:produce', { ...sending(send), rtpParameters: { ...vp8(), encodings } })).toEqual(bad);
    expect(await one.ask('media:connect', { transportId: send, dtlsParameters: { fingerprints: 'none' } })).toMatchObject({ ok: false });
    const { producerId } = await one.do('media:produce', sending(send));
    expect(await one.ask('media:consume', { producerId, rtpCapabilities: { codecs: [] } })).toEqual(bad);
    expect(await one.ask('media:consume', { producerId, rtpCapabilities: { codecs: 7 } })).toEqual(bad);
    await one.do('media:consume', { producerId, rtpCapabilities });
  });

  test("[MD16] the path test has a room of one's own: for everybody who is signed in, with nobody else in it", async () => {
    const [one, other] = [await enter(await signInAs(server, 'observer@metro.example', 'a long password'), null), await enter(neuro, null)];
    expect((await one.ask('media:join', { rtpCapabilities: null }, CHECK_ROOM)).ok).toBe(true);
    await other.ask('media:join', { rtpCapabilities: null }, CHECK_ROOM);
    const transport = await one.ask('media:transport', { direction: 'send', forceTcp: true }, CHECK_ROOM);
    const produced = await one.ask('media:produce', sending(transport.ok ? transport.id : '', 'microphone'), CHECK_ROOM);
    expect(produced.ok).toBe(true);
    const room = await other.ask('media:join', { rtpCapabilities: null }, CHECK_ROOM);
    expect(room).toMatchObject({ ok: true, room: { peers: [{}], producers: [] } });
    const consume = { producerId: produced.ok ? produced.producerId : '', rtpCapabilities: { codecs: [] } };
    await other.ask('media:transport', { direction: 'receive', forceTcp: false }, CHECK_ROOM);
    expect(await other.ask('media:consume', consume, CHECK_ROOM)).toEqual({ ok: false, code: 'NOT_FOUND' });
    expect(await one.ask('media:consent', { granted: true }, CHECK_ROOM)).toEqual({ ok: false, code: 'NOT_FOUND' });
  });
});

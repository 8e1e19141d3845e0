import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { ConsultSummary } from '#shared/protocol/http.ts';
import { bytesOf, hasHostile, hostile } from '../../server/intake/testing/shared-data.ts';
import { type Session, signIn, until } from '../support/api.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { type Caller, caller } from './support/caller.ts';
import { vp8 } from './support/rtp.ts';

/** Longest time a refusal takes, ms (the corpus' own bound). */
const REFUSAL_MS = 2_000;
/** What is to be borne is watched for so long, ms: the connection is still there then. */
const STAYS_OPEN_MS = 300;

let server: TestServer;
let neuro: Session;
let consultId: string;
let honest: Caller;
let producerId: string;
let mediaPids: string[];

const pids = () => [...server.log().matchAll(/"pid":(\d+),"port":\d+,"msg":"a media worker runs"/g)].map(([, pid]) => pid!);

beforeAll(async () => {
  server = await startServer();
  const ed = await signIn(server, 'ed');
  neuro = await signIn(server, 'neuro');
  const open = async () => (await ed.json<ConsultSummary>('/api/consults', { method: 'POST', body: '{}' })).id;
  consultId = await open();
  honest = await caller(server, ed, await open());
  const { send } = await honest.join();
  producerId = (
    await honest.do('media:produce', {
      transportId: send,
      kind: 'video',
      source: 'camera',
      rtpParameters: vp8(),
      paused: false,
      control: null,
    })
  ).producerId;
  mediaPids = pids();
});
afterAll(async () => {
  honest.close();
  await server.dispose();
});

/** A signed-in engine.io 4 connection without a library, in the consult's room. */
async function raw(): Promise<{ socket: WebSocket; heard: string[] }> {
  const url = `${server.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`;
  const socket = new WebSocket(url, { headers: { cookie: neuro.cookie } });
  const heard: string[] = [];
  socket.on('error', () => undefined);
  socket.on('message', (data) => {
    const text = String(data);
    if (text === '2') socket.send('3');
    else heard.push(text);
  });
  await until(() => heard.some((text) => text.startsWith('0')));
  socket.send('40');
  await until(() => heard.some((text) => text.startsWith('40')));
  socket.send(`421["enter",${JSON.stringify({ consultId })}]`);
  await until(() => heard.some((text) => text.startsWith('431')));
  return { socket, heard };
}

describe.runIf(hasHostile)('hostile packets on the event connection', () => {
  test.each(hostile('sio-').map((one) => [one.id, one] as const))('[MD7] %s', { timeout: 20_000 }, async (_id, item) => {
    const { socket } = await raw();
    const told = honest.rooms.length;
    const expected = (item.expect as { connection?: string }).connection;
    const closed = new Promise<'closed'>((resolve) => socket.once('close', () => resolve('closed')));
    const text = bytesOf(item).toString().replace('{{OTHER_ROOM_PRODUCER}}', producerId);
    const times = (item as { send?: { repeat?: number } }).send?.repeat ?? 1;
    for (let index = 0; index < times; index++) socket.send(text);
    const state = await Promise.race([closed, pause(expected === 'closed' ? REFUSAL_MS : STAYS_OPEN_MS, 'open' as const)]);
    if (expected === 'open' || expected === 'closed') expect(state).toBe(expected);
    // Everybody else goes on, and hears nothing of it.
    await honest.do('media:health', { hears: true, heard: true, why: '' });
    expect(honest.rooms.length).toBeLessThanOrEqual(told + 1);
    expect(pids()).toEqual(mediaPids);
    socket.terminate();
  });

  test('[MD7] [MD5] with the words of this protocol: refused by name, and the worker lives', async () => {
    const bytes = bytesOf(hostile('sio-media-rtp-evil')[0]!).toString();
    const evil = (JSON.parse(bytes.slice(2)) as [string, { rtpParameters: Record<string, unknown> }])[1];
    const one = await caller(server, neuro, consultId);
    const { send, receive, rtpCapabilities } = await one.join();
    const produce = { transportId: send, kind: 'video' as const, source: 'camera' as const, paused: false, control: null };
    expect(await one.ask('media:produce', { ...produce, rtpParameters: evil.rtpParameters })).toEqual({ ok: false, code: 'BAD_REQUEST' });
    const dtlsParameters = { role: 'server', fingerprints: [{ algorithm: 'sha-1', value: 'zz' }] };
    expect(await one.ask('media:connect', { transportId: send, dtlsParameters })).toEqual({ ok: false, code: 'BAD_REQUEST' });
    expect(await one.ask('media:consume', { producerId, rtpCapabilities })).toEqual({ ok: false, code: 'NOT_FOUND' });
    const many = await Promise.all(
      Array.from({ length: 100 }, () => one.ask('media:transport', { direction: 'receive', forceTcp: false })),
    );
    expect(many.filter(({ ok }) => ok)).toHaveLength(2);
    expect(receive).not.toBe(send);
    expect(pids()).toEqual(mediaPids);
    one.close();
  });
});

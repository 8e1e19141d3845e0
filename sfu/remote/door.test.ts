import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { SfuCluster } from '../cluster.ts';
import { LocalSfu } from '../local.ts';
import { NO_LOAD } from '../sfu.ts';
import { SfuDoor } from './door.ts';
import { SFU_PROTOCOL } from './messages.ts';
import { Registration } from './registration.ts';

const SECRET = 's'.repeat(40);
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0).reverse()) cleanup();
});

async function door(secret: string | undefined) {
  const cluster = new SfuCluster();
  const entrance = new SfuDoor({ secret, cluster, log });
  const server: Server = createServer();
  server.on('upgrade', (request, socket, head) => entrance.accept(request, socket, head));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => {
    entrance.close();
    server.close();
  });
  return { cluster, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** 101, or the status of the refusal. */
function knock(url: string, authorization?: string): Promise<number> {
  return new Promise((resolve) => {
    const socket = new WebSocket(url.replace('http', 'ws'), { headers: authorization === undefined ? {} : { authorization } });
    socket.on('error', () => undefined);
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
    socket.on('open', () => {
      resolve(101);
      socket.close();
    });
  });
}

test('[MD23] only the secret opens the door, and without one it stays shut', async () => {
  const { url } = await door(SECRET);
  expect(await knock(url)).toBe(401);
  expect(await knock(url, 'Bearer ')).toBe(401);
  expect(await knock(url, `Bearer ${SECRET}s`)).toBe(401);
  expect(await knock(url, `Bearer ${SECRET.slice(1)}`)).toBe(401);
  expect(await knock(url, `Basic ${SECRET}`)).toBe(401);
  expect(await knock(url, `Bearer ${SECRET}`)).toBe(101);
  const shut = await door(undefined);
  expect(await knock(shut.url, `Bearer ${SECRET}`)).toBe(401);
  expect(await knock(shut.url, 'Bearer undefined')).toBe(401);
});

test.each([
  ['no JSON', 'hello'],
  [
    'another protocol',
    JSON.stringify({ t: 'hello', protocol: 99, name: 'a', region: '', availability: { state: 'ready' }, load: NO_LOAD }),
  ],
  ['an answer before hello', JSON.stringify({ t: 'answer', call: 1, ok: true, answer: {} })],
  ['an event before hello', JSON.stringify({ t: 'event', event: { t: 'room-closed', roomId: 'r', why: '' } })],
])('[MD23] %s ends the connection', async (_what, text) => {
  const { url, cluster } = await door(SECRET);
  const socket = new WebSocket(url.replace('http', 'ws'), { headers: { authorization: `Bearer ${SECRET}` } });
  socket.on('open', () => socket.send(text));
  expect(await new Promise((resolve) => socket.on('close', resolve))).toBe(1008);
  expect(cluster.size).toBe(0);
});

test('[MD23] what is asked of it crosses the connection and comes back, refusals too', async () => {
  const { url, cluster } = await door(SECRET);
  const local = new LocalSfu({ listening: { host: '127.0.0.1', port: 0, announcedAddress: undefined }, workers: 1, turn: undefined, log });
  const registration = new Registration({ sfu: local, server: url, secret: SECRET, name: 'north-1', region: 'north', log });
  cleanups.push(() => registration.close());
  await expect.poll(() => cluster.size).toBe(1);
  // It has no worker, and says so from afar as it does from near.
  expect(cluster.availability).toMatchObject({ state: 'starting' });
  await expect(cluster.call('join', { roomId: 'r', peerId: 'p' })).rejects.toMatchObject({ code: 'NOT_READY' });
  local.waiting('down', 'no compiler');
  await expect.poll(() => cluster.availability).toMatchObject({ state: 'down', why: 'no compiler' });
  registration.close();
  await expect.poll(() => cluster.size).toBe(0);
});

test('[MD23] what is asked while the connection breaks is refused, not left hanging', async () => {
  const { url, cluster } = await door(SECRET);
  const socket = new WebSocket(url.replace('http', 'ws'), { headers: { authorization: `Bearer ${SECRET}` } });
  socket.on('open', () =>
    socket.send(
      JSON.stringify({
        t: 'hello',
        protocol: SFU_PROTOCOL,
        name: 'mute',
        region: '',
        availability: { state: 'ready' },
        load: { ...NO_LOAD, workers: 1 },
      }),
    ),
  );
  await expect.poll(() => cluster.size).toBe(1);
  const join = cluster.call('join', { roomId: 'r', peerId: 'p' });
  const asked = new Promise((resolve) => socket.on('message', (data) => resolve(JSON.parse(String(data)))));
  expect(await asked).toEqual({ t: 'call', call: 1, method: 'join', request: { roomId: 'r', peerId: 'p' } });
  socket.terminate();
  await expect(join).rejects.toMatchObject({ code: 'NOT_READY' });
});

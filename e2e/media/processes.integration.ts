import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { ConsultSummary } from '#shared/protocol/http.ts';
import { admin } from '../support/admin.ts';
import { type Session, signIn, until } from '../support/api.ts';
import { root, startServer, type TestServer } from '../support/server.ts';
import { type Caller, caller } from './support/caller.ts';
import { vp8 } from './support/rtp.ts';

const secret = randomBytes(24).toString('base64url');
const running: ChildProcess[] = [];
let server: TestServer;
let ed: Session;
let neuro: Session;

beforeAll(async () => {
  server = await startServer({ HYPERACUTE_SFU_SECRET: secret });
  [ed, neuro] = await Promise.all([signIn(server, 'ed'), signIn(server, 'neuro')]);
});
afterAll(async () => {
  for (const child of running) child.kill('SIGKILL');
  await server.dispose();
});

/** `npm run sfu` on free ports; the first of them, once it runs. */
async function startSfu(region: string): Promise<{ child: ChildProcess; port: number }> {
  const child = spawn(process.execPath, ['sfu/main.ts'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'ignore'],
    env: {
      ...process.env,
      HYPERACUTE_SFU_SERVER: server.url,
      HYPERACUTE_SFU_SECRET: secret,
      HYPERACUTE_SFU_REGION: region,
      HYPERACUTE_RTC_PORT: '0',
    },
  });
  running.push(child);
  let out = '';
  child.stdout!.on('data', (data: Buffer) => {
    out += data.toString();
  });
  await until(() => out.includes('\n'));
  return { child, port: (JSON.parse(out) as { rtc: number }).rtc };
}

const registered = async (): Promise<number> =>
  Number(/hyperacute_media_servers (\d+)/.exec(await (await fetch(`${server.url}/metrics`)).text())?.[1]);
const open = async (session: Session): Promise<string> =>
  (await session.json<ConsultSummary>('/api/consults', { method: 'POST', body: '{}' })).id;
/** Ports that media of this caller goes to. */
async function portOf(one: Caller): Promise<number> {
  const { iceCandidates } = await one.do('media:transport', { direction: 'receive', forceTcp: false });
  return (iceCandidates[0] as { port: number }).port;
}
/** Closed the way a power cut does it. */
const kill = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
  });

test('[MD23] who does not know the secret is refused before anything is made; without a secret nobody registers', async () => {
  const status = (url: string, headers: Record<string, string>): Promise<number> =>
    new Promise((resolve) => {
      const socket = new WebSocket(`${url.replace('http', 'ws')}/sfu`, { headers });
      socket.on('open', () => resolve(101));
      socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
      socket.on('error', () => undefined);
    });
  expect(await status(server.url, {})).toBe(401);
  expect(await status(server.url, { authorization: `Bearer ${secret.slice(1)}x` })).toBe(401);
  expect(await status(server.url, { cookie: neuro.cookie })).toBe(401);
  const closed = await startServer();
  expect(await status(closed.url, { authorization: `Bearer ${secret}` })).toBe(401);
  expect(await status(closed.url, { authorization: 'Bearer undefined' })).toBe(401);
  await closed.dispose();
  expect(await registered()).toBe(1);

  // Who knows it and talks nonsense is cut off, and counts for nothing.
  const code = await new Promise<number>((resolve) => {
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/sfu`, { headers: { authorization: `Bearer ${secret}` } });
    socket.on('open', () => socket.send('{"t":"event","event":{"t":"room-closed","roomId":"x","why":"y"}}'));
    socket.on('close', resolve);
  });
  expect(code).toBe(1008);
  expect(await registered()).toBe(1);
});

test("[MD23] SFU processes register, rooms go to the site's region, and a room whose process dies runs again within 5 s", async () => {
  admin(server, ['set-region', 'riverside', 'north']);
  const [north, south] = [await startSfu('north'), await startSfu('south')];
  await until(async () => (await registered()) === 3);
  const consultId = await open(ed);
  const [bedside, remote] = [await caller(server, ed, consultId), await caller(server, neuro, consultId)];
  const call = async (): Promise<number> => {
    const [a, b] = [await bedside.join(), await remote.join()];
    const rtpParameters = vp8();
    const { producerId } = await bedside.do('media:produce', {
      transportId: a.send,
      kind: 'video',
      source: 'camera',
      rtpParameters,
      paused: false,
      control: null,
    });
    const { consumerId } = await remote.do('media:consume', { producerId, rtpCapabilities: b.rtpCapabilities });
    await remote.do('media:consumer', { consumerId, state: 'resumed', spatialLayer: 2 });
    return portOf(remote);
  };
  const near = (port: number, first: number) => port === first;
  const used = await call();
  expect(near(used, north.port)).toBe(true);
  await until(async () => /hyperacute_media_consumers 1\n/.test(await (await fetch(`${server.url}/metrics`)).text()));

  remote.availability.length = 0;
  const killed = performance.now();
  await kill(north.child);
  await until(() => remote.availability.some(({ state }) => state === 'down') && remote.availability.at(-1)?.state === 'ready', 10);
  expect(near(await call(), south.port)).toBe(true);
  expect(performance.now() - killed).toBeLessThan(5_000);

  // With no process of its own left, the server's own workers take over.
  remote.availability.length = 0;
  await kill(south.child);
  await until(() => remote.availability.some(({ state }) => state === 'down') && remote.availability.at(-1)?.state === 'ready', 10);
  expect(near(await call(), south.port)).toBe(false);
  expect(await registered()).toBe(1);
  bedside.close();
  remote.close();
});

test('[MD23] a process outlives a restart of its server and registers again by itself', async () => {
  const { child } = await startSfu('');
  await until(async () => (await registered()) === 2);
  await server.stop();
  await server.restart();
  await until(async () => (await registered()) === 2);
  const exit = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  child.kill('SIGTERM');
  expect(await exit).toBe(0);
  await until(async () => (await registered()) === 1);
});

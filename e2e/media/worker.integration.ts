import { execFileSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { copyFileSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ConsultSummary } from '#shared/protocol/http.ts';
import { type Session, signIn, until } from '../support/api.ts';
import { root, startServer, type TestServer } from '../support/server.ts';
import { type Caller, caller } from './support/caller.ts';
import { vp8 } from './support/rtp.ts';

/** Process ids of the media workers that run, from the server's log. */
function workers(server: TestServer): number[] {
  const lines = server
    .log()
    .split('\n')
    .filter((line) => line.includes('"a media worker runs"'));
  const latest = new Map(lines.map((line) => JSON.parse(line) as { worker: number; pid: number }).map(({ worker, pid }) => [worker, pid]));
  return [...latest.values()];
}

const worker = (): string => execFileSync(process.execPath, ['sfu/worker/setup.mjs', '--check'], { cwd: root, encoding: 'utf8' }).trim();

const camera = (transportId: string) => ({
  transportId,
  kind: 'video' as const,
  source: 'camera' as const,
  rtpParameters: vp8(),
  paused: false,
  control: null,
});

/** As a browser does: another worker may be gone a moment longer. */
const rejoin = (one: Caller) => until(() => one.join().catch(() => null));

describe('a worker that dies', () => {
  let server: TestServer;
  let ed: Session;
  let neuro: Session;
  beforeAll(async () => {
    server = await startServer();
    [ed, neuro] = await Promise.all([signIn(server, 'ed'), signIn(server, 'neuro')]);
  });
  afterAll(() => server.dispose());

  test('[MD10] is replaced, and its room runs again within 5 s, over and over, on the same port', async () => {
    const { id } = await ed.json<ConsultSummary>('/api/consults', { method: 'POST', body: '{}' });
    const [bedside, remote] = [await caller(server, ed, id), await caller(server, neuro, id)];
    const ports = new Set<unknown>();
    for (let round = 0; round < 3; round++) {
      const a = await rejoin(bedside);
      const b = await rejoin(remote);
      const { producerId } = await bedside.do('media:produce', camera(a.send));
      await remote.do('media:consume', { producerId, rtpCapabilities: b.rtpCapabilities });
      remote.availability.length = 0;
      const killed = performance.now();
      for (const pid of workers(server)) process.kill(pid, 'SIGKILL');
      await until(() => remote.availability.some(({ state }) => state === 'down'));
      await until(() => remote.availability.at(-1)?.state === 'ready', 10);
      // Nothing of before is there to trip over.
      expect(remote.rooms.at(-1)).toMatchObject({ peers: [], producers: [] });
      expect(await bedside.ask('media:produce', camera(a.send))).toEqual({ ok: false, code: 'NOT_FOUND' });
      const again = await rejoin(bedside);
      const { producerId: next } = await bedside.do('media:produce', camera(again.send));
      const c = await rejoin(remote);
      await remote.do('media:consume', { producerId: next, rtpCapabilities: c.rtpCapabilities });
      expect(performance.now() - killed).toBeLessThan(5_000);
      const { iceCandidates } = await remote.do('media:transport', { direction: 'receive', forceTcp: false });
      ports.add((iceCandidates[0] as { port: number }).port);
    }
    expect(ports.size).toBeLessThanOrEqual(2);
    expect(await (await fetch(`${server.url}/readyz`)).json()).toMatchObject({ parts: { rtc: { ready: true } } });
    bedside.close();
    remote.close();
  });

  test('[MD10] one that hangs is replaced too', async () => {
    const { id } = await ed.json<ConsultSummary>('/api/consults', { method: 'POST', body: '{}' });
    const one = await caller(server, ed, id);
    await one.join();
    one.availability.length = 0;
    const hung = performance.now();
    for (const pid of workers(server)) process.kill(pid, 'SIGSTOP');
    await until(() => one.availability.some(({ state }) => state === 'down') && one.availability.at(-1)?.state === 'ready', 10);
    await rejoin(one);
    expect(performance.now() - hung).toBeLessThan(10_000);
    one.close();
  });

  test('[MD11] strangers on the media port change nothing', async () => {
    const { id } = await ed.json<ConsultSummary>('/api/consults', { method: 'POST', body: '{}' });
    const one = await caller(server, ed, id);
    await one.join();
    const { iceCandidates } = await one.do('media:transport', { direction: 'receive', forceTcp: false });
    const { port, address } = iceCandidates[0] as { port: number; address: string };
    const before = workers(server);
    const socket = createSocket('udp4');
    for (let size = 0; size < 1_200; size += 3) {
      const bytes = Buffer.alloc(size, size % 251);
      // Looks like STUN, DTLS (22: a ClientHello) and RTP by turns (RFC 7983).
      if (size > 0) bytes[0] = [0, 22, 128, 255][size % 4]!;
      await new Promise((resolve) => socket.send(bytes, port, address, resolve));
    }
    socket.close();
    await one.do('media:restart-ice', { transportId: (await one.do('media:transport', { direction: 'receive', forceTcp: false })).id });
    expect(workers(server)).toEqual(before);
    one.close();
  });
});

describe('without a worker', () => {
  test('[MD15] the server starts first: rtc is null and says why, images are not kept waiting, and media comes without a restart', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'hyperacute-worker-'));
    const program = join(folder, 'mediasoup-worker');
    const server = await startServer({ MEDIASOUP_WORKER_BIN: program });
    try {
      expect(server.rtc).toBeNull();
      const waiting = await fetch(`${server.url}/readyz`);
      expect(waiting.status).toBe(200);
      expect(await waiting.json()).toMatchObject({ ready: true, parts: { rtc: { ready: false, why: expect.stringContaining('worker') } } });
      const ed = await signIn(server, 'ed');
      const { id } = await ed.json<ConsultSummary>('/api/consults', { method: 'POST', body: '{}' });
      const early = await caller(server, ed, id);
      expect(early.availability[0]).toMatchObject({
        state: expect.stringMatching(/starting|down/),
        why: expect.stringContaining('worker'),
      });
      expect(await early.ask('media:join', { rtpCapabilities: null })).toEqual({ ok: false, code: 'NOT_READY' });
      copyFileSync(worker(), `${program}.tmp`);
      renameSync(`${program}.tmp`, program);
      await until(() => early.availability.at(-1)?.state === 'ready');
      await early.join();
      expect(await (await fetch(`${server.url}/readyz`)).json()).toMatchObject({ parts: { rtc: { ready: true } } });
      early.close();
    } finally {
      await server.dispose();
      rmSync(folder, { recursive: true });
    }
  });

  test('[MD15] a taken port is said, and media comes when it is free', async () => {
    const blocker = createSocket('udp4');
    const port = await new Promise<number>((resolve) => blocker.bind(0, '127.0.0.1', () => resolve(blocker.address().port)));
    const server = await startServer({ HYPERACUTE_RTC_PORT: String(port) });
    try {
      expect(server.rtc).toBeNull();
      const { parts } = (await (await fetch(`${server.url}/readyz`)).json()) as { parts: { rtc: { why: string } } };
      expect(parts.rtc.why).toContain(String(port));
      blocker.close();
      await until(
        async () => ((await (await fetch(`${server.url}/readyz`)).json()) as { parts: { rtc: { ready: boolean } } }).parts.rtc.ready,
      );
    } finally {
      await server.dispose();
    }
  });
});

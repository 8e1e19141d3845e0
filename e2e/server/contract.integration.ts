import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { ConsultSummary } from '#shared/protocol/http.ts';
import type { ServerStreamMessage } from '#shared/protocol/stream.ts';
import { type Session, signIn, until } from '../support/api.ts';
import { filesIn, realData, storescu } from '../support/dicom.ts';
import { makeCt } from '../support/make-ct.ts';
import { root, startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let neuro: Session;
let ed: Session;
let lakeside: Session;

beforeAll(async () => {
  server = await startServer();
  [neuro, ed, lakeside] = await Promise.all([signIn(server, 'neuro'), signIn(server, 'ed'), signIn(server, 'lakeside')]);
});
afterAll(() => server.dispose());

/** Status of a WebSocket upgrade; 101 when it is let in. */
function upgrade(path: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(server.url.replace('http', 'ws') + path, { headers });
    socket.on('open', () => {
      socket.close();
      resolve(101);
    });
    socket.on('unexpected-response', (_request, response) => {
      resolve(response.statusCode ?? 0);
      socket.terminate();
    });
    socket.on('error', reject);
  });
}

describe('sessions', () => {
  test('[ID1] a session is a strict HttpOnly cookie; without it the answer is 401', async () => {
    const answer = await fetch(`${server.url}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'ir@metro.example', password: 'hyperacute' }),
    });
    expect(answer.headers.getSetCookie()[0]).toMatch(/^session=.*HttpOnly.*SameSite=Strict/);
    expect((await fetch(`${server.url}/api/session`)).status).toBe(401);
    const ir = await signIn(server, 'ir');
    expect(await ir.json('/api/session')).toMatchObject({ person: { role: 'interventionalist' }, organisation: { kind: 'hub' } });
    expect((await ir.fetch('/api/session', { method: 'DELETE' })).status).toBe(204);
    expect((await ir.fetch('/api/session')).status).toBe(401);
  });

  test('[ID1] problems are RFC 9457 and echo nothing', async () => {
    const answer = await fetch(`${server.url}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: '<b>nobody</b>@x', password: 'secret-word' }),
    });
    const text = await answer.text();
    expect(answer.status).toBe(401);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(JSON.parse(text)).toMatchObject({ status: 401, code: 'WRONG_CREDENTIALS' });
    expect(text).not.toMatch(/nobody|secret-word/);
  });

  test('[ID2] a foreign origin is refused, on HTTP and on every socket', async () => {
    const evil = { origin: 'http://evil.example' };
    expect((await neuro.fetch('/api/consults', { headers: evil })).status).toBe(403);
    expect((await neuro.fetch('/api/consults', { headers: { origin: server.url } })).status).toBe(200);
    expect(await upgrade('/stream?consult=x', { cookie: neuro.cookie, ...evil })).toBe(403);
    expect(await upgrade('/collab/x', { cookie: neuro.cookie, ...evil })).toBe(403);
    expect((await neuro.fetch('/socket.io/?EIO=4&transport=polling', { headers: evil })).status).toBe(403);
  });

  test('[ST9] [ID3] sockets of a room: 401 without a session, 404 for a consult that is not yours', async () => {
    expect(await upgrade('/stream?consult=x', {})).toBe(401);
    expect(await upgrade('/collab/x', {})).toBe(401);
    const consult = await ed.json<ConsultSummary>('/api/consults', { method: 'POST', body: '{}' });
    expect(await upgrade(`/stream?consult=${consult.id}`, { cookie: lakeside.cookie })).toBe(404);
    expect(await upgrade(`/collab/${consult.id}`, { cookie: lakeside.cookie })).toBe(404);
    expect(await upgrade(`/stream?consult=${consult.id}`, { cookie: neuro.cookie })).toBe(101);
    expect(await upgrade(`/collab/${consult.id}`, { cookie: neuro.cookie })).toBe(101);
  });
});

describe('consults', () => {
  test('[CN1] [CN3] images from a spoke open a consult that its hub sees live, and nobody else', async () => {
    const socket: Socket = io(server.url, { transports: ['polling'], extraHeaders: { cookie: neuro.cookie } });
    const told: ConsultSummary[] = [];
    socket.on('consult', (consult: ConsultSummary) => told.push(consult));
    await new Promise<void>((resolve) => socket.on('connect', () => resolve()));
    const files = await makeCt({ slices: 4, mrn: 'CN1', name: 'INVENTED^ONE' });
    await storescu(server, files);
    const consult = await until(async () => (await neuro.consults()).find((one) => one.patient.mrn === 'CN1'));
    expect(consult).toMatchObject({ state: 'open', site: { name: 'Riverside General' }, openedBy: 'images', studies: [{ instances: 4 }] });
    await until(() => told.some((one) => one.id === consult.id && one.studies[0]?.instances === 4));
    expect((await lakeside.consults()).some((one) => one.id === consult.id)).toBe(false);
    expect((await lakeside.fetch(`/api/consults/${consult.id}`)).status).toBe(404);
    await storescu(server, await makeCt({ slices: 2, mrn: 'CN1', name: 'INVENTED^ONE' }));
    expect((await neuro.consults()).filter((one) => one.patient.mrn === 'CN1')).toHaveLength(1);
    socket.close();
  });

  test('[ID3] not yours and not there are the same answer', async () => {
    const consult = await ed.json<ConsultSummary>('/api/consults', { method: 'POST', body: '{}' });
    const [foreign, nowhere] = await Promise.all([
      lakeside.fetch(`/api/consults/${consult.id}`),
      lakeside.fetch('/api/consults/0000000000000000000'),
    ]);
    expect(foreign.status).toBe(nowhere.status);
    expect(await foreign.text()).toBe(await nowhere.text());
  });

  test('[CN2] stand down, re-open, close, undo: each with a reason, none out of turn', async () => {
    const { id } = await ed.json<ConsultSummary>('/api/consults', { method: 'POST', body: '{}' });
    const patch = (body: object) =>
      ed.fetch(`/api/consults/${id}`, { method: 'PATCH', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
    expect((await patch({ action: 'close' })).status).toBe(400);
    expect((await patch({ action: 're-open', reason: 'x' })).status).toBe(409);
    for (const [action, state] of [
      ['stand-down', 'stood-down'],
      ['re-open', 'open'],
      ['close', 'closed'],
      ['re-open', 'open'],
      ['undo-opening', 'undone'],
    ]) {
      const answer = await patch({ action, reason: 'because of a test' });
      expect(await answer.json()).toMatchObject({ state, stateReason: 'because of a test' });
    }
    const coordinator = await signIn(server, 'coordinator');
    expect(
      (
        await coordinator.fetch(`/api/consults/${id}`, {
          method: 'PATCH',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ action: 're-open', reason: 'x' }),
        })
      ).status,
    ).toBe(403);
  });

  test('[CN4] the same study in two organisations is two studies', async () => {
    const files = await makeCt({ slices: 2, mrn: 'CN4', name: 'INVENTED^FOUR' });
    await storescu(server, files);
    await storescu(server, files, { aet: 'LAKESIDE_CT' });
    const mine = await until(async () => (await lakeside.consults()).find((one) => one.patient.mrn === 'CN4'));
    const theirs = (await ed.consults()).find((one) => one.patient.mrn === 'CN4');
    expect(mine.id).not.toBe(theirs?.id);
    expect(mine.studies[0]?.studyInstanceUID).toBe(theirs?.studies[0]?.studyInstanceUID);
  });
});

describe('catalogue', () => {
  test('[CA1] a resend changes nothing; other content under the same UID is kept aside', async () => {
    const [file] = await makeCt({ slices: 1, mrn: 'CA1', name: 'INVENTED^CA' });
    await storescu(server, [file!]);
    await storescu(server, [file!]);
    const other = await makeCt({ slices: 1, mrn: 'CA1', name: 'INVENTED^CA', like: file!, seed: 99 });
    expect(await storescu(server, other)).toContain('Warning');
    const consult = (await ed.consults()).find((one) => one.patient.mrn === 'CA1');
    expect(consult).toMatchObject({ needsReview: 1, studies: [{ instances: 1 }] });
  });

  test('[CA2] a second patient never enters a study silently', async () => {
    const [file] = await makeCt({ slices: 1, mrn: 'CA2', name: 'INVENTED^TWO', birthDate: '19500101' });
    await storescu(server, [file!]);
    const [wrong] = await makeCt({ slices: 1, mrn: 'CA2', name: 'INVENTED^TWO', birthDate: '19600101', study: 'same', like: file! });
    expect(await storescu(server, [wrong!])).toContain('Warning');
    expect((await ed.consults()).find((one) => one.patient.mrn === 'CA2')).toMatchObject({
      needsReview: 1,
      patient: { birthDate: '19500101' },
    });
  });
});

describe.runIf(realData('dicom', '06_mr_prior_brain_dwi_enhanced') !== null)('what is not an image', () => {
  test('[CA4] reports are kept and named, multi-frame objects are described frame by frame', { timeout: 60_000 }, async () => {
    const files = filesIn(realData('dicom', '06_mr_prior_brain_dwi_enhanced')!).filter((file) => file.endsWith('.dcm'));
    await storescu(server, files, { extra: ['-R'] });
    const consult = await until(async () =>
      (await ed.consults()).find((one) => one.studies.some((study) => study.modalities.includes('SR'))),
    );
    const told: ServerStreamMessage[] = [];
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/stream?consult=${consult.id}`, { headers: { cookie: ed.cookie } });
    let bytes = 0;
    socket.on('open', () => socket.send(JSON.stringify({ t: 'hello', protocol: 1, held: [] })));
    socket.on('message', (data: Buffer, binary) => {
      if (!binary) return told.push(JSON.parse(String(data)) as ServerStreamMessage);
      bytes += data.length;
      return socket.send(JSON.stringify({ t: 'ack', bytes }));
    });
    await until(() => told.some((message) => message.t === 'idle'));
    const series = told.flatMap((message) => (message.t === 'series' ? message.series : []));
    expect(series.find((one) => one.modality === 'SR')).toMatchObject({ role: 'document', documentKind: 'sr' });
    expect(Math.max(...series.map((one) => one.frames))).toBe(39);
    const frames = told.flatMap((message) => (message.t === 'frames' ? message.frames : []));
    expect(new Set(frames.map((frame) => frame.id)).size).toBeGreaterThanOrEqual(3 * 39);
    expect(frames.every((frame) => frame.position !== null)).toBe(true);
    socket.close();
  });
});

describe('the process', () => {
  test('[SV1] health, readiness, metrics and the description of the API answer', async () => {
    expect(await (await fetch(`${server.url}/healthz`)).json()).toEqual({ ok: true });
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
    expect(await (await fetch(`${server.url}/metrics`)).text()).toContain('hyperacute_transcode_waiting');
    expect(Object.keys(((await (await fetch(`${server.url}/api/openapi.json`)).json()) as { paths: object }).paths)).toContain(
      '/api/consults/{id}',
    );
    for (const line of server
      .log()
      .split('\n')
      .filter((one) => one !== ''))
      expect(() => JSON.parse(line)).not.toThrow();
  });

  test('[SV6] no log line holds anything of a patient', () => {
    expect(server.log()).not.toMatch(/INVENTED|CN1|CA2|19500101/);
  });

  test('[SV4] SIGTERM ends it with 0, and what was accepted is there afterwards', async () => {
    const own = await startServer();
    await storescu(own, await makeCt({ slices: 3, mrn: 'SV4', name: 'INVENTED^FIVE' }));
    expect(await own.stop()).toBe(0);
    await own.restart();
    const after = await signIn(own, 'ed');
    expect((await after.consults())[0]).toMatchObject({ patient: { mrn: 'SV4' }, studies: [{ instances: 3 }] });
    await own.dispose();
  });

  test('[SV4] SIGTERM while it starts ends it too, when its media workers run already', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'hyperacute-early-'));
    const ports = ['PORT', 'DIMSE_PORT', 'MLLP_PORT', 'RTC_PORT'].map((name) => [`HYPERACUTE_${name}`, '0']);
    const child = spawn(process.execPath, ['server/main.ts'], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, ...Object.fromEntries(ports), HYPERACUTE_DATA: folder, HYPERACUTE_SAMPLE_CASE: 'off' },
    });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      if (!said.includes('a media worker runs') && (said + text).includes('a media worker runs')) child.kill('SIGTERM');
      said += text;
    });
    expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(0);
    expect(said).toContain('a media worker runs');
    rmSync(folder, { recursive: true });
  });

  test('[SV1] pages are served with a policy that allows no foreign code', async () => {
    const page = await fetch(`${server.url}/consults/anything`);
    expect(page.headers.get('content-security-policy')).toMatch(/default-src 'none'.*script-src 'self' 'wasm-unsafe-eval'/);
    expect(await page.text()).toBe(readFileSync('dist/client/index.html', 'utf8'));
  });
});

import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '#shared/protocol/errors.ts';
import { registerStow } from './stow.ts';
import { part10 } from './testing/part10.ts';
import { bytesOf, HOSTILE, hasHostile, hostile } from './testing/shared-data.ts';
import { startTestIntake, type TestIntake } from './testing/test-intake.ts';
import type { DicomJson } from './types.ts';

let test: TestIntake;
let app: FastifyInstance;
let url: string;

beforeAll(async () => {
  test = await startTestIntake({ dimse: null });
  app = Fastify();
  app.setErrorHandler((error, _request, reply) => {
    const known = error instanceof AppError;
    void reply
      .code(known ? error.status : ((error as { statusCode?: number }).statusCode ?? 500))
      .send({ code: known ? error.code : 'INTERNAL', detail: known ? error.detail : String(error) });
  });
  registerStow(
    app,
    { intake: test.intake, accept: test.accept, whoIs: async () => ({ organisationId: 'riverside', door: 'stow', sender: 'key-1' }) },
    { prefix: '/dicomweb' },
  );
  url = await app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(async () => {
  await app.close();
  await test.close();
});
beforeEach(() => {
  test.kept.length = 0;
});

const TYPE = 'multipart/related; type="application/dicom"; boundary=B';

function body(parts: readonly Buffer[]): Buffer {
  const framed = parts.flatMap((part) => [Buffer.from('--B\r\nContent-Type: application/dicom\r\n\r\n'), part, Buffer.from('\r\n')]);
  return Buffer.concat([...framed, Buffer.from('--B--\r\n')]);
}

async function post(bytes: Buffer, path = '/dicomweb/studies', headers: Record<string, string> = {}) {
  const response = await fetch(url + path, { method: 'POST', body: new Uint8Array(bytes), headers: { 'content-type': TYPE, ...headers } });
  const text = await response.text();
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    text,
    dataset: JSON.parse(text.startsWith('{') ? text : '{}') as DicomJson,
  };
}

/** Sends raw bytes and resolves with the status of the answer. */
function raw(bytes: Buffer): Promise<{ status: number; ms: number }> {
  const began = performance.now();
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(bytes));
    let got = '';
    socket.setTimeout(4_000, () => reject(new Error('no answer')));
    socket.on('data', (chunk) => {
      got += chunk.toString('latin1');
      const status = /^HTTP\/1\.1 (\d{3})/.exec(got)?.[1];
      if (status === undefined) return;
      socket.destroy();
      resolve({ status: Number(status), ms: performance.now() - began });
    });
    socket.on('error', reject);
    socket.on('close', () => reject(new Error(`closed without an answer: ${got}`)));
  });
}

describe('a STOW-RS request', () => {
  it('[IN42] answers 200 with one reference an instance when all are stored', async () => {
    const { status, dataset, type } = await post(body([part10({ instance: '1.2.3.1' }), part10({ instance: '1.2.3.2' })]));
    expect(status).toBe(200);
    expect(type).toContain('application/dicom+json');
    expect(dataset['00081199']?.Value).toHaveLength(2);
    expect(dataset['00081198']).toBeUndefined();
    expect(test.kept.map(({ source }) => source.door)).toEqual(['stow', 'stow']);
  });

  it('[IN42] answers 202 and both sequences when one part is refused', async () => {
    const { status, dataset } = await post(body([part10({ instance: '1.2.3.1' }), Buffer.from('not DICOM')]));
    expect(status).toBe(202);
    expect(dataset['00081199']?.Value).toHaveLength(1);
    expect(dataset['00081198']?.Value).toEqual([expect.objectContaining({ '00081197': { vr: 'US', Value: [0xc000] } })]);
    expect(test.kept).toHaveLength(1);
  });

  it('[IN42] answers 409 when none is stored, and XML to who asks for it', async () => {
    expect((await post(body([Buffer.from('not DICOM')]))).status).toBe(409);
    const { type, text } = await post(body([part10({})]), '/dicomweb/studies', { accept: 'application/dicom+xml' });
    expect(type).toContain('application/dicom+xml');
    expect(text).toMatch(/<DicomAttribute tag="00081199" vr="SQ"><Item number="1">/);
  });

  it('[IN44] keeps objects of another study out of a study resource', async () => {
    const mine = part10({ instance: '1.2.3.1', study: '1.2.9' });
    const other = part10({ instance: '1.2.3.2', study: '1.2.8' });
    const { status, dataset } = await post(body([mine, other]), '/dicomweb/studies/1.2.9');
    expect(status).toBe(202);
    expect(dataset['00081198']?.Value).toEqual([expect.objectContaining({ '00081155': { vr: 'UI', Value: ['1.2.3.2'] } })]);
    expect(await test.spooled()).toEqual([]);
    expect((await post(body([mine]), '/dicomweb/studies/1..2')).status).toBe(400);
  });

  it('[IN43] keeps complete parts before a fault, and nothing of the one it hit', async () => {
    const whole = body([part10({ instance: '1.2.3.1' }), part10({ instance: '1.2.3.2' })]);
    const { status } = await post(whole.subarray(0, whole.length - 200));
    expect(status).toBe(400);
    expect(test.kept.map(({ spooled }) => spooled.object.sopInstanceUid)).toEqual(['1.2.3.1']);
    expect(await test.spooled()).toEqual([]);
  });

  it('[IN40] takes the same request apart however it is cut', async () => {
    const part = part10({ rows: 64, columns: 64 });
    const whole = Buffer.concat([Buffer.from('preamble\r\n'), body([part, part]), Buffer.from('epilogue')]);
    const head = Buffer.from(
      `POST /dicomweb/studies HTTP/1.1\r\nHost: x\r\nContent-Type: ${TYPE}\r\nContent-Length: ${whole.length}\r\n\r\n`,
    );
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.setNoDelay(true);
    const answer = new Promise<string>((resolve) => socket.on('data', (chunk) => resolve(chunk.toString('latin1'))));
    socket.write(head);
    for (let at = 0; at < whole.length; at += 37)
      if (!socket.write(whole.subarray(at, at + 37))) await new Promise((resolve) => socket.once('drain', resolve));
    expect(await answer).toMatch(/^HTTP\/1\.1 200/);
    socket.destroy();
    expect(new Set(test.kept.map(({ spooled }) => spooled.object.sha256)).size).toBe(1);
    expect(test.kept).toHaveLength(2);
    expect((await test.bytesOf(test.kept[0]!)).equals(part)).toBe(true);
  });

  it.each([
    ['no boundary', { 'content-type': 'multipart/related; type="application/dicom"' }, 400],
    ['a content encoding', { 'content-encoding': 'gzip' }, 415],
    ['another root type', { 'content-type': 'multipart/related; type="application/dicom+xml"; boundary=B' }, 415],
    ['JSON', { 'content-type': 'application/json' }, 415],
  ])('[IN41] refuses %s', async (_name, headers, status) => {
    expect((await post(body([part10({})]), '/dicomweb/studies', headers)).status).toBe(status);
    expect(test.kept).toEqual([]);
  });
});

describe.runIf(hasHostile)('the hostile corpus through STOW-RS', () => {
  const requests = hostile('http-').filter(
    (item) => readFileSync(join(HOSTILE, item.file)).includes('POST /dicomweb/studies') || item.encoding === 'gzip',
  );
  // Origin and broken HTTP are the HTTP server's to refuse.
  const ours = requests.filter((item) => !['ORIGIN', 'HTTP_MALFORMED'].includes(item.expect.code ?? ''));
  const stow = ours.filter((item) => bytesOf(item).subarray(0, 300).includes('POST /dicomweb/studies'));

  it.each(stow.map((item) => [item.id, item] as const))('[IN41] %s', async (_id, item) => {
    let bytes = bytesOf(item);
    if (item.control) {
      const at = bytes.indexOf('\r\n\r\n');
      const head = bytes.toString('latin1', 0, at).replace(/Content-Length: \d+/, `Content-Length: ${bytes.length - at - 4}`);
      bytes = Buffer.concat([Buffer.from(head, 'latin1'), bytes.subarray(at)]);
    }
    const { status, ms } = await raw(bytes);
    const wanted = Array.isArray(item.expect.http) ? item.expect.http : [item.expect.http];
    expect(wanted).toContain(status);
    expect(ms).toBeLessThan(item.expect.max_ms ?? 2_000);
    if (item.expect.stored === false) expect(test.kept).toEqual([]);
    else expect(test.kept).toHaveLength(Number(item.expect.stored));
    expect(await test.spooled()).toEqual([]);
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '#shared/protocol/errors.ts';
import { type UploadState, uploadState } from '#shared/protocol/upload.ts';
import { part10 } from './testing/part10.ts';
import { bytesOf, DATA, hasData, hasHostile, hostile } from './testing/shared-data.ts';
import { startTestIntake, type TestIntake } from './testing/test-intake.ts';
import { zip } from './testing/zip.ts';
import { registerUploads } from './upload.ts';

let test: TestIntake;
let app: FastifyInstance;
let url: string;

async function listen(): Promise<void> {
  app = Fastify();
  app.setErrorHandler((error, _request, reply) => {
    const known = error instanceof AppError;
    void reply.code(known ? error.status : 500).send({ code: known ? error.code : String(error) });
  });
  registerUploads(app, {
    intake: test.intake,
    accept: test.accept,
    folder: join(test.folder, 'uploads'),
    whoIs: async (request, consultId) => {
      if (consultId !== 'c1') throw new AppError('NOT_FOUND');
      return { organisationId: 'riverside', door: 'upload', sender: String(request.headers['x-person'] ?? 'ed'), consultId };
    },
  });
  url = await app.listen({ host: '127.0.0.1', port: 0 });
}

beforeAll(async () => {
  test = await startTestIntake({ dimse: null });
  await listen();
});
afterAll(async () => {
  await app.close();
  await test.close();
});
beforeEach(() => {
  test.kept.length = 0;
});

async function begin(bytes: number, name = 'a.dcm', consult = 'c1'): Promise<Response> {
  return fetch(`${url}/api/consults/${consult}/uploads`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name, bytes }),
  });
}

function patch(location: string, bytes: Buffer, offset: number): Promise<Response> {
  return fetch(url + location, {
    method: 'PATCH',
    headers: { 'upload-offset': String(offset), 'content-type': 'application/octet-stream' },
    body: new Uint8Array(bytes),
  });
}

async function upload(
  bytes: Buffer,
  name = 'a.dcm',
): Promise<{ status: number; code: string; state: UploadState | null; location: string }> {
  const location = (await begin(bytes.length, name)).headers.get('location')!;
  const response = await patch(location, bytes, 0);
  const body = (await response.json()) as { code?: string };
  const state = response.ok ? uploadState.parse(body) : null;
  return { status: response.status, code: state?.result?.code ?? body.code ?? '', state, location };
}

describe('an upload', () => {
  it('[IN50] is resumed where it was cut off, and only there', async () => {
    const file = part10({ rows: 128, columns: 128 });
    const created = await begin(file.length);
    expect(created.status).toBe(201);
    const location = created.headers.get('location')!;
    expect((await patch(location, file.subarray(0, 1000), 0)).status).toBe(204);

    // A connection that dies half way: what arrived counts.
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    const head = `PATCH ${location} HTTP/1.1\r\nHost: x\r\nUpload-Offset: 1000\r\nContent-Length: ${file.length - 1000}\r\n\r\n`;
    socket.write(Buffer.concat([Buffer.from(head), file.subarray(1000, 5000)]));
    const offset = async (): Promise<number> => Number((await fetch(url + location, { method: 'HEAD' })).headers.get('upload-offset'));
    await expect.poll(offset, { interval: 10 }).toBe(5000);
    socket.destroy();

    await expect.poll(async () => (await patch(location, file.subarray(0, 10), 0)).status).toBe(409);
    const last = await patch(location, file.subarray(5000), 5000);
    expect(last.status).toBe(200);
    expect(uploadState.parse(await last.json()).result).toMatchObject({ code: 'OK', stored: 1, rejected: 0 });
    expect((await test.bytesOf(test.kept[0]!)).equals(file)).toBe(true);
    expect(test.kept[0]!.source).toMatchObject({ door: 'upload', consultId: 'c1' });
  });

  it('[IN55] outlives a restart of the server', async () => {
    const file = part10({});
    const location = (await begin(file.length)).headers.get('location')!;
    await patch(location, file.subarray(0, 700), 0);
    await app.close();
    await listen();
    expect((await patch(location, file.subarray(700), 700)).status).toBe(200);
    expect(test.kept).toHaveLength(1);
    const again = await fetch(url + location);
    expect(uploadState.parse(await again.json())).toMatchObject({ offset: file.length, result: { stored: 1 } });
    expect(readdirSync(join(test.folder, 'uploads')).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('[IN50] belongs to one person and one consult, and takes no more than was announced', async () => {
    expect((await begin(10, 'a', 'c2')).status).toBe(404);
    expect((await begin(0)).status).toBe(400);
    const location = (await begin(10)).headers.get('location')!;
    expect((await fetch(url + location, { headers: { 'x-person': 'eve' } })).status).toBe(404);
    expect((await patch(location, Buffer.alloc(11), 0)).status).toBe(413);
    expect((await fetch(`${url}/api/consults/c1/uploads/..%2f..%2fx`)).status).toBe(404);
  });

  it('[IN51] of one file answers for that file', async () => {
    const good = await upload(part10({}), 'slice.dcm');
    expect(good.state?.result?.files).toEqual([expect.objectContaining({ name: 'slice.dcm', outcome: 'stored', code: 'OK' })]);
    const bad = await upload(Buffer.from('<html>'), 'page.dcm');
    expect(bad.status).toBe(200);
    expect(bad.state?.result?.files).toEqual([expect.objectContaining({ outcome: 'rejected', code: 'DICOM_NOT_PART10' })]);
  });

  it('[IN52][IN53] of an archive finds the objects by content and lists the rest', async () => {
    const archive = zip([
      { name: 'README.TXT', content: Buffer.from('hello') },
      { name: 'A/IM1', content: part10({ instance: '1.2.3.1' }) },
      { name: '../../IM2.exe', content: part10({ instance: '1.2.3.2' }) },
      { name: 'link', content: Buffer.from('/etc/passwd'), mode: 0o120777 },
      { name: 'inner.zip', content: zip([{ name: 'x', content: part10({ instance: '1.2.3.3' }) }]) },
      { name: 'torn', content: part10({ instance: '1.2.3.4' }), crc: 1 },
    ]);
    const { state } = await upload(archive, 'cd.zip');
    expect(state?.result).toMatchObject({ code: 'OK', stored: 2, ignored: 3, rejected: 1 });
    expect(state?.result?.files.find((file) => file.name === 'torn')).toMatchObject({ outcome: 'rejected', code: 'ENTRY_CORRUPT' });
    expect(test.kept.map(({ spooled }) => spooled.object.sopInstanceUid).sort()).toEqual(['1.2.3.1', '1.2.3.2']);
    expect(await test.spooled()).toEqual([]);
  });

  it('[IN54] with two patients stores nothing until one is chosen', async () => {
    const archive = zip([
      { name: '1', content: part10({ instance: '1.2.3.1' }) },
      {
        name: '2',
        content: part10({
          instance: '1.2.3.2',
          elements: [
            [0x00100020, 'LO', 'MRN2'],
            [0x00100010, 'PN', 'OTHER^CASE'],
          ],
        }),
      },
    ]);
    const { state, location } = await upload(archive, 'cd.zip');
    expect(state?.result).toMatchObject({
      code: 'NEEDS_CHOICE',
      stored: 0,
      patients: [{ patientId: 'MRN1' }, { patientId: 'MRN2', name: 'OTHER^CASE', files: 1 }],
    });
    expect(test.kept).toEqual([]);
    const choose = (patient: number): Promise<Response> =>
      fetch(`${url}${location}/choice`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ patient }),
      });
    expect((await choose(7)).status).toBe(409);
    expect(uploadState.parse(await (await choose(1)).json()).result).toMatchObject({ code: 'OK', stored: 1 });
    expect(test.kept.map(({ spooled }) => spooled.object.sopInstanceUid)).toEqual(['1.2.3.2']);
    expect((await choose(0)).status).toBe(409);
  });
});

describe.runIf(hasHostile)('the hostile archives', () => {
  it.each(hostile('zip-').map((item) => [item.id, item] as const))('[IN53] %s', async (_id, item) => {
    const { status, code, state } = await upload(bytesOf(item), 'upload.zip');
    expect([item.expect.http].flat()).toContain(status);
    if (!Array.isArray(item.expect.http)) expect(code).toBe(item.expect.code);
    const result = state?.result;
    if (typeof item.expect.stored === 'number') expect(result?.stored).toBe(item.expect.stored);
    if (item.expect.rejected !== undefined) expect(result?.rejected).toBe(item.expect.rejected);
    if (item.expect.ignored !== undefined) expect(result?.ignored).toBe(item.expect.ignored);
    if (item.id.includes('overlap')) expect(test.kept.length).toBeLessThanOrEqual(1);
    if (item.id.includes('two-patients')) expect(test.kept).toEqual([]);
    if (item.id.includes('missing-files')) expect(result?.missing).toBe(1);
    expect(await test.spooled()).toEqual([]);
  });
});

describe.runIf(hasData)('a real CD', () => {
  it('[IN52] of one series comes in whole, with its file names out of order', { timeout: 30_000 }, async () => {
    const archive = readFileSync(join(DATA, 'dicom/02_ct_head_philips_phantom_cd/S21570_S2020_thin_1mm_140slices.zip'));
    const { state } = await upload(archive, 'S2020.zip');
    expect(state?.result).toMatchObject({ code: 'OK', stored: 140, rejected: 0 });
  });
});

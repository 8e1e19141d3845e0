import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { admin } from '../support/admin.ts';
import { signIn, until } from '../support/api.ts';
import { storescu } from '../support/dicom.ts';
import { makeCt } from '../support/make-ct.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
  await storescu(server, await makeCt({ slices: 4, mrn: 'AD', name: 'INVENTED^AD' }));
});
afterAll(() => server.dispose());

const originals = () =>
  readdirSync(join(server.dataFolder, 'originals'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

describe('npm run admin', () => {
  test('[AD1] adds a sender, and refuses one it does not know', async () => {
    const [file] = await makeCt({ slices: 1, mrn: 'AD2', name: 'INVENTED^AD' });
    await expect(storescu(server, [file!], { aet: 'NEW_CT' })).rejects.toThrow();
    expect(admin(server, ['add-ae', 'NEW_CT', 'riverside', 'loopback'])).toMatchObject({ code: 0 });
    await storescu(server, [file!], { aet: 'NEW_CT' });
    expect(admin(server, ['add-ae', 'NEW_CT', 'nowhere', 'loopback'])).toMatchObject({
      code: 1,
      error: expect.stringContaining('there is no organisation'),
    });
  });

  test('[AD1] adds a person who can sign in, and wants a password worth the name', async () => {
    expect(admin(server, ['add-person', 'riverside', 'new@riverside.example', 'Invented Person', 'nurse'], 'short')).toMatchObject({
      code: 1,
    });
    expect(
      admin(server, ['add-person', 'riverside', 'new@riverside.example', 'Invented Person', 'nurse'], 'a long enough password'),
    ).toMatchObject({ code: 0 });
    const answer = await fetch(`${server.url}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'new@riverside.example', password: 'a long enough password' }),
    });
    expect(answer.status).toBe(200);
  });

  test('[AD1] adds an API key that opens its own organisation and nothing else', async () => {
    const key = admin(server, ['add-key', 'riverside', 'archive']).out.trim();
    const ask = (path: string, bearer: string) => fetch(server.url + path, { headers: { authorization: `Bearer ${bearer}` } });
    expect(await (await ask('/dicomweb/studies', key)).json()).not.toHaveLength(0);
    expect((await ask('/dicomweb/studies', `${key}x`)).status).toBe(401);
    expect((await ask('/api/consults', key)).status).toBe(401);
  });

  test('[AD2] everything derived is made anew from the originals, the same as before', async () => {
    const before = await fidelity();
    await server.stop();
    rmSync(join(server.dataFolder, 'derived'), { recursive: true });
    expect(admin(server, ['rebuild'])).toMatchObject({ code: 0, out: expect.stringContaining('described anew') });
    await server.restart();
    expect(await fidelity()).toEqual(before);
  });

  test('[AD3] verify says which original is damaged and which is gone', async () => {
    expect(admin(server, ['verify'])).toMatchObject({ code: 0, out: expect.stringContaining('0 faults') });
    const [damaged, missing] = originals();
    const bytes = readFileSync(damaged!);
    bytes[bytes.length - 1]! ^= 1;
    writeFileSync(damaged!, bytes);
    rmSync(missing!);
    const { out, code } = admin(server, ['verify']);
    expect(code).toBe(1);
    expect(out).toMatch(/damaged: riverside/);
    expect(out).toMatch(/missing: riverside/);
  });
});

test('[SV8] production does not start before there is an admin, and then has nobody else', async () => {
  await expect(startServer({ HYPERACUTE_MODE: 'production' })).rejects.toThrow('nobody is an admin yet');
  const dataFolder = mkdtempSync(join(tmpdir(), 'hyperacute-production-'));
  expect(admin({ dataFolder }, ['add-organisation', 'north', 'North Hub', 'hub'])).toMatchObject({ code: 0 });
  expect(
    admin({ dataFolder }, ['add-person', 'north', 'admin@north.example', 'Invented Admin', 'admin'], 'a long enough password'),
  ).toMatchObject({ code: 0 });
  const production = await startServer({ HYPERACUTE_MODE: 'production', HYPERACUTE_DATA: dataFolder });
  const signIn = (email: string, password: string) =>
    fetch(`${production.url}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, password }),
    });
  expect((await signIn('neuro@metro.example', 'hyperacute')).status).toBe(401);
  expect((await signIn('admin@north.example', 'a long enough password')).status).toBe(200);
  await production.dispose();
  rmSync(dataFolder, { recursive: true });
});

/** Hash of every HTJ2K frame of the study, once all are made. */
async function fidelity(): Promise<string[]> {
  const ed = await signIn(server, 'ed');
  const [study] = await ed.json<Record<string, { Value: string[] }>[]>('/dicomweb/studies?PatientID=AD');
  const base = `/dicomweb/studies/${study!['0020000D']!.Value[0]}`;
  const instances = await ed.json<Record<string, { Value: string[] }>[]>(`${base}/instances`);
  const hashes: string[] = [];
  for (const instance of instances) {
    const path = `${base}/series/${instance['0020000E']!.Value[0]}/instances/${instance['00080018']!.Value[0]}/frames/1`;
    const bytes = await until(async () => {
      const answer = await ed.fetch(path, { headers: { accept: 'image/jphc' } });
      return answer.ok ? new Uint8Array(await answer.arrayBuffer()) : null;
    });
    hashes.push(createHash('sha256').update(bytes).digest('hex'));
  }
  return hashes.sort();
}

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DeliveryView, OutboxView } from '#shared/protocol/deliver.ts';
import type { ConsultRecord } from '#shared/protocol/record.ts';
import type { Database } from '../../server/store/database.ts';
import { listening, type Orthanc, startOrthanc } from '../bench/servers/orthanc.ts';
import { admin } from '../support/admin.ts';
import { type Session, signIn, until } from '../support/api.ts';
import { makeCertificate } from '../support/certificate.ts';
import { MllpReceiver } from '../support/deliver/mllp-receiver.ts';
import { dsrdump, freePort, Pacs, valuesOf } from '../support/deliver/pacs.ts';
import { ask, enqueue, openOutbox, recordFor, storedCt } from '../support/deliver/site.ts';
import { storescu } from '../support/dicom.ts';
import { makeCt } from '../support/make-ct.ts';
import { startServer, type TestServer } from '../support/server.ts';

/** Other ways to a receiver: STOW-RS with a password, MLLP and DICOM over TLS; and how destinations are looked after. */

const BASIC = `Basic ${Buffer.from('hyper:acute').toString('base64')}`;
const folder = mkdtempSync(join(tmpdir(), 'hyperacute-ways-'));
const made = makeCertificate();
const certificate = { certFile: made.file, keyFile: join(folder, 'own-key.pem') };
writeFileSync(certificate.keyFile, made.key);

let server: TestServer;
let ed: Session;
let orthanc: Orthanc;
let outbox: Database;
let record: ConsultRecord;

beforeAll(async () => {
  const tls = { CERT: certificate.certFile, KEY: certificate.keyFile, CA: certificate.certFile };
  server = await startServer({
    HYPERACUTE_DELIVERY_RETRY: '0.1-0.4',
    ...Object.fromEntries(
      Object.entries(tls).flatMap(([name, file]) => ['MLLP', 'DIMSE'].map((door) => [`HYPERACUTE_${door}_TLS_${name}`, file])),
    ),
  });
  orthanc = await startOrthanc({ port: await freePort(), dimse: await freePort(), syncStorage: true, users: { hyper: 'acute' } });
  await listening(orthanc.port);
  ed = await signIn(server, 'ed');
  outbox = await openOutbox(server);
  await storescu(server, await makeCt({ slices: 3, mrn: 'DW-1', name: 'INVENTED^WAYS' }), {
    extra: ['+tls', certificate.keyFile, certificate.certFile, '-ic'],
  });
  const consult = await until(async () => (await ed.consults()).find(({ studies }) => studies[0]?.instances === 3));
  record = recordFor(server, consult.id, 'DW-1');
});
afterAll(async () => {
  await outbox?.destroy();
  await orthanc?.dispose();
  await server?.dispose();
  rmSync(folder, { recursive: true, force: true });
  made.remove();
});

const destination = (input: string, ...parameters: string[]): string => {
  const { out, error } = admin(server, ['add-destination', 'riverside', ...parameters], input);
  expect(error).toBe('');
  return /\(([\w-]+)\)/.exec(out)![1]!;
};

let version = 0;
/** Signs the next version, and waits until what goes to the destination is in that state. */
async function sign(name: string, wanted: (one: DeliveryView) => boolean): Promise<DeliveryView[]> {
  version += 1;
  const own = version;
  await enqueue(outbox, { ...record, version });
  return until(async () => {
    const { deliveries } = await ed.json<{ deliveries: DeliveryView[] }>(`/api/consults/${record.consultId}/deliveries`);
    const there = deliveries.filter((one) => one.destination.name === name && one.version === own);
    return there.length > 0 && there.every(wanted) && there;
  });
}
const isSent = ({ state }: DeliveryView) => state === 'sent';

it('[DV5] [DV6] [DV43] Orthanc takes SR and KOS by STOW-RS, about the images that were sent, and takes them twice as one', async () => {
  const url = `http://127.0.0.1:${orthanc.port}/dicom-web`;
  destination(BASIC, 'Orthanc', 'stow', url, '--authorization');
  const [sr, kos] = await sign('Orthanc', isSent);
  const get = (path: string) => fetch(`http://127.0.0.1:${orthanc.port}${path}`, { headers: { authorization: BASIC } });
  const ct = storedCt(server, 'DW-1');
  for (const [delivery, images] of [
    [sr!, ct.sops],
    [kos!, [ct.sops[1]!]],
  ] as const) {
    const [id] = (await (
      await fetch(`http://127.0.0.1:${orthanc.port}/tools/lookup`, {
        method: 'POST',
        headers: { authorization: BASIC },
        body: delivery.identifier,
      })
    ).json()) as { ID: string }[];
    const file = join(folder, `${delivery.kind}.dcm`);
    writeFileSync(file, Buffer.from(await (await get(`/instances/${id!.ID}/file`)).arrayBuffer()));
    expect(await dsrdump(file)).toContain('PNAME:(121008,DCM,"Person Observer Name")="Dr Ada Novak"');
    expect(new Set(await valuesOf(file, '0008,1155'))).toEqual(new Set(images));
  }
  // As if the process had died before it could mark them.
  await outbox.updateTable('delivery').set({ state: 'waiting', settled_at: null }).where('id', 'in', [sr!.id, kos!.id]).execute();
  await until(() =>
    ask<{ tries: number; state: string }>(
      server,
      "SELECT tries, state FROM delivery JOIN destination ON destination.id = destination_id WHERE name = 'Orthanc'",
    ).every(({ tries, state }) => tries === 2 && state === 'sent'),
  );
  expect((await (await get('/instances')).json()) as unknown[]).toHaveLength(2);
});

it('[DV7] [DV51] waits where its password is wrong, never shows one, and follows no redirect', async () => {
  const elsewhere: string[] = [];
  const trap = createServer((request, response) => {
    elsewhere.push(request.url ?? '');
    response.writeHead(307, { location: '/stolen' }).end();
  });
  await new Promise<void>((resolve) => trap.listen(0, '127.0.0.1', resolve));
  const wrong = destination(
    'Basic d3Jvbmc6d3Jvbmc=',
    'Wrong password',
    'stow',
    `http://127.0.0.1:${orthanc.port}/dicom-web`,
    '--authorization',
  );
  const { port } = trap.address() as { port: number };
  const moved = destination('', 'Moved', 'stow', `http://127.0.0.1:${port}/dicom-web`);
  const [first] = await sign('Wrong password', ({ kind, error }) => kind === 'kos' || error === 'NOT_ALLOWED');
  expect([first!.state, first!.errorText]).toEqual(['waiting', expect.stringContaining('does not let us in')]);
  await until(
    async () =>
      ask<{ error: string }>(server, "SELECT error FROM delivery WHERE kind = 'sr' AND destination_id = ?", moved)[0]?.error ===
      'ANSWER_INVALID',
  );
  expect(new Set(elsewhere)).toEqual(new Set(['/dicom-web/studies']));
  trap.close();
  const shown = await (await ed.fetch('/api/admin/outbox')).text();
  expect(shown).toContain('Wrong password');
  for (const secret of ['d3Jvbmc6d3Jvbmc=', BASIC]) {
    expect(shown).not.toContain(secret);
    expect(server.log()).not.toContain(secret);
    expect(admin(server, ['list-destinations']).out).not.toContain(secret);
  }
  for (const id of [wrong, moved]) expect(admin(server, ['remove-destination', 'riverside', id]).code).toBe(0);
});

it('[DV50] gives up what waits for a destination that is removed, and nothing goes there any more', async () => {
  expect(
    new Set(
      ask<{ state: string }>(
        server,
        'SELECT state FROM delivery WHERE destination_id IN (SELECT id FROM destination WHERE removed_at IS NOT NULL)',
      ).map(({ state }) => state),
    ),
  ).toEqual(new Set(['cancelled']));
  expect(admin(server, ['remove-destination', 'riverside', 'archive-riverside']).error).toContain('no destination');
  expect(admin(server, ['list-destinations', 'riverside']).out).not.toContain('Moved');
});

it('[DV50] [DV20] speaks MLLP over TLS, with its own certificate', async () => {
  const pem = { cert: made.cert, key: made.key };
  const receiver = new MllpReceiver({ ...pem, ca: pem.cert, requestCert: true, rejectUnauthorized: true });
  await receiver.start();
  destination('', 'TLS EHR', 'mllp', '127.0.0.1', String(receiver.port), '--tls');
  const plain = destination('', 'Plain at TLS', 'mllp', '127.0.0.1', String(receiver.port));
  await sign('TLS EHR', isSent);
  expect(receiver.messages).toHaveLength(1);
  await until(() => ask<{ error: string }>(server, 'SELECT error FROM delivery WHERE destination_id = ?', plain)[0]?.error !== '');
  expect(receiver.messages).toHaveLength(1);
  expect(admin(server, ['remove-destination', 'riverside', plain]).code).toBe(0);
  await receiver.stop();
});

it('[DV50] [DV40] sends C-STORE over TLS to a PACS that wants a certificate', async () => {
  const pacs = new Pacs(await freePort(), ['+tls', certificate.keyFile, certificate.certFile, '+cf', certificate.certFile, '-rc']);
  pacs.start();
  destination('', 'TLS PACS', 'dimse', '127.0.0.1', String(pacs.port), 'SPOKE_PACS', '--tls', '--calling-ae=HUB_OUT', '--gets=sr');
  await sign('TLS PACS', isSent);
  expect(pacs.files('SR')).toHaveLength(1);
  expect(pacs.files('KO')).toHaveLength(0);
  await pacs.dispose();
});

it('[DV50] an admin adds, pauses and removes destinations of the own organisation; nobody else does', async () => {
  const boss = await signIn(server, 'admin');
  const call = (session: Session, method: string, path: string, body?: object) =>
    session.fetch(path, {
      method,
      ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
  const given = { kind: 'mllp', name: 'Hub EHR', gets: ['oru'], settings: { host: '127.0.0.1', port: 9 } };
  expect((await call(ed, 'POST', '/api/admin/destinations', given)).status).toBe(403);
  const { id } = (await (await call(boss, 'POST', '/api/admin/destinations', given)).json()) as { id: string };
  expect((await call(boss, 'POST', '/api/admin/destinations', given)).status).toBe(409);
  expect((await call(boss, 'POST', '/api/admin/destinations', { ...given, name: 'X', gets: ['sr'] })).status).toBe(400);
  const spiteful = { kind: 'stow', name: 'Y', settings: { url: 'http://user:secret@127.0.0.1/' } };
  expect((await call(boss, 'POST', '/api/admin/destinations', spiteful)).status).toBe(400);
  expect((await call(boss, 'PATCH', `/api/admin/destinations/${id}`, { enabled: false })).status).toBe(204);
  version += 1;
  await enqueue(outbox, { ...record, version });
  await until(() =>
    ask<{ state: string }>(
      server,
      "SELECT state FROM delivery WHERE record_version = ? AND destination_id = 'archive-riverside'",
      String(version),
    ).every(({ state }) => state === 'sent'),
  );
  const hub = await boss.json<OutboxView>('/api/admin/outbox');
  expect(hub.destinations.map(({ name, enabled, waiting }) => [name, enabled, waiting])).toEqual([['Hub EHR', false, 1]]);
  expect(hub.deliveries.map(({ tries, state }) => [tries, state])).toEqual([[0, 'waiting']]);
  expect((await call(ed, 'DELETE', `/api/admin/destinations/${id}`)).status).toBe(403);
  const own = (await ed.json<OutboxView>('/api/admin/outbox')).destinations[0]!;
  expect((await call(boss, 'DELETE', `/api/admin/destinations/${own.id}`)).status).toBe(404);
  expect((await call(boss, 'DELETE', `/api/admin/destinations/${id}`)).status).toBe(204);
  expect((await boss.json<OutboxView>('/api/admin/outbox')).destinations).toEqual([]);
});

it('[DV6] stops within its ten seconds while a receiver keeps it waiting', async () => {
  const receiver = new MllpReceiver();
  receiver.onMessage = () => 'silent';
  await receiver.start();
  destination('', 'Silent EHR', 'mllp', '127.0.0.1', String(receiver.port));
  version += 1;
  await enqueue(outbox, { ...record, version });
  await until(() => receiver.messages.length === 1);
  expect(await server.stop()).toBe(0);
  receiver.onMessage = () => 'AA';
  await server.restart();
  await until(() => receiver.messages.length === 2);
  expect(receiver.messages[1]).toBe(receiver.messages[0]);
  await receiver.stop();
});

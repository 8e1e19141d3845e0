import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DeliveryView, OutboxView } from '#shared/protocol/deliver.ts';
import type { ConsultRecord } from '#shared/protocol/record.ts';
import { parseMessage, STRICT } from '../../server/hl7/message/parse.ts';
import type { Database } from '../../server/store/database.ts';
import { admin } from '../support/admin.ts';
import { type Session, signIn, until } from '../support/api.ts';
import { MllpReceiver, type Reaction } from '../support/deliver/mllp-receiver.ts';
import { dsrdump, freePort, Pacs, valuesOf } from '../support/deliver/pacs.ts';
import { ask, enqueue, openOutbox, recordFor, statesAt, storedCt } from '../support/deliver/site.ts';
import { storescu } from '../support/dicom.ts';
import { makeCt } from '../support/make-ct.ts';
import { MllpClient } from '../support/mllp.ts';
import { startServer, type TestServer } from '../support/server.ts';

/** A signed record goes out: real server, real CT, real receivers. */

let server: TestServer;
let ed: Session;
let neuro: Session;
let outbox: Database;
let pacs: Pacs;
const ehr = new MllpReceiver();
const hubEhr = new MllpReceiver();

const destination = (...parameters: string[]) => {
  const { out, error, code } = admin(server, ['add-destination', ...parameters]);
  expect(error).toBe('');
  expect(code).toBe(0);
  return /\(([\w-]+)\)/.exec(out)![1]!;
};

/** A head CT of a new invented patient, and the consult that it opened. */
async function consultOf(mrn: string): Promise<string> {
  await storescu(server, await makeCt({ slices: 3, mrn, name: 'PLANTEDNAME^ANA', birthDate: '19500101', sex: 'F' }));
  return until(async () => (await ed.consults()).find((consult) => consult.patient.mrn === mrn && consult.studies[0]?.instances === 3)?.id);
}

async function signed(mrn: string, version = 1): Promise<ConsultRecord> {
  const consultId = await consultOf(mrn);
  const record = recordFor(server, consultId, mrn, version);
  await enqueue(outbox, record);
  return record;
}

const deliveries = async (consultId: string): Promise<DeliveryView[]> =>
  (await ed.json<{ deliveries: DeliveryView[] }>(`/api/consults/${consultId}/deliveries`)).deliveries;

const settled = (consultId: string, name?: string): Promise<DeliveryView[]> =>
  until(async () => {
    const all = (await deliveries(consultId)).filter((one) => name === undefined || one.destination.name === name);
    return all.length > 0 && all.every(({ state }) => state === 'sent') && all;
  });

beforeAll(async () => {
  server = await startServer({ HYPERACUTE_DELIVERY_RETRY: '0.1-0.4' });
  await ehr.start();
  await hubEhr.start();
  pacs = new Pacs(await freePort());
  pacs.start();
  destination('riverside', 'Riverside EHR', 'mllp', '127.0.0.1', String(ehr.port), '--gets=oru,mdm', '--receiving-application=EHR');
  destination('riverside', 'Riverside PACS', 'dimse', '127.0.0.1', String(pacs.port), 'SPOKE_PACS');
  destination('metro', 'Metro EHR', 'mllp', '127.0.0.1', String(hubEhr.port), '--sending-facility=METRO');
  ed = await signIn(server, 'ed');
  neuro = await signIn(server, 'neuro');
  outbox = await openOutbox(server);
});
afterAll(async () => {
  await outbox?.destroy();
  await pacs?.dispose();
  await ehr.stop();
  await hubEhr.stop();
  await server?.dispose();
});

describe('a signed record', () => {
  let record: ConsultRecord;
  beforeAll(async () => {
    record = await signed('DV-1');
    await settled(record.consultId);
  });

  it('[DV1] [DV2] goes to both hospitals and the own archive, once, however often it is put into the outbox', async () => {
    expect(
      (await deliveries(record.consultId)).map((one) => `${one.destination.site}: ${one.destination.name} ${one.kind}`).sort(),
    ).toEqual([
      'Metro Stroke Center: Metro EHR oru',
      'Riverside General: Own archive kos',
      'Riverside General: Own archive sr',
      'Riverside General: Riverside EHR mdm',
      'Riverside General: Riverside EHR oru',
      'Riverside General: Riverside PACS kos',
      'Riverside General: Riverside PACS sr',
    ]);
    expect(await enqueue(outbox, record)).toEqual({ deliveries: 0 });
    const other = await signIn(server, 'lakeside');
    expect((await other.fetch(`/api/consults/${record.consultId}/deliveries`)).status).toBe(404);
  });

  it('[DV20] [DV21] [DV22] arrives over MLLP as ORU with note, NIHSS items and times', () => {
    const text = ehr.messages.find((one) => one.includes('ORU^R01'))!;
    const { header, message } = parseMessage(Buffer.from(text), STRICT, Date.now());
    expect([header.type, header.event, header.version, header.charset]).toEqual(['ORU', 'R01', '2.5.1', 'UNICODE UTF-8']);
    expect(message.first('PID')!.text(3)).toBe('DV-1');
    expect(message.first('PV1')!.text(19)).toBe('V-77');
    const observations = message.all('OBX').map((obx) => [obx.text(2), obx.text(3), obx.text(5), obx.text(11)].join(' | '));
    expect(observations).toContain('TX | 11488-4 | Sudden weakness | left & right ^ unclear. | F');
    expect(observations).toContain('NM | 70189-6 | 2 | F');
    expect(observations).toContain('ST | 70967-5 | Untestable | X');
    expect(observations).toContain('NM | 72089-6 | 15 | F');
    expect(observations).toContain('TS | needle | 20260301073120-0500 | F');
    expect(message.all('NTE').map((nte) => nte.text(3))).toContain('Untestable: cast | right arm');
  });

  it('[DV25] [DV30] arrives as MDM with a PDF that says the same, and the PDF can be read in the room', async () => {
    const text = ehr.messages.find((one) => one.includes('MDM^T02'))!;
    const base64 = text
      .split('\r')
      .find((line) => line.includes('|ED|'))!
      .split('|')[5]!
      .split('^')[4]!;
    const fetched = await ed.fetch(`/api/consults/${record.consultId}/records/1/pdf`);
    expect(fetched.headers.get('content-type')).toBe('application/pdf');
    for (const bytes of [Buffer.from(base64, 'base64'), Buffer.from(await fetched.arrayBuffer())]) {
      const file = join(server.dataFolder, 'test.pdf');
      writeFileSync(file, bytes);
      const words = execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' });
      expect(words).toContain('Testér, Ana M Dr Jr · born 1950-01-01 · F · MRN DV-1');
      expect(words).toContain('untestable: cast | right arm');
      expect(words).toMatch(/page 1 of \d · version 1/);
    }
    expect((await ed.fetch(`/api/consults/${record.consultId}/records/9/pdf`)).status).toBe(404);
    const other = await signIn(server, 'lakeside');
    expect((await other.fetch(`/api/consults/${record.consultId}/records/1/pdf`)).status).toBe(404);
  });

  it('[DV40] [DV42] [DV43] reaches the PACS as SR and KOS that dcmtk reads, about the images that were sent', async () => {
    const ct = storedCt(server, 'DV-1');
    const [sr, kos] = [pacs.files('SR')[0]!, pacs.files('KO')[0]!];
    const report = await dsrdump(sr);
    expect(report).toContain('(126000,DCM,"Imaging Measurement Report")');
    expect(report).toContain('(410668003,SCT,"Length")="50" (mm,UCUM,"millimeter")');
    expect(report).toContain('Patient             : PLANTEDNAME^ANA (F, 1950-01-01, #DV-1)');
    expect(await dsrdump(kos)).toContain('(113002,DCM,"For Referring Provider")');
    // The angle was drawn in a plane of its own: the slices nearest to its three points are 0, 5 and 10 mm up.
    expect(new Set(await valuesOf(sr, '0008,1155'))).toEqual(new Set(ct.sops));
    expect(new Set(await valuesOf(kos, '0008,1155'))).toEqual(new Set([ct.sops[1]]));
    expect(await valuesOf(sr, '0020,000d')).toContain(ct.study);
    expect(new Set(await valuesOf(kos, '0020,000d'))).toEqual(new Set([ct.study]));
  });

  it('[DV3] [DV44] is in the own archive through the gate, the same bytes as at the PACS', async () => {
    const rows = ask<{ sop_uid: string; modality: string; door: string; code: string }>(
      server,
      "SELECT sop_uid, modality, door, code FROM instance JOIN series ON series.id = series_id WHERE modality IN ('SR','KO') ORDER BY modality",
    );
    expect(rows.map(({ modality, door, code }) => [modality, door, code])).toEqual([
      ['KO', 'own', 'OK'],
      ['SR', 'own', 'OK'],
    ]);
    const study = storedCt(server, 'DV-1').study;
    const found = await ed.json<Record<string, { Value?: string[] }>[]>(
      `/api/consults/${record.consultId}/dicomweb/studies/${study}/series?includefield=all`,
    );
    expect(found.map((one) => one['00080060']?.Value?.[0]).sort()).toEqual(['CT', 'KO', 'SR']);
    expect(await valuesOf(pacs.files('SR')[0]!, '0008,0018')).toEqual([rows[1]!.sop_uid]);
    const bytes = ask<{ bytes: Uint8Array }>(server, 'SELECT DISTINCT bytes FROM delivery WHERE identifier = ?', rows[1]!.sop_uid);
    expect(bytes).toHaveLength(1);
    const [{ series_uid: series } = { series_uid: '' }] = ask<{ series_uid: string }>(
      server,
      "SELECT series_uid FROM series WHERE modality = 'SR'",
    );
    const wado = await ed.fetch(
      `/api/consults/${record.consultId}/dicomweb/studies/${study}/series/${series}/instances/${rows[1]!.sop_uid}`,
      {
        headers: { accept: 'multipart/related; type="application/dicom"' },
      },
    );
    expect(Buffer.from(await wado.arrayBuffer()).includes(Buffer.from(bytes[0]!.bytes).subarray(128))).toBe(true);
    expect((await ed.consults()).find(({ id }) => id === record.consultId)!.studies).toHaveLength(1);
  });
});

describe('an outbox', () => {
  it('[DV4] [DV7] keeps its order while the receiver is away, and the other hospital does not wait', async () => {
    await ehr.stop();
    const from = ehr.messages.length;
    const first = await signed('DV-2');
    const second = await signed('DV-3');
    await enqueue(outbox, { ...first, version: 2 });
    await settled(second.consultId, 'Metro EHR');
    const waiting = await until(async () => {
      const one = (await deliveries(first.consultId)).find(({ destination }) => destination.name === 'Riverside EHR')!;
      return one.tries > 1 && one;
    });
    expect([waiting.state, waiting.error]).toEqual(['waiting', 'NO_CONNECTION']);
    await ehr.start();
    await settled(first.consultId);
    await settled(second.consultId);
    const ids = [...(await deliveries(first.consultId)), ...(await deliveries(second.consultId))]
      .filter(({ destination }) => destination.name === 'Riverside EHR')
      .sort((a, b) => a.id - b.id)
      .map(({ identifier }) => identifier);
    expect(ids).toHaveLength(6);
    expect(ehr.controlIds.slice(from)).toEqual(ids);
  });

  it('[DV5] [DV3] sends the same bytes again when the connection drops before the acknowledgement, 20 times', async () => {
    const from = ehr.messages.length;
    let drops = 20;
    ehr.onMessage = () => (drops-- > 0 ? 'drop' : 'AA');
    const record = await signed('DV-4');
    await settled(record.consultId);
    ehr.onMessage = () => 'AA';
    const [oru, mdm] = (await deliveries(record.consultId)).filter(({ destination }) => destination.name === 'Riverside EHR');
    expect(ehr.controlIds.slice(from)).toEqual([...Array.from({ length: 21 }, () => oru!.identifier), mdm!.identifier]);
    expect(new Set(ehr.messages.slice(from))).toHaveProperty('size', 2);
    expect(oru!.tries).toBe(21);
  });

  it('[DV5] takes no acknowledgement of another message for its own', async () => {
    let once = true;
    ehr.onMessage = (): Reaction => {
      const reaction = once ? 'wrong-id' : 'CA';
      once = false;
      return reaction;
    };
    const record = await signed('DV-5');
    const [oru] = await settled(record.consultId, 'Riverside EHR');
    expect(oru!.tries).toBe(2);
    ehr.onMessage = () => 'AA';
  });

  it('[DV6] survives kill -9 before it sends and before it marks: each arrives, in order, as the same document', async () => {
    const from = ehr.messages.length;
    await ehr.stop();
    const first = await signed('DV-6');
    await until(async () => (await deliveries(first.consultId)).some(({ error }) => error === 'NO_CONNECTION'));
    await server.kill();
    await ehr.start();
    // It has the message; the server is gone before it can be told.
    let kills = 2;
    ehr.onMessage = async (): Promise<Reaction> => {
      if (kills === 0) return 'AA';
      kills -= 1;
      await server.kill();
      return 'AA';
    };
    for (let starts = 0; starts < 3; starts++) {
      await server.restart();
      if (starts < 2) await until(() => ehr.messages.length > from + starts && server.ended());
    }
    ed = await signIn(server, 'ed');
    neuro = await signIn(server, 'neuro');
    await settled(first.consultId);
    const [oru, mdm] = (await deliveries(first.consultId)).filter(({ destination }) => destination.name === 'Riverside EHR');
    expect(ehr.controlIds.slice(from)).toEqual([oru!.identifier, oru!.identifier, oru!.identifier, mdm!.identifier]);
    expect(new Set(ehr.messages.slice(from))).toHaveProperty('size', 2);
    ehr.onMessage = () => 'AA';
  });

  it('[DV4] [DV6] killed four times at any moment, sends every document of six versions, in order, twice at most by a kill', {
    timeout: 240_000,
  }, async () => {
    const from = ehr.messages.length;
    const [reports, keys] = [pacs.files('SR').length, pacs.files('KO').length];
    const record = await signed('DV-14');
    for (let version = 2; version <= 6; version++) await enqueue(outbox, { ...record, version });
    for (let kills = 0; kills < 4; kills++) {
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 300));
      await server.kill();
      await server.restart();
    }
    const all = await settled(record.consultId);
    const at = (name: string) => all.filter(({ destination }) => destination.name === name).sort((a, b) => a.id - b.id);
    expect(at('Riverside EHR')).toHaveLength(12);
    const came = ehr.controlIds.slice(from);
    expect(came.filter((id, i) => id !== came[i - 1])).toEqual(at('Riverside EHR').map(({ identifier }) => identifier));
    expect(came.length).toBeLessThanOrEqual(12 + 4);
    expect([pacs.files('SR').length - reports, pacs.files('KO').length - keys]).toEqual([6, 6]);
    const own = ask<{ sop_uid: string }>(server, "SELECT sop_uid FROM instance WHERE door = 'own'").map(({ sop_uid }) => sop_uid);
    for (const { identifier } of at('Own archive')) expect(own).toContain(identifier);
    expect(ask(server, 'SELECT id FROM quarantine')).toEqual([]);
  });

  it('[DV7] [DV8] [DV9] shows what was rejected, lets others pass, and keeps an addendum behind its note until a person decides', async () => {
    ehr.onMessage = (text) => (text.includes('|DV-7^') && text.includes('|ORU^') ? 'AR' : 'AA');
    const record = await signed('DV-7');
    const other = await signed('DV-8');
    await enqueue(outbox, { ...record, version: 2 });
    await settled(other.consultId);
    const at = async () => statesAt({ deliveries: await deliveries(record.consultId) } as OutboxView, 'Riverside EHR');
    expect(await at()).toEqual(['oru 1 failed', 'mdm 1 sent', 'oru 2 waiting', 'mdm 2 waiting']);

    const view = await ed.json<OutboxView>('/api/admin/outbox');
    expect(view.failed).toBe(1);
    const failed = view.deliveries.find(({ state }) => state === 'failed')!;
    expect([failed.error, failed.tries]).toEqual(['HL7_REJECTED', 1]);
    expect(failed.errorText).toContain('rejects');
    expect(await (await fetch(`${server.url}/metrics`)).text()).toContain('hyperacute_deliveries_failed 1');
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
    expect((await neuro.json<OutboxView>('/api/admin/outbox')).deliveries.some(({ id }) => id === failed.id)).toBe(false);

    const decide = (session: Session, body: object) =>
      session.fetch(`/api/admin/outbox/${failed.id}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    expect((await decide(neuro, { decision: 'send-again' })).status).toBe(404);
    expect((await decide(ed, { decision: 'send-again' })).status).toBe(204);
    await until(async () => (await at())[0] === 'oru 1 failed' && (await deliveries(record.consultId))[0]);
    expect((await decide(ed, { decision: 'give-up' })).status).toBe(400);
    ehr.onMessage = () => 'AA';
    expect((await decide(ed, { decision: 'give-up', reason: 'Entered by hand' })).status).toBe(204);
    expect((await decide(ed, { decision: 'send-again' })).status).toBe(409);
    await until(async () => (await at()).join() === 'oru 1 cancelled,mdm 1 sent,oru 2 sent,mdm 2 sent');
    const events = ask<{ detail: string }>(server, "SELECT detail FROM consult_event WHERE kind = 'delivery-given-up'");
    expect(events).toEqual([{ detail: 'oru version 1 to Riverside EHR: Entered by hand' }]);
  });

  it('[DV7] tries what the receiver could not process six times before a person must look', async () => {
    const from = ehr.messages.length;
    ehr.onMessage = (text) => (text.includes('|ORU^') ? 'AE' : 'AA');
    const record = await signed('DV-9');
    const failed = await until(async () => (await deliveries(record.consultId)).find(({ state }) => state === 'failed'));
    expect([failed.error, failed.tries]).toEqual(['HL7_ERROR', 6]);
    expect(ehr.controlIds.slice(from).filter((id) => id === failed.identifier)).toHaveLength(6);
    ehr.onMessage = () => 'AA';
  });

  it('[DV4] [DV5] waits for a PACS that is away, and sends it each object once', async () => {
    await pacs.stop();
    const before = pacs.files('SR').length;
    const record = await signed('DV-10');
    await until(async () =>
      (await deliveries(record.consultId)).some(({ destination, error }) => destination.kind === 'dimse' && error === 'NO_CONNECTION'),
    );
    pacs.start();
    await settled(record.consultId);
    expect(pacs.files('SR')).toHaveLength(before + 1);
  });

  it('[DV10] fails a document that cannot be made, and no other', async () => {
    const consultId = await consultOf('DV-11');
    const record = recordFor(server, consultId, 'DV-11');
    record.keyImages[0]!.image.sopInstanceUid = '2.25.404';
    await enqueue(outbox, record);
    await until(async () => (await deliveries(consultId)).every(({ state }) => state !== 'waiting'));
    const all = await deliveries(consultId);
    expect(new Set(all.filter(({ kind }) => kind === 'kos').map(({ state, error }) => `${state} ${error}`))).toEqual(
      new Set(['failed IMAGE_MISSING']),
    );
    expect(new Set(all.filter(({ kind }) => kind !== 'kos').map(({ state }) => state))).toEqual(new Set(['sent']));
  });

  it('[DV43] [DV44] names a patient as the hospital has corrected them, so that the own archive takes it', async () => {
    const consultId = await consultOf('DV-12');
    const client = await MllpClient.open(server.mllp);
    const corrected = [
      'MSH|^~\\&|ADT|RIVERSIDE|TELE|HUB|20260301031500+0000||ADT^A08|DVA08|P|2.5.1',
      'EVN|A08|20260301031500+0000',
      'PID|1||DV-12^^^^MR||CORRECTED^ANA||19500102|F',
      'PV1|1|E',
      '',
    ].join('\r');
    expect((await client.ask(corrected))?.code).toBe('AA');
    client.close();
    const { reviews } = await ed.json<{ reviews: { id: number; consultId: string }[] }>('/api/admin/identity');
    const body = JSON.stringify({ decision: 'accept', reason: 'Wristband read' });
    const review = reviews.find((one) => one.consultId === consultId)!;
    const headers = { 'content-type': 'application/json' };
    expect((await ed.fetch(`/api/admin/identity/${review.id}`, { method: 'POST', headers, body })).status).toBe(204);
    const before = new Set(pacs.files('SR'));
    await enqueue(outbox, recordFor(server, consultId, 'DV-12'));
    await settled(consultId);
    const report = await dsrdump(pacs.files('SR').find((file) => !before.has(file))!);
    expect(report).toContain('CORRECTED^ANA (F, 1950-01-02, #DV-12)');
    expect(ask(server, 'SELECT id FROM quarantine')).toEqual([]);
  });

  it('[DV11] writes nothing of a patient into its log', () => {
    expect(server.log()).toContain('HL7_REJECTED');
    for (const secret of ['PLANTEDNAME', 'Testér', 'DV-7', 'Sudden weakness', 'cast']) expect(server.log()).not.toContain(secret);
  });
});

import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConsultRecord } from '#shared/protocol/record.ts';
import { parseMessage, STRICT } from '../../server/hl7/message/parse.ts';
import { signIn } from '../support/api.ts';
import { type DeliverySite, SECRETS, startDeliverySite } from '../support/deliver/delivery-site.ts';
import { dsrdump, valuesOf } from '../support/deliver/pacs.ts';
import { ask, enqueue, recordFor, storedCt } from '../support/deliver/site.ts';
import { MllpClient } from '../support/mllp.ts';

/** A signed record goes out: real server, real CT, real receivers. */

let site: DeliverySite;
beforeAll(async () => {
  site = await startDeliverySite();
});
afterAll(() => site?.dispose());

describe('a signed record', () => {
  let record: ConsultRecord;
  beforeAll(async () => {
    record = await site.signed('DV-1');
    await site.settled(record.consultId);
  });

  it('[DV1] [DV2] goes to both hospitals and the own archive, once, however often it is put into the outbox', async () => {
    expect(
      (await site.deliveries(record.consultId)).map((one) => `${one.destination.site}: ${one.destination.name} ${one.kind}`).sort(),
    ).toEqual([
      'Metro Stroke Center: Metro EHR oru',
      'Riverside General: Own archive kos',
      'Riverside General: Own archive sr',
      'Riverside General: Riverside EHR mdm',
      'Riverside General: Riverside EHR oru',
      'Riverside General: Riverside PACS kos',
      'Riverside General: Riverside PACS sr',
    ]);
    expect(await enqueue(site.outbox, record)).toEqual({ deliveries: 0 });
    const other = await signIn(site.server, 'lakeside');
    expect((await other.fetch(`/api/consults/${record.consultId}/deliveries`)).status).toBe(404);
  });

  it('[DV20] [DV21] [DV22] arrives over MLLP as ORU with note, NIHSS items and times', () => {
    const text = site.ehr.messages.find((one) => one.includes('ORU^R01'))!;
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
    const text = site.ehr.messages.find((one) => one.includes('MDM^T02'))!;
    const base64 = text
      .split('\r')
      .find((line) => line.includes('|ED|'))!
      .split('|')[5]!
      .split('^')[4]!;
    const fetched = await site.ed.fetch(`/api/consults/${record.consultId}/records/1/pdf`);
    expect(fetched.headers.get('content-type')).toBe('application/pdf');
    for (const bytes of [Buffer.from(base64, 'base64'), Buffer.from(await fetched.arrayBuffer())]) {
      const file = join(site.server.dataFolder, 'test.pdf');
      writeFileSync(file, bytes);
      const words = execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' });
      expect(words).toContain('Testér, Ana M Dr Jr · born 1950-01-01 · F · MRN DV-1');
      expect(words).toContain('untestable: cast | right arm');
      expect(words).toMatch(/page 1 of \d · version 1/);
    }
    expect((await site.ed.fetch(`/api/consults/${record.consultId}/records/9/pdf`)).status).toBe(404);
    const other = await signIn(site.server, 'lakeside');
    expect((await other.fetch(`/api/consults/${record.consultId}/records/1/pdf`)).status).toBe(404);
  });

  it('[DV40] [DV42] [DV43] reaches the PACS as SR and KOS that dcmtk reads, about the images that were sent', async () => {
    const ct = storedCt(site.server, 'DV-1');
    const [sr, kos] = [site.pacs.files('SR')[0]!, site.pacs.files('KO')[0]!];
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
      site.server,
      "SELECT sop_uid, modality, door, code FROM instance JOIN series ON series.id = series_id WHERE modality IN ('SR','KO') ORDER BY modality",
    );
    expect(rows.map(({ modality, door, code }) => [modality, door, code])).toEqual([
      ['KO', 'own', 'OK'],
      ['SR', 'own', 'OK'],
    ]);
    const study = storedCt(site.server, 'DV-1').study;
    const found = await site.ed.json<Record<string, { Value?: string[] }>[]>(
      `/api/consults/${record.consultId}/dicomweb/studies/${study}/series?includefield=all`,
    );
    expect(found.map((one) => one['00080060']?.Value?.[0]).sort()).toEqual(['CT', 'KO', 'SR']);
    expect(await valuesOf(site.pacs.files('SR')[0]!, '0008,0018')).toEqual([rows[1]!.sop_uid]);
    const bytes = ask<{ bytes: Uint8Array }>(site.server, 'SELECT DISTINCT bytes FROM delivery WHERE identifier = ?', rows[1]!.sop_uid);
    expect(bytes).toHaveLength(1);
    const [{ series_uid: series } = { series_uid: '' }] = ask<{ series_uid: string }>(
      site.server,
      "SELECT series_uid FROM series WHERE modality = 'SR'",
    );
    const wado = await site.ed.fetch(
      `/api/consults/${record.consultId}/dicomweb/studies/${study}/series/${series}/instances/${rows[1]!.sop_uid}`,
      {
        headers: { accept: 'multipart/related; type="application/dicom"' },
      },
    );
    expect(Buffer.from(await wado.arrayBuffer()).includes(Buffer.from(bytes[0]!.bytes).subarray(128))).toBe(true);
    expect((await site.ed.consults()).find(({ id }) => id === record.consultId)!.studies).toHaveLength(1);
  });

  it('[DV43] [DV44] names a patient as the hospital has corrected them, so that the own archive takes it', async () => {
    const consultId = await site.consultOf('DV-12');
    const client = await MllpClient.open(site.server.mllp);
    const corrected = [
      'MSH|^~\\&|ADT|RIVERSIDE|TELE|HUB|20260301031500+0000||ADT^A08|DVA08|P|2.5.1',
      'EVN|A08|20260301031500+0000',
      'PID|1||DV-12^^^^MR||CORRECTED^ANA||19500102|F',
      'PV1|1|E',
      '',
    ].join('\r');
    expect((await client.ask(corrected))?.code).toBe('AA');
    client.close();
    const { reviews } = await site.ed.json<{ reviews: { id: number; consultId: string }[] }>('/api/admin/identity');
    const body = JSON.stringify({ decision: 'accept', reason: 'Wristband read' });
    const review = reviews.find((one) => one.consultId === consultId)!;
    const headers = { 'content-type': 'application/json' };
    expect((await site.ed.fetch(`/api/admin/identity/${review.id}`, { method: 'POST', headers, body })).status).toBe(204);
    const before = new Set(site.pacs.files('SR'));
    await enqueue(site.outbox, recordFor(site.server, consultId, 'DV-12'));
    await site.settled(consultId);
    const report = await dsrdump(site.pacs.files('SR').find((file) => !before.has(file))!);
    expect(report).toContain('CORRECTED^ANA (F, 1950-01-02, #DV-12)');
    expect(ask(site.server, 'SELECT id FROM quarantine')).toEqual([]);
  });

  it('[DV11] writes nothing of a patient into its log', () => {
    expect(site.server.log()).not.toBe('');
    for (const secret of SECRETS) expect(site.server.log()).not.toContain(secret);
  });
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { labsOf, pressureOf, weightOf } from '#shared/chart/observations.ts';
import { knownTimes } from '#shared/chart/times.ts';
import type { ChartEntry } from '#shared/protocol/chart/chart.ts';
import { type Session, signIn, until } from '../support/api.ts';
import { storescu } from '../support/dicom.ts';
import { makeCt } from '../support/make-ct.ts';
import { MllpClient } from '../support/mllp.ts';
import { startServer, type TestServer } from '../support/server.ts';

/** What hospital systems and scanners tell the chart. */
let server: TestServer;
let ed: Session;
let his: MllpClient;
beforeAll(async () => {
  server = await startServer();
  ed = await signIn(server, 'ed');
  his = await MllpClient.open(server.mllp);
});
afterAll(async () => {
  his.close();
  await server.dispose();
});

const MINUTE = 60_000;
const ts = (ms: number) => `${new Date(ms).toISOString().replace(/[-:T]/g, '').slice(0, 14)}+0000`;
let control = 0;
const message = (type: string, sent: number, mrn: string, ...segments: string[]) =>
  [
    `MSH|^~\\&|HIS|RIVERSIDE|HYPERACUTE|METRO|${ts(sent)}||${type}|TOLD-${++control}|P|2.5.1||||||UNICODE UTF-8`,
    `PID|1||${mrn}^^^^MR||INVENTED^TOLD||19500101|F`,
    ...segments,
    '',
  ].join('\r');
const tell = async (text: string) => expect((await his.ask(text))?.code).toBe('AA');
const chart = async (mrn: string): Promise<ChartEntry[]> => {
  const consult = await until(async () => (await ed.consults()).find(({ patient }) => patient.mrn === mrn));
  return (await ed.json<{ entries: ChartEntry[] }>(`/api/consults/${consult.id}/chart`)).entries;
};

test('[CH33] a scanner 12 minutes slow and a hospital system 5 minutes fast: both corrected, with their bounds', async () => {
  const now = Date.now();
  const arrived = now - 20 * MINUTE;
  // Its clock is 5 minutes ahead: the message says so with its own time, and so does the arrival.
  await tell(message('ADT^A04', now + 5 * MINUTE, 'TOLD-1', `EVN|A04|${ts(arrived + 5 * MINUTE)}`, 'PV1|1|E|ED|||||||||||||||||V1'));
  await storescu(server, await makeCt({ slices: 2, mrn: 'TOLD-1', name: 'INVENTED^TOLD', acquiredAt: now - 12 * MINUTE - 30_000 }));
  const times = await until(async () => {
    const found = knownTimes(await chart('TOLD-1'));
    return found.has('ct') && found.has('arrival') ? found : null;
  });
  const [door, ct] = [times.get('arrival')!, times.get('ct')!];
  expect(door.clock).toBe('hl7:RIVERSIDE');
  expect(door.earliest).toBeLessThanOrEqual(arrived);
  expect(door.latest).toBeGreaterThanOrEqual(arrived - 1_000);
  expect(door.latest - door.earliest).toBe(20_000);
  expect(ct.clock).toBe('modality:RIVERSIDE_CT');
  // Scanned half a minute before it was sent, at the latest when it came.
  expect(ct.earliest).toBeLessThanOrEqual(now - 30_000);
  expect(ct.latest).toBeGreaterThanOrEqual(now - 30_000);
  expect(ct.latest - ct.earliest).toBe(180_000);
  expect(ct.raw).toBe(Math.floor((now - 12 * MINUTE - 30_000) / 1000) * 1000);
  expect(times.has('alert')).toBe(true);
});

test('[CH33] a scan of another day says nothing of today’s times', async () => {
  await storescu(server, await makeCt({ slices: 1, mrn: 'TOLD-OLD', name: 'INVENTED^OLD', acquiredAt: Date.now() - 3 * 86_400_000 }));
  expect([...knownTimes(await chart('TOLD-OLD')).keys()]).toEqual(['alert']);
});

test('[CH34] results before and after the opening are in the chart, in its units; an unknown unit states nothing', async () => {
  const now = Date.now();
  const obx = (n: number, code: string, value: string, unit: string, status = 'F') =>
    `OBX|${n}|NM|${code}^^LN||${value}|${unit}|||||${status}|||${ts(now - 5 * MINUTE)}`;
  await tell(
    message(
      'ORU^R01',
      now,
      'TOLD-2',
      'OBR|1|||LAB',
      obx(1, '15074-8', '6.1', 'mmol/L'),
      obx(2, '777-3', '', '', 'I'),
      obx(3, '6301-6', '1.1', 'furlong'),
    ),
  );
  await ed.json('/api/consults', { method: 'POST', body: JSON.stringify({ mrn: 'TOLD-2', name: 'INVENTED^TOLD', birthDate: '19500101' }) });
  const before = labsOf(await chart('TOLD-2'));
  expect(before.get('glucose')?.body).toMatchObject({ value: 109.9, at: expect.any(String) });
  expect(before.get('platelets')?.body).toMatchObject({ value: null, pending: true });
  expect(before.has('inr')).toBe(false);
  await tell(
    message(
      'ORU^R01',
      now,
      'TOLD-2',
      'OBR|1|||LAB',
      obx(1, '777-3', '82', '10*3/uL'),
      obx(2, '29463-7', '81.5', 'kg'),
      obx(3, '8480-6', '178', 'mm[Hg]'),
      obx(4, '8462-4', '92', 'mm[Hg]'),
    ),
  );
  const after = await chart('TOLD-2');
  expect(labsOf(after).get('platelets')?.body.value).toBe(82_000);
  expect(weightOf(after)?.body.kg).toBe(81.5);
  expect(pressureOf(after)?.body).toMatchObject({ systolic: 178, diastolic: 92 });
  expect(after.filter(({ origin }) => origin === 'hl7').every(({ by }) => by === null)).toBe(true);
});

test('[CH33] times without an offset are those of the site’s zone', async () => {
  const local = `${new Date(Date.now() - MINUTE).toISOString().replace(/[-:T]/g, '').slice(0, 12)}`;
  await tell(message('ADT^A04', Date.now(), 'TOLD-3', `EVN|A04|${local}`, 'PV1|1|E|ED|||||||||||||||||V3'));
  await ed.json('/api/consults', { method: 'POST', body: JSON.stringify({ mrn: 'TOLD-3', name: 'INVENTED^TOLD', birthDate: '19500101' }) });
  const { zone } = await ed.json<{ zone: string }>(
    `/api/consults/${(await ed.consults()).find(({ patient }) => patient.mrn === 'TOLD-3')!.id}/chart`,
  );
  const raw = knownTimes(await chart('TOLD-3')).get('arrival')!.raw;
  const shown = new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short', timeStyle: 'short', hourCycle: 'h23' }).format(raw);
  expect(shown.replace(/\D/g, '')).toBe(local);
});

test('[CH26] while a hospital system says another birth date, no note is signed; after the decision it is', async () => {
  const { id } = await ed.json<{ id: string }>('/api/consults', {
    method: 'POST',
    body: JSON.stringify({ mrn: 'TOLD-ID', name: 'INVENTED^TOLD', birthDate: '19500101', sex: 'F' }),
  });
  await tell(message('ADT^A04', Date.now(), 'TOLD-ID', `EVN|A04|${ts(Date.now())}`, 'PV1|1|E|ED|||||||||||||||||V4'));
  const other = message('ADT^A08', Date.now(), 'TOLD-ID', `EVN|A08|${ts(Date.now())}`, 'PV1|1|E|ED|||||||||||||||||V4').replace(
    '19500101',
    '19610101',
  );
  await his.ask(other);
  const neuro = await signIn(server, 'neuro');
  const sign = () =>
    neuro.fetch(`/api/consults/${id}/chart`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        id: crypto.randomUUID(),
        kind: 'note-signed',
        body: { sections: [{ heading: 'A', sentences: [{ text: 'invented', sources: [] }] }] },
      }),
    });
  const refused = await sign();
  expect([refused.status, ((await refused.json()) as { detail: string }).detail]).toEqual([
    409,
    'The identity of the patient is in question. Decide that first.',
  ]);
  const { reviews } = await ed.json<{ reviews: { id: number; consultId: string }[] }>('/api/admin/identity');
  const review = reviews.find(({ consultId }) => consultId === id)!;
  const decided = await ed.fetch(`/api/admin/identity/${review.id}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ decision: 'refuse', reason: 'asked the family' }),
  });
  expect(decided.status).toBe(204);
  expect((await sign()).status).toBe(201);
});

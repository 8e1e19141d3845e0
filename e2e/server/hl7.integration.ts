import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bytesOf, type HostileCase, hasHostile, hostile } from '../../server/intake/testing/shared-data.ts';
import { admin } from '../support/admin.ts';
import { signIn } from '../support/api.ts';
import { message, order, pid } from '../support/hl7.ts';
import { MllpClient } from '../support/mllp.ts';
import { startServer, type TestServer } from '../support/server.ts';

/** Hospital systems at a real server's MLLP port. */

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
  // The corpus speaks as SPOKE and as HUB; HUB2 is nobody.
  admin(server, ['add-hl7-sender', 'SPOKE', 'riverside', 'loopback']);
});
afterAll(() => server.dispose());

interface Expected {
  msa1: string | string[] | null;
  err3?: string;
  connection: string;
  max_ms?: number;
}

/** Several cases share one control id; here each has its own, so that the answer is about the message and not about its neighbours. */
function own(item: HostileCase): Buffer {
  return Buffer.from(
    bytesOf(item)
      .toString('latin1')
      .replaceAll('|HC1|', `|${item.id.slice(4, 20)}|`),
    'latin1',
  );
}

async function replay(item: HostileCase): Promise<{ codes: string[]; errors: string[]; closed: boolean }> {
  const expected = item.expect as unknown as Expected;
  const send = (item as unknown as { send?: { chunk?: number; hold_s?: number } }).send ?? {};
  const client = await MllpClient.open(server.mllp);
  const bytes = own(item);
  const size = send.chunk ?? 65_536;
  for (let at = 0; at < bytes.length; at += size) {
    client.send(bytes.subarray(at, at + size));
    if (size < 16) await new Promise((resolve) => setImmediate(resolve));
  }
  const closes = expected.connection === 'closed';
  const codes: string[] = [];
  const errors: string[] = [];
  // All answers that are expected, and a moment for one too many.
  const wanted = expected.msa1 === null ? 0 : howMany(expected.msa1);
  for (;;) {
    const ack = await client.next(codes.length < wanted ? 10_000 : closes ? 1_500 : 150);
    if (ack === null) break;
    codes.push(ack.code);
    errors.push(ack.error);
  }
  const closed = closes ? await client.ends(expected.max_ms ?? 2_500) : client.closed;
  client.close();
  return { codes, errors, closed };
}

function howMany(msa1: string | string[]): number {
  if (Array.isArray(msa1)) return 1;
  const times = /^(\d+) x/.exec(msa1)?.[1];
  return times === undefined ? msa1.split(/, ?|,| then /).filter((one) => /^[AC][AER]/.test(one)).length : Number(times);
}

function judge(item: HostileCase, { codes, errors, closed }: Awaited<ReturnType<typeof replay>>): string | null {
  const { msa1, err3, connection } = item.expect as unknown as Expected;
  const found = `${item.id}: ${codes.join(',')} ${errors.join(',')} ${closed ? 'closed' : 'open'}`;
  if (Array.isArray(msa1)) return codes.every((code) => msa1.includes(code)) ? null : found;
  const expected =
    msa1 === null
      ? []
      : /^\d+ x/.test(msa1)
        ? Array.from({ length: Number.parseInt(msa1, 10) }, () => 'AA')
        : msa1.split(/,| then /).map((one) => one.trim().slice(0, 2));
  const wanted = codes.join() === expected.join() && (msa1 === null || errors.every((error) => error === err3));
  return wanted && (connection === 'any' || closed === (connection === 'closed')) ? null : found;
}

describe.runIf(hasHostile)('hostile HL7', () => {
  const slow = (item: HostileCase) => ((item as unknown as { send?: { hold_s?: number } }).send?.hold_s ?? 0) > 0;
  const cases = hostile('hl7-').sort((a, b) => orderOf(a) - orderOf(b));

  it('[HL4] [HL20] [HL24] [HL25] each gets the answer it must get, and the server lives on', async () => {
    const before = server.pid;
    const wrong: string[] = [];
    await prepare();
    for (const item of cases.filter((one) => !slow(one))) {
      const fault = judge(item, await replay(item));
      if (fault !== null) wrong.push(fault);
    }
    expect(wrong).toEqual([]);
    expect(server.pid).toBe(before);
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    expect(server.log()).not.toMatch(/ALPHA|M.LLER|MRN100|alert\(1\)/);
  });

  it('[HL3] [HL21] a frame that does not end is given up after 30 s', { timeout: 60_000 }, async () => {
    const held = cases.filter(slow);
    expect(held.length).toBeGreaterThan(1);
    expect((await Promise.all(held.map(async (item) => judge(item, await replay(item))))).filter((fault) => fault !== null)).toEqual([]);
  });
});

const orderOf = (item: HostileCase): number => (item as unknown as { send?: { order?: number } | null }).send?.order ?? 0;

/** What the corpus takes for granted: patient C1 merged into C2's opposite, and order ACC100 of MRN100. */
async function prepare(): Promise<void> {
  const client = await MllpClient.open(server.mllp);
  const msh = (type: string, id: string) => `MSH|^~\\&|PREPARE|SPOKE|TELE|HUB|20240611031500+0000||${type}|${id}|P|2.5.1`;
  const merge = await client.ask(`${msh('ADT^A40', 'P1')}\rEVN|A40\rPID|1||C1^^^SPOKE^MR||C^ONE\rMRG|C2^^^SPOKE^MR\r`);
  expect(merge?.code).toBe('AA');
  client.close();
}

describe.runIf(hasHostile)('objects whose order says something else', () => {
  it('[CA5] are stored with a note, or kept aside', async () => {
    const client = await MllpClient.open(server.mllp);
    for (const item of hostile('hl7-who-order')) {
      client.send(bytesOf(item));
      expect((await client.next())?.code).toBe('AA');
    }
    client.close();
    const { out } = admin(server, ['add-key', 'riverside', 'orders']);
    const key = /[\w-]{20,200}/.exec(out)?.[0] ?? '';
    const objects = hostile('dicom-who-').filter(({ id }) => /-who-[789]-/.test(id));
    expect(objects).toHaveLength(3);
    for (const item of objects) {
      const body = Buffer.concat([
        Buffer.from('--B\r\nContent-Type: application/dicom\r\n\r\n'),
        bytesOf(item),
        Buffer.from('\r\n--B--\r\n'),
      ]);
      const { status } = await fetch(`${server.url}/dicomweb/studies`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'multipart/related; type="application/dicom"; boundary=B' },
        body: new Uint8Array(body),
      });
      expect([item.id, status]).toEqual([item.id, item.expect.stow!.http]);
    }
    const codes = rows('SELECT code FROM instance UNION ALL SELECT code FROM quarantine').map(({ code }) => code);
    expect(codes.sort()).toEqual(['ORDER_NOT_FOUND', 'ORDER_PATIENT_MISMATCH', 'ORDER_PATIENT_MISMATCH']);
  });
});

describe('a message that must wait, or be heard again', () => {
  it('[HL27] [HL26] a stroke order opens a consult once, and what it shows changes only when a person says so', async () => {
    const client = await MllpClient.open(server.mllp);
    const ed = await signIn(server, 'ed');
    const consults = async () =>
      (
        (await (await ed.fetch('/api/consults')).json()) as {
          consults: { id: string; needsReview: number; patient: Record<string, string> }[];
        }
      ).consults.filter(({ patient }) => patient['mrn'] === 'WAIT1' || patient['mrn'] === 'WAIT2');
    expect((await client.ask(message('ORM^O01', 'W1', pid('WAIT1', 'TEST^WANDA', '19500101'), ...order('W-A1', 'CT HEAD'))))?.code).toBe(
      'AA',
    );
    expect(await consults()).toEqual([]);
    for (const id of ['W2', 'W3'])
      expect(
        (await client.ask(message('ORM^O01', id, pid('WAIT1', 'TEST^WANDA', '19500101'), ...order(`W-${id}`, 'STROKE ALERT'))))?.code,
      ).toBe('AA');
    expect(await consults()).toMatchObject([{ needsReview: 0, patient: { name: 'TEST^WANDA', birthDate: '19500101' } }]);

    expect((await client.ask(message('ADT^A08', 'W4', 'EVN|A08', pid('WAIT1', 'TEST^WANDA', '19510202'))))?.code).toBe('AA');
    expect((await client.ask(message('ADT^A40', 'W5', 'EVN|A40', pid('WAIT2', 'TEST^WILMA', '19600303'), 'MRG|WAIT1^^^^MR')))?.code).toBe(
      'AA',
    );
    expect(await consults()).toMatchObject([{ needsReview: 2, patient: { mrn: 'WAIT1', birthDate: '19500101' } }]);

    const { reviews } = (await (await ed.fetch('/api/admin/identity')).json()) as { reviews: { id: number; kind: string }[] };
    const decide = (kind: string, decision: string, session = ed) =>
      session.fetch(`/api/admin/identity/${reviews.find((review) => review.kind === kind)!.id}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ decision, reason: 'asked the ward' }),
      });
    expect((await decide('identity', 'accept', await signIn(server, 'lakeside'))).status).toBe(404);
    expect((await decide('identity', 'accept')).status).toBe(204);
    expect((await decide('identity', 'accept')).status).toBe(404);
    expect((await decide('merge', 'refuse')).status).toBe(204);
    expect(await consults()).toMatchObject([{ needsReview: 0, patient: { mrn: 'WAIT1', birthDate: '19510202' } }]);
    client.close();
  });

  it('[HL26] two merges that lead in a circle cannot both be accepted', async () => {
    const client = await MllpClient.open(server.mllp);
    const ed = await signIn(server, 'ed');
    for (const [n, mrn] of ['RING1', 'RING2'].entries())
      await client.ask(message('ORM^O01', `R${n}`, pid(mrn, 'TEST^RITA', '19500101'), ...order(`R-${n}`, 'STROKE ALERT')));
    await client.ask(message('ADT^A40', 'R3', 'EVN|A40', pid('RING2', 'TEST^RITA', '19500101'), 'MRG|RING1^^^^MR'));
    await client.ask(message('ADT^A40', 'R4', 'EVN|A40', pid('RING1', 'TEST^RITA', '19500101'), 'MRG|RING2^^^^MR'));
    const { reviews } = (await (await ed.fetch('/api/admin/identity')).json()) as {
      reviews: { id: number; now: { mrn: string }; proposed: { mrn: string } }[];
    };
    const accept = async (from: string) => {
      const { id } = reviews.find(({ now, proposed }) => now.mrn === from && proposed.mrn.startsWith('RING'))!;
      const body = JSON.stringify({ decision: 'accept', reason: 'asked the ward' });
      return (await ed.fetch(`/api/admin/identity/${id}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body }))
        .status;
    };
    expect([await accept('RING1'), await accept('RING2')]).toEqual([204, 409]);
    expect((await client.ask(message('ADT^A08', 'R5', 'EVN|A08', pid('RING1', 'TEST^RITA', '19500101'))))?.code).toBe('AA');
    client.close();
  });

  it('[HL28] a result with a local code is kept when the map names it', async () => {
    const client = await MllpClient.open(server.mllp);
    const ed = await signIn(server, 'ed');
    const ask = message(
      'ORU^R01',
      'L1',
      pid('LAB1', 'TEST^LENA', '19500101'),
      'OBR|1',
      'OBX|1|NM|GLUC^Glucose^L||112|mg/dL|||||F',
      'OBX|2|SN|6301-6^INR^LN||>^8|||||F',
    );
    expect((await client.ask(ask))?.code).toBe('AA');
    const observed = () =>
      rows("SELECT loinc, value, text FROM observation JOIN patient ON patient.id = patient_id WHERE mrn = 'LAB1' ORDER BY position");
    expect(observed()).toMatchObject([{ loinc: '6301-6', value: null, text: '>8' }]);
    const list = async () =>
      (
        (await (await ed.fetch('/api/admin/hl7')).json()) as {
          messages: { id: number; controlId: string; state: string; unmapped: string[] }[];
        }
      ).messages.find(({ controlId }) => controlId === 'L1')!;
    expect(await list()).toMatchObject({ state: 'applied', unmapped: ['GLUC'] });
    const json = (method: string, path: string, body: object) =>
      ed.fetch(path, { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
    expect((await json('PUT', '/api/admin/lab-map', { map: { GLUC: '2345-7' } })).status).toBe(204);
    expect(await (await json('POST', `/api/admin/hl7/${(await list()).id}/replay`, {})).json()).toEqual({ code: 'HL7_APPLIED' });
    expect(observed()).toMatchObject([{ loinc: '2345-7', value: 112 }, { loinc: '6301-6' }]);
    expect(await list()).toMatchObject({ state: 'applied', unmapped: [] });
    // What has been applied is old news: hearing it again would undo what came after it.
    expect((await json('POST', `/api/admin/hl7/${(await list()).id}/replay`, {})).status).toBe(409);
    client.close();
  });
});

/** What the server has written, read beside it. */
function rows(sql: string): Record<string, unknown>[] {
  const db = new DatabaseSync(join(server.dataFolder, 'hyperacute.sqlite'), { readOnly: true });
  try {
    return db.prepare(sql).all();
  } finally {
    db.close();
  }
}

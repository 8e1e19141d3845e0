import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { part10 } from '../../server/intake/testing/part10.ts';
import { bytesOf, type HostileCase, hasHostile, hostile } from '../../server/intake/testing/shared-data.ts';
import { splitPart10, TestScu } from '../../server/intake/testing/test-scu.ts';
import type { DicomJson } from '../../server/intake/types.ts';
import { admin } from '../support/admin.ts';
import { type Session, signIn } from '../support/api.ts';
import { startServer, type TestServer } from '../support/server.ts';

/** The three doors of a real server, with the real store behind them. */

let server: TestServer;
let ed: Session;
let key: string;
beforeAll(async () => {
  server = await startServer();
  ed = await signIn(server, 'ed');
  const { out } = admin(server, ['add-key', 'riverside', 'corpus']);
  key = /[\w-]{20,200}/.exec(out)?.[0] ?? '';
});
afterAll(() => server.dispose());

/**
 * The cases share one instance of one patient; here each gets UIDs and a patient id of its own, of the same length, so that the
 * answer is about the object and not about its neighbours. Who is who (`dicom-who-*`) is left as it is.
 */
function own(item: HostileCase, door: number): Buffer {
  const bytes = bytesOf(item);
  // Nothing can be written into a deflated data set; there is one good one.
  if (bytes.includes('1.2.840.10008.1.2.1.99')) return bytes;
  const number = String(100 + hostile('dicom-').findIndex(({ id }) => id === item.id));
  const text = bytes.toString('latin1').replaceAll('.10.999.1.1', `.10.${900 + door}.${number}`);
  return Buffer.from(text.replaceAll('HC0001', `H${door}0${number}`), 'latin1');
}

async function stow(bytes: Buffer): Promise<{ status: number; dataset: DicomJson }> {
  const body = Buffer.concat([Buffer.from('--B\r\nContent-Type: application/dicom\r\n\r\n'), bytes, Buffer.from('\r\n--B--\r\n')]);
  const response = await fetch(`${server.url}/dicomweb/studies`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'multipart/related; type="application/dicom"; boundary=B' },
    body: new Uint8Array(body),
  });
  return { status: response.status, dataset: (await response.json()) as DicomJson };
}

async function cstore(bytes: Buffer, aeTitle: string): Promise<number | null> {
  const { sopClass, sopInstance, transferSyntax, dataSet } = splitPart10(bytes)!;
  const scu = await TestScu.open(server.dimse, [{ sopClass, transferSyntaxes: [transferSyntax] }], aeTitle, 'HYPERACUTE');
  const status = scu.granted(0) === undefined ? null : (await scu.store(0, sopClass, sopInstance, dataSet)).status;
  await scu.release();
  return status;
}

describe.runIf(hasHostile)('the hostile objects through the doors of a server', () => {
  const objects = hostile('dicom-').filter((item) => !item.id.startsWith('dicom-who') && item.expect.code !== undefined);

  it('[IN42] by STOW-RS', async () => {
    const wrong: string[] = [];
    for (const item of objects.filter(({ entry }) => entry.includes('stow'))) {
      const { status, dataset } = await stow(own(item, 0));
      const { http, failureReason, warningReason } = item.expect.stow!;
      const reason = (key: string, attribute: string): unknown =>
        (dataset[key]?.Value?.[0] as DicomJson | undefined)?.[attribute]?.Value?.[0];
      const found = [status, reason('00081198', '00081197') ?? null, reason('00081199', '00081196') ?? null];
      const expected = [http, failureReason == null ? null : Number(failureReason), warningReason == null ? null : Number(warningReason)];
      if (JSON.stringify(found) !== JSON.stringify(expected)) wrong.push(`${item.id}: ${found.join(' ')} instead of ${expected.join(' ')}`);
    }
    expect(wrong).toEqual([]);
  });

  it('[IN42] by STOW-RS, mutated: any answer of the protocol will do', async () => {
    const statuses = new Set<number>();
    const mutants = hostile('dicom-mut');
    for (const item of mutants) statuses.add((await stow(own(item, 3))).status);
    expect([...statuses].filter((status) => ![200, 202, 409].includes(status))).toEqual([]);
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  });

  it('[IN35] by C-STORE', async () => {
    const wrong: string[] = [];
    for (const item of objects.filter(({ entry }) => entry.includes('cstore'))) {
      const status = await cstore(own(item, 1), 'RIVERSIDE_CT');
      const expected = item.expect.cstore!.includes('result 4') ? null : Number(item.expect.cstore);
      const evil = status === 0x0117 && item.expect.code === 'DICOM_UID_INVALID';
      if (status !== expected && !evil) wrong.push(`${item.id}: ${status?.toString(16)} instead of ${item.expect.cstore}`);
    }
    expect(wrong).toEqual([]);
  });

  it('[IN51] by upload', async () => {
    const { id } = await ed.json<{ id: string }>('/api/consults', { method: 'POST', body: '{}' });
    const wrong: string[] = [];
    for (const item of objects.filter(({ entry }) => entry.includes('upload'))) {
      const bytes = own(item, 2);
      const begun = await ed.fetch(`/api/consults/${id}/uploads`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ name: 'x.dcm', bytes: bytes.length }),
      });
      const done = await ed.fetch(begun.headers.get('location')!, {
        method: 'PATCH',
        headers: { 'upload-offset': '0' },
        body: new Uint8Array(bytes),
      });
      const { result } = (await done.json()) as { result: { files: { outcome: string; code: string }[] } };
      const { outcome, code } = result.files[0]!;
      const { file, code: expected } = item.expect.upload!;
      // The deflated one came in by another door before.
      if (outcome !== file || (code !== expected && code !== 'DUPLICATE'))
        wrong.push(`${item.id}: ${outcome} ${code} instead of ${file} ${expected}`);
    }
    expect(wrong).toEqual([]);
  });

  it('[IN35] tell who is who, in each organisation for itself', async () => {
    // The other study of the series that the last case claims for itself.
    const root = '1.2.826.0.1.3680043.10.999.20.9';
    expect(await cstore(part10({ study: root, series: `${root}.9`, instance: `${root}.9.1` }), 'RIVERSIDE_CT')).toBe(0);
    const statuses: Record<string, number | null> = {};
    for (const [id, aeTitle] of [
      ['dicom-who-1-first', 'RIVERSIDE_CT'],
      ['dicom-who-2-same-study-other-pid', 'RIVERSIDE_CT'],
      ['dicom-who-5-exact-duplicate', 'RIVERSIDE_CT'],
      ['dicom-who-6-other-tenant-same-uids', 'LAKESIDE_CT'],
      ['dicom-who-10-mixed-series', 'RIVERSIDE_CT'],
    ] as const) {
      const [item] = hostile(id);
      const status = await cstore(bytesOf(item!), aeTitle);
      statuses[id] = status === Number(item!.expect.cstore) ? null : status;
    }
    expect(Object.values(statuses)).toEqual([null, null, null, null, null]);
  });
});

describe('the spool of a server', () => {
  it('[IN20] is empty when nothing is being received', async () => {
    expect((await stow(part10({ instance: '1.2.77.1', study: '1.2.77', series: '1.2.77.2' }))).status).toBe(200);
    const { readdirSync } = await import('node:fs');
    expect(readdirSync(`${server.dataFolder}/spool`)).toEqual([]);
  });
});

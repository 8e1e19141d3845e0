import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../store/database.ts';
import { addDestination, enableDestination } from './destinations.ts';
import { enqueueRecord } from './enqueue.ts';
import { type Head, headOf, markFault, markSent } from './queue.ts';
import { invented } from './testing/record.ts';

const NOW = '2026-03-01T12:46:00.000Z';
const settings = {
  host: '127.0.0.1',
  port: 9,
  tls: false,
  sendingApplication: '',
  sendingFacility: '',
  receivingApplication: '',
  receivingFacility: '',
};

let folder: string;
let db: Database;
let ehr: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hyperacute-enqueue-'));
  db = await openDatabase(join(folder, 'test.sqlite'), new URL('./testing/procedures.ts', import.meta.url));
  for (const [id, kind] of [
    ['riverside', 'spoke'],
    ['metro', 'hub'],
    ['lakeside', 'spoke'],
  ] as const)
    await db.insertInto('organisation').values({ id, name: id, kind, created_at: NOW }).execute();
  await db
    .insertInto('person')
    .values({
      id: 'p-neuro',
      organisation_id: 'metro',
      email: 'n',
      name: 'n',
      role: 'neurologist',
      password_hash: '',
      created_at: NOW,
      disabled_at: null,
    })
    .execute();
  for (const id of ['c-1', 'c-2'])
    await db
      .insertInto('consult')
      .values({
        ...{ id, organisation_id: 'riverside', patient_name: '', mrn: '', birth_date: '', sex: '', state: 'open', opened_at: NOW },
        ...{ opened_by: 'images', hue: 0, version: 1, state_reason: '', accepted_by: null, accepted_at: null },
      })
      .execute();
});
afterAll(async () => {
  await db.destroy();
  rmSync(folder, { recursive: true });
});
beforeEach(async () => {
  ehr = await addDestination(db, 'riverside', { kind: 'mllp', name: 'EHR', gets: ['oru', 'mdm'], settings });
  await addDestination(db, 'metro', { kind: 'mllp', name: 'Hub', gets: ['oru'], settings });
  await addDestination(db, 'lakeside', { kind: 'mllp', name: 'Other', gets: ['oru'], settings });
});
afterEach(async () => {
  for (const table of ['delivery', 'delivery_record', 'destination'] as const) await db.deleteFrom(table).execute();
});

const sign = (consultId: string, version = 1) => db.transaction().execute((tx) => enqueueRecord(tx, invented({ consultId, version }), NOW));
const all = () => db.selectFrom('delivery').select(['organisation_id', 'kind', 'state', 'identifier']).orderBy('id').execute();
const next = async () => (await headOf(db, ehr))!;
const named = (head: Head | null) => (head === null ? null : `${head.consult_id} ${head.record_version} ${head.kind}`);
const fault = (head: Head, code: Parameters<typeof markFault>[2]) =>
  markFault(db, head, code, { now: Date.parse(NOW), retry: { firstMs: 5_000, longestMs: 300_000 }, random: () => 1 });

describe('the outbox', () => {
  it('[DV1] [DV2] takes a record for the site, the signer’s hospital and the own archive, with the transaction that signs it or not at all', async () => {
    await expect(
      db.transaction().execute(async (tx) => {
        await enqueueRecord(tx, invented({ consultId: 'c-1' }), NOW);
        throw new Error('not signed after all');
      }),
    ).rejects.toThrow('not signed');
    expect(await all()).toEqual([]);
    expect(await sign('c-1')).toEqual({ deliveries: 5 });
    expect((await all()).map(({ organisation_id, kind }) => `${organisation_id} ${kind}`).sort()).toEqual([
      'metro oru',
      'riverside kos',
      'riverside mdm',
      'riverside oru',
      'riverside sr',
    ]);
    expect(await sign('c-1')).toEqual({ deliveries: 0 });
    expect(await db.call('enqueue', { record: invented({ consultId: 'c-1' }), now: NOW })).toEqual({ deliveries: 0 });
    expect(new Set((await all()).map(({ identifier }) => identifier)).size).toBe(5);
  });

  it('[DV2] sends no report of nothing', async () => {
    const record = { ...invented({ consultId: 'c-1' }), measurements: [], keyImages: [] };
    expect(await db.transaction().execute((tx) => enqueueRecord(tx, record, NOW))).toEqual({ deliveries: 3 });
  });

  it('[DV50] a destination that is paused collects', async () => {
    await enableDestination(db, 'riverside', ehr, false);
    expect(await sign('c-1')).toEqual({ deliveries: 5 });
  });

  it('[DV4] [DV8] gives the oldest; what failed steps aside for others, and keeps its own consult’s next versions back', async () => {
    await sign('c-1');
    await sign('c-2');
    await sign('c-1', 2);
    expect(named(await next())).toBe('c-1 1 oru');
    expect(await fault(await next(), 'NO_CONNECTION')).toBe('waiting');
    const again = await next();
    expect([named(again), again.tries, again.refusals, again.next_try_at]).toEqual(['c-1 1 oru', 1, 0, '2026-03-01T12:46:05.000Z']);
    expect(await fault(again, 'HL7_REJECTED')).toBe('failed');
    const order: (string | null)[] = [];
    for (let head = await headOf(db, ehr); head !== null; head = await headOf(db, ehr)) {
      order.push(named(head));
      await markSent(db, head, Date.parse(NOW));
    }
    expect(order).toEqual(['c-1 1 mdm', 'c-2 1 oru', 'c-2 1 mdm']);
    await db.updateTable('delivery').set({ state: 'cancelled' }).where('state', '=', 'failed').execute();
    expect(named(await next())).toBe('c-1 2 oru');
  });

  it('[DV7] the receiver’s own errors are counted apart from those of the way to it', async () => {
    await sign('c-1');
    for (let n = 0; n < 20; n++) expect(await fault(await next(), 'NO_ANSWER')).toBe('waiting');
    for (let n = 0; n < 5; n++) expect(await fault(await next(), 'HL7_ERROR')).toBe('waiting');
    expect(await fault(await next(), 'HL7_ERROR')).toBe('failed');
    // What was decided meanwhile stands.
    const late = await next();
    await db.updateTable('delivery').set({ state: 'cancelled' }).where('id', '=', late.id).execute();
    await markSent(db, late, Date.parse(NOW));
    expect((await all()).filter(({ kind, state }) => kind === 'mdm' && state === 'cancelled')).toHaveLength(1);
  });
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SqlCollabLog } from './collab-log.ts';
import { type Database, openDatabase } from './database.ts';

let folder: string;
let db: Database;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'collab-log-'));
  db = await openDatabase(join(folder, 'test.db'));
  await db
    .insertInto('organisation')
    .values({ id: 'o', name: 'o', kind: 'hub', created_at: '' } as never)
    .execute();
  for (const id of ['c1', 'c2']) {
    const consult = {
      id,
      organisation_id: 'o',
      patient_name: '',
      mrn: '',
      birth_date: '',
      sex: '',
      state: 'open',
      opened_at: '',
      opened_by: '',
      hue: 0,
      version: 1,
      state_reason: '',
    };
    await db
      .insertInto('consult')
      .values(consult as never)
      .execute();
  }
});
afterAll(async () => {
  await db.destroy();
  await rm(folder, { recursive: true, force: true });
});

const entries = (count: number, from = 0) =>
  Array.from({ length: count }, (_, i) => ({ personId: 'ada', bytes: Uint8Array.of(1, (from + i) % 256, Math.floor((from + i) / 256)) }));

describe('[CO21] the log keeps every update in order, across snapshots', () => {
  it('[CO21] numbers entries per consult without gaps, in one statement or many', async () => {
    const log = new SqlCollabLog(db);
    expect(await log.append('c1', entries(1))).toBe(1);
    expect(await log.append('c2', entries(3))).toBe(3);
    expect(await log.append('c1', entries(64, 1))).toBe(65);
    expect(await log.append('c1', entries(200, 65))).toBe(265);
    const { updates, seq } = await log.load('c1');
    expect(seq).toBe(265);
    expect(updates.map((bytes) => bytes[1]! + bytes[2]! * 256)).toEqual(Array.from({ length: 265 }, (_, i) => i));
  });

  it('[CO21] a snapshot stands for what came before it; a client id is bound once', async () => {
    const log = new SqlCollabLog(db);
    await log.compact('c2', 2, Uint8Array.of(9));
    expect(await log.load('c2')).toEqual({ updates: [Uint8Array.of(9), entries(3)[2]!.bytes], seq: 3 });
    await log.compact('c2', 3, Uint8Array.of(10));
    expect(await log.load('c2')).toEqual({ updates: [Uint8Array.of(10)], seq: 3 });
    expect([
      await log.bindClient('c2', 4_294_967_295, 'ada'),
      await log.bindClient('c2', 4_294_967_295, 'ben'),
      await log.bindClient('c2', 4_294_967_295, 'ada'),
    ]).toEqual(['bound', 'taken', 'bound']);
    expect(await log.clientsOf('c2')).toEqual(new Map([[4_294_967_295, 'ada']]));
  });
});

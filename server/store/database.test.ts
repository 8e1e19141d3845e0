import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Database, openDatabase } from './database.ts';

let folder: string;
let db: Database;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hyperacute-db-'));
  db = await openDatabase(join(folder, 'test.sqlite'));
});
afterEach(async () => {
  await db.destroy();
  rmSync(folder, { recursive: true });
});

const organisation = (id: string) => ({ id, name: id, kind: 'spoke' as const, created_at: '' });

describe('the embedded database', () => {
  test('[SV5] writes ahead, and syncs every commit', async () => {
    expect((await sql<{ journal_mode: string }>`PRAGMA journal_mode`.execute(db)).rows[0]?.journal_mode).toBe('wal');
    expect((await sql<{ synchronous: number }>`PRAGMA synchronous`.execute(db)).rows[0]?.synchronous).toBe(2);
    expect((await sql<{ foreign_keys: number }>`PRAGMA foreign_keys`.execute(db)).rows[0]?.foreign_keys).toBe(1);
  });

  test('[SV5] a transaction that fails leaves nothing, and the next one works', async () => {
    await expect(
      db.transaction().execute(async (tx) => {
        await tx.insertInto('organisation').values(organisation('a')).execute();
        await tx.insertInto('organisation').values(organisation('a')).execute();
      }),
    ).rejects.toThrow(/UNIQUE/);
    await db.insertInto('organisation').values(organisation('b')).execute();
    expect((await db.selectFrom('organisation').select('id').execute()).map((row) => row.id)).toEqual(['b']);
  });

  test('[SV5] statements of others wait while a transaction is open', async () => {
    const order: string[] = [];
    await Promise.all([
      db.transaction().execute(async (tx) => {
        await tx.insertInto('organisation').values(organisation('c')).execute();
        await new Promise((resolve) => setImmediate(resolve));
        await tx.insertInto('organisation').values(organisation('d')).execute();
        order.push('transaction');
      }),
      db
        .selectFrom('organisation')
        .selectAll()
        .execute()
        .then((rows) => order.push(`read ${rows.length}`)),
    ]);
    expect(order).toEqual(['transaction', 'read 2']);
  });

  test('[SV5] is migrated once', async () => {
    await db.insertInto('organisation').values(organisation('e')).execute();
    await db.destroy();
    db = await openDatabase(join(folder, 'test.sqlite'));
    expect(await db.selectFrom('organisation').select('id').execute()).toHaveLength(1);
  });
});

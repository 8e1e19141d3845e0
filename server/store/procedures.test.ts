import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Database, openDatabase } from './database.ts';

let folder: string;
let db: Database;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hyperacute-procedures-'));
  db = await openDatabase(join(folder, 'test.sqlite'), new URL('./testing/procedures.ts', import.meta.url));
});
afterEach(async () => {
  await db.destroy();
  rmSync(folder, { recursive: true });
});

const names = async () => (await db.selectFrom('organisation').select('id').orderBy('id').execute()).map(({ id }) => id);

describe('a transaction beside the data', () => {
  test('[SV5] is committed as a whole, and answers', async () => {
    expect(await db.call<string[], number>('addAll', ['a', 'b'])).toBe(2);
    expect(await names()).toEqual(['a', 'b']);
  });

  test('[SV5] leaves nothing when it fails, and says why; the next one works', async () => {
    await expect(db.call('addAll', ['c', 'd', 'c'])).rejects.toThrow(/UNIQUE/);
    await expect(db.call('nobodyKnows', [])).rejects.toThrow();
    expect(await db.call<string[], number>('addAll', ['e'])).toBe(1);
    expect(await names()).toEqual(['e']);
  });

  test('[SV5] waits for one that is open, and others wait for it', async () => {
    const [, count] = await Promise.all([
      db.transaction().execute(async (tx) => {
        await tx.insertInto('organisation').values({ id: 'f', name: '', kind: 'spoke', created_at: '' }).execute();
        await new Promise((resolve) => setImmediate(resolve));
        await tx.insertInto('organisation').values({ id: 'g', name: '', kind: 'spoke', created_at: '' }).execute();
      }),
      db.call<string[], number>('addAll', ['h']),
      names(),
    ]);
    // Before it or after it, never between its two.
    expect([1, 3]).toContain(count);
    expect(await names()).toEqual(['f', 'g', 'h']);
  });

  test('[SV5] of what can be made again waits for no disk, also after one that failed, and all others do', async () => {
    expect(await db.call('commitsLater', null)).toBe(1);
    expect(await db.call('commitsNow', null)).toBe(2);
    await expect(db.call('addAndFail', 'l')).rejects.toThrow('as asked');
    expect(await db.call('commitsNow', null)).toBe(2);
    expect(await db.call<string[], number>('addLater', ['m'])).toBe(1);
    expect(await names()).toEqual(['m']);
  });

  test('[SV5] statements never run without the transaction that they count on', { timeout: 20_000 }, async () => {
    const other = new DatabaseSync(join(folder, 'test.sqlite'));
    other.exec('BEGIN IMMEDIATE');
    await expect(
      db.transaction().execute(async (tx) => {
        await tx.insertInto('organisation').values({ id: 'i', name: '', kind: 'spoke', created_at: '' }).execute();
      }),
    ).rejects.toThrow(/locked/);
    other.exec('ROLLBACK');
    other.close();
    expect(await names()).toEqual([]);
    expect(await db.call<string[], number>('addAll', ['k'])).toBe(1);
  });
});

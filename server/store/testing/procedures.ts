import { sql } from 'kysely';
import type { Tx } from '../database.ts';

/** Adds organisations one by one and answers how many there are. */
async function addAll(tx: Tx, ids: readonly string[]): Promise<number> {
  for (const id of ids) await tx.insertInto('organisation').values({ id, name: '', kind: 'spoke', created_at: '' }).execute();
  return (await tx.selectFrom('organisation').select('id').execute()).length;
}

/** How far a commit goes now: 2 is onto the disk, 1 with the next one that does (SQLite: `PRAGMA synchronous`). */
async function commitsNow(tx: Tx): Promise<number> {
  const { rows } = await sql<{ synchronous: number }>`PRAGMA synchronous`.execute(tx);
  return rows[0]!.synchronous;
}

/** Fails after it has written. */
async function addAndFail(tx: Tx, id: string): Promise<void> {
  await addAll(tx, [id]);
  throw new Error('as asked');
}

export const procedures = { addAll, commitsNow };
export const remade = { addLater: addAll, commitsLater: commitsNow, addAndFail };

import type { Tx } from '../database.ts';

/** Adds organisations one by one and answers how many there are. */
async function addAll(tx: Tx, ids: readonly string[]): Promise<number> {
  for (const id of ids) await tx.insertInto('organisation').values({ id, name: '', kind: 'spoke', created_at: '' }).execute();
  return (await tx.selectFrom('organisation').select('id').execute()).length;
}

export const procedures = { addAll };

import { CompiledQuery } from 'kysely';
import type { Database, Tx } from './database.ts';

interface CollabEntry {
  readonly personId: string;
  readonly bytes: Uint8Array;
}

/** Rows of one INSERT: as many distinct statements are kept prepared. */
const ENTRIES_PER_STATEMENT = 64;

/** The durable log of shared documents: append-only rows, and one snapshot per consult that stands for the rows up to its `seq`. */
export class SqlCollabLog {
  readonly #db: Database;
  constructor(db: Database) {
    this.#db = db;
  }

  /**
   * All entries or none, durable when it resolves; answers the last sequence number. Usually one statement: every further one would be
   * another turn through the database thread, in which everyone who looks on waits.
   */
  async append(consultId: string, entries: readonly CollabEntry[]): Promise<number> {
    if (entries.length <= ENTRIES_PER_STATEMENT) return insert(this.#db, consultId, entries);
    return this.#db.transaction().execute(async (tx) => {
      let last = 0;
      for (let from = 0; from < entries.length; from += ENTRIES_PER_STATEMENT)
        last = await insert(tx, consultId, entries.slice(from, from + ENTRIES_PER_STATEMENT));
      return last;
    });
  }

  async load(consultId: string): Promise<{ updates: Uint8Array[]; seq: number }> {
    const snapshot = await this.#db.selectFrom('collab_snapshot').selectAll().where('consult_id', '=', consultId).executeTakeFirst();
    const rows = await this.#db
      .selectFrom('collab_update')
      .select(['seq', 'bytes'])
      .where('consult_id', '=', consultId)
      .where('seq', '>', snapshot?.seq ?? 0)
      .orderBy('seq')
      .execute();
    return {
      updates: [...(snapshot === undefined ? [] : [snapshot.bytes]), ...rows.map((row) => row.bytes)],
      seq: rows.at(-1)?.seq ?? snapshot?.seq ?? 0,
    };
  }

  async compact(consultId: string, through: number, snapshot: Uint8Array): Promise<void> {
    await this.#db
      .insertInto('collab_snapshot')
      .values({ consult_id: consultId, seq: through, bytes: snapshot })
      .onConflict((oc) => oc.column('consult_id').doUpdateSet({ seq: through, bytes: snapshot }))
      .execute();
  }

  async bindClient(consultId: string, clientId: number, personId: string): Promise<'bound' | 'taken'> {
    await this.#db
      .insertInto('collab_client')
      .values({ consult_id: consultId, client_id: clientId, person_id: personId })
      .onConflict((oc) => oc.doNothing())
      .execute();
    const row = await this.#db
      .selectFrom('collab_client')
      .select('person_id')
      .where('consult_id', '=', consultId)
      .where('client_id', '=', clientId)
      .executeTakeFirstOrThrow();
    return row.person_id === personId ? 'bound' : 'taken';
  }

  async clientsOf(consultId: string): Promise<ReadonlyMap<number, string>> {
    const rows = await this.#db
      .selectFrom('collab_client')
      .select(['client_id', 'person_id'])
      .where('consult_id', '=', consultId)
      .execute();
    return new Map(rows.map((row) => [row.client_id, row.person_id]));
  }
}

async function insert(db: Database | Tx, consultId: string, entries: readonly CollabEntry[]): Promise<number> {
  const values = entries.flatMap(({ personId, bytes }, i) => [i + 1, personId, bytes]);
  const query = CompiledQuery.raw(insertion(entries.length), [consultId, new Date().toISOString(), consultId, ...values]);
  const { rows } = await db.executeQuery<{ seq: number }>(query as CompiledQuery<{ seq: number }>);
  return Math.max(...rows.map((row) => Number(row.seq)));
}

const insertions = new Map<number, string>();

/** The statement for so many entries. Everyone who looks on waits for it, and building it anew takes a tenth of the commit. */
function insertion(entries: number): string {
  const known = insertions.get(entries);
  if (known !== undefined) return known;
  const text = `
    INSERT INTO collab_update (consult_id, seq, person_id, at, bytes)
    SELECT ?, last.seq + CAST(entry.column1 AS INTEGER), entry.column2, ?, entry.column3
    FROM (SELECT coalesce(max(seq), 0) AS seq FROM collab_update WHERE consult_id = ?) AS last,
      (VALUES ${Array(entries).fill('(?, ?, ?)').join(', ')}) AS entry
    RETURNING seq`;
  insertions.set(entries, text);
  return text;
}

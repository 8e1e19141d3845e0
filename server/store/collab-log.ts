import type { Database } from './database.ts';

/** The durable log of shared documents: append-only rows, and one snapshot per consult that stands for the rows up to its `seq`. */
export class SqlCollabLog {
  readonly #db: Database;
  constructor(db: Database) {
    this.#db = db;
  }

  async append(consultId: string, entries: readonly { personId: string; bytes: Uint8Array }[]): Promise<number> {
    const at = new Date().toISOString();
    return this.#db.transaction().execute(async (tx) => {
      const last = await tx
        .selectFrom('collab_update')
        .select((eb) => eb.fn.max('seq').as('seq'))
        .where('consult_id', '=', consultId)
        .executeTakeFirst();
      const from = (last?.seq ?? 0) + 1;
      await tx
        .insertInto('collab_update')
        .values(entries.map((entry, i) => ({ consult_id: consultId, seq: from + i, person_id: entry.personId, at, bytes: entry.bytes })))
        .execute();
      return from + entries.length - 1;
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

import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** Prepared statements kept; the code base has fewer distinct ones. */
const MAX_PREPARED = 500;

type Value = string | number | bigint | null | Uint8Array;

/** A prepared statement in the shape that Kysely's SQLite dialect expects. */
class Prepared {
  /** It answers with rows. */
  readonly reader: boolean;
  readonly #statement: StatementSync;
  constructor(statement: StatementSync) {
    this.#statement = statement;
    this.reader = statement.columns().length > 0;
  }
  all(parameters: readonly unknown[]): unknown[] {
    return this.#statement.all(...(parameters as Value[]));
  }
  run(parameters: readonly unknown[]): { changes: number | bigint; lastInsertRowid: number | bigint } {
    return this.#statement.run(...(parameters as Value[]));
  }
  iterate(parameters: readonly unknown[]): IterableIterator<unknown> {
    return this.#statement.iterate(...(parameters as Value[]));
  }
}

/** Statements by their text, each prepared once. */
export class Statements {
  readonly #database: DatabaseSync;
  readonly #prepared = new Map<string, Prepared>();
  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  prepare(sql: string): Prepared {
    let known = this.#prepared.get(sql);
    if (known === undefined) {
      known = new Prepared(this.#database.prepare(sql));
      if (this.#prepared.size >= MAX_PREPARED) this.#prepared.clear();
      this.#prepared.set(sql, known);
    }
    return known;
  }

  close(): void {
    this.#prepared.clear();
  }
}

import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { Kysely, sql, type Transaction } from 'kysely';
import { first } from './migrations/0001-first.ts';
import { compareOnCollision } from './migrations/0002-compare-on-collision.ts';
import { siteRegion } from './migrations/0003-site-region.ts';
import { siteCheck } from './migrations/0004-site-check.ts';
import { hl7 } from './migrations/0005-hl7.ts';
import { call } from './migrations/0006-call.ts';
import { chart } from './migrations/0007-chart.ts';
import { guest } from './migrations/0008-guest.ts';
import { deliver } from './migrations/0009-deliver.ts';
import { joining } from './migrations/0010-joining.ts';
import type { Schema } from './schema.ts';
import { SqliteWorkerDialect } from './sqlite-dialect.ts';

/** The embedded database, and the transactions that run beside its data (`sqlite-worker.ts`). */
export class Database extends Kysely<Schema> {
  readonly #dialect: SqliteWorkerDialect;
  constructor(dialect: SqliteWorkerDialect) {
    super({ dialect });
    this.#dialect = dialect;
  }

  /** Runs one of the procedures given at opening, as a transaction of its own. Rejects with `DatabaseError`. */
  call<A, R>(procedure: string, argument: A): Promise<R> {
    return this.#dialect.call(procedure, argument) as Promise<R>;
  }
}
export type Tx = Transaction<Schema>;

/** In order, never edited once released. */
const MIGRATIONS: readonly { name: string; script: string }[] = [
  { name: '0001-first', script: first },
  { name: '0002-compare-on-collision', script: compareOnCollision },
  { name: '0003-site-region', script: siteRegion },
  { name: '0004-site-check', script: siteCheck },
  { name: '0005-hl7', script: hl7 },
  { name: '0006-call', script: call },
  { name: '0007-chart', script: chart },
  { name: '0008-guest', script: guest },
  { name: '0009-deliver', script: deliver },
  { name: '0010-joining', script: joining },
];

/**
 * Opens (and if need be creates and migrates) the embedded database.
 * WAL with synchronous=FULL: a committed transaction survives a power cut. `procedures`: a module that exports them by name.
 */
export async function openDatabase(file: string, procedures?: URL): Promise<Database> {
  mkdirSync(dirname(file), { recursive: true });
  const db = new Database(new SqliteWorkerDialect({ file, procedures: procedures?.href }));
  await migrate(db);
  return db;
}

async function migrate(db: Database): Promise<void> {
  await sql`CREATE TABLE IF NOT EXISTS migration (name TEXT PRIMARY KEY, at TEXT NOT NULL) STRICT`.execute(db);
  const { rows } = await sql<{ name: string }>`SELECT name FROM migration`.execute(db);
  const done = new Set(rows.map((row) => row.name));
  for (const { name, script } of MIGRATIONS.filter((m) => !done.has(m.name))) {
    await db.transaction().execute(async (tx) => {
      for (const statement of script.split(/;\s*\n/).filter((s) => s.trim() !== '')) await sql.raw(statement).execute(tx);
      await sql`INSERT INTO migration VALUES (${name}, ${new Date().toISOString()})`.execute(tx);
    });
  }
}

import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import { Kysely, SqliteDialect } from 'kysely';
import type { Tx } from './database.ts';
import type { Schema } from './schema.ts';
import { Statements } from './sqlite-statements.ts';
import { BEGIN, COMMIT, ROLLBACK } from './transaction-words.ts';

/** The one thread that touches the database file: node:sqlite is synchronous and must not stop the event loop. */

export interface StatementRequest {
  id: number;
  sql: string;
  parameters: readonly unknown[];
}
export interface CallRequest {
  id: number;
  procedure: string;
  argument: unknown;
}
export type Request = StatementRequest | CallRequest;
export type Response =
  | { id: number; ok: true; rows: unknown[]; changes: number; lastInsertRowid: number }
  | { id: number; ok: false; message: string; code: string };

export interface WorkerData {
  file: string;
  /** URL of a module that exports `procedures`, and `remade`: those whose results can be made again. */
  procedures: string | undefined;
}

/**
 * A whole transaction run beside the data: one message there, one back. It asks the database as anybody does, and must not wait
 * for anything else.
 */
export type Procedure = (tx: Tx, argument: never) => Promise<unknown>;
type Procedures = Record<string, Procedure>;

/** A commit is on the disk when it answers. */
const AT_ONCE = 'PRAGMA synchronous = FULL;';
/** It is with the next one that must be; a process that dies loses nothing, and the order of commits is kept. */
const LATER = 'PRAGMA synchronous = NORMAL;';

const { file, procedures: module } = workerData as WorkerData;
const database = new DatabaseSync(file, { enableForeignKeyConstraints: true });
/** Bringing the log into the database stops everyone who waits for a commit: pages of 4 kB after which it is done, four times as many as SQLite's own. */
const CHECKPOINT_PAGES = 4_000;
database.exec(
  `PRAGMA journal_mode = WAL; ${AT_ONCE} PRAGMA busy_timeout = 5000; PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES};`,
);
const statements = new Statements(database);
const inline = new Kysely<Schema>({ dialect: new SqliteDialect({ database: statements }) }) as Tx;
const { procedures = {}, remade = {} }: { procedures?: Procedures; remade?: Procedures } = module === undefined ? {} : await import(module);

type Failure = Pick<Extract<Response, { ok: false }>, 'message' | 'code'>;
/** Why the transaction that the next statements count on never began: they must not run without it. */
let notBegun: Failure | null = null;

const done = (id: number, rows: unknown[] = []): Response => ({ id, ok: true, rows, changes: 0, lastInsertRowid: 0 });

function run({ id, sql, parameters }: StatementRequest): Response {
  if (notBegun !== null) {
    if (sql !== ROLLBACK) return { id, ok: false, ...notBegun };
    notBegun = null;
    return done(id);
  }
  try {
    const statement = statements.prepare(sql);
    if (statement.reader) return done(id, statement.all(parameters));
    const { changes, lastInsertRowid } = statement.run(parameters);
    return { id, ok: true, rows: [], changes: Number(changes), lastInsertRowid: Number(lastInsertRowid) };
  } catch (error) {
    if (sql === BEGIN) notBegun = failureOf(error);
    return { id, ok: false, ...failureOf(error) };
  }
}

async function call({ id, procedure, argument }: CallRequest): Promise<Response> {
  const again = remade[procedure];
  try {
    if (again !== undefined) database.exec(LATER);
    database.exec(BEGIN);
    const value = await (again ?? procedures[procedure]!)(inline, argument as never);
    database.exec(COMMIT);
    return done(id, [value]);
  } catch (error) {
    if (database.isTransaction) database.exec(ROLLBACK);
    return { id, ok: false, ...failureOf(error) };
  } finally {
    if (again !== undefined) database.exec(AT_ONCE);
  }
}

/** `code`: SQLite's extended result code, or the system's (`ENOSPC`). */
function failureOf(error: unknown): Failure {
  const { message, errcode, code } = error as { message: string; errcode?: number; code?: string };
  return { message, code: String(errcode ?? code ?? '') };
}

async function serve(requests: readonly Request[]): Promise<void> {
  const responses: Response[] = [];
  for (const request of requests) responses.push('sql' in request ? run(request) : await call(request));
  parentPort?.postMessage(responses);
}

let last = Promise.resolve();
parentPort?.on('message', (message: Request[] | 'close') => {
  last = last.then(() => (message === 'close' ? close() : serve(message)));
});

function close(): void {
  statements.close();
  database.close();
  parentPort?.close();
}

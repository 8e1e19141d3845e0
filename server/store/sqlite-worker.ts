import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import { BEGIN, ROLLBACK } from './transaction-words.ts';

/** The one thread that touches the database file: node:sqlite is synchronous and must not stop the event loop. */

export interface Request {
  id: number;
  sql: string;
  parameters: readonly unknown[];
}
export type Response =
  | { id: number; ok: true; rows: unknown[]; changes: number; lastInsertRowid: number }
  | { id: number; ok: false; message: string; code: string };

/** Prepared statements kept; the code base has fewer distinct ones. */
const MAX_PREPARED = 500;

const { file } = workerData as { file: string };
const database = new DatabaseSync(file, { enableForeignKeyConstraints: true });
database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000; PRAGMA cache_size = -65536;');
interface Prepared {
  statement: StatementSync;
  reads: boolean;
}
const prepared = new Map<string, Prepared>();

function prepare(sql: string): Prepared {
  let known = prepared.get(sql);
  if (known === undefined) {
    const statement = database.prepare(sql);
    known = { statement, reads: statement.columns().length > 0 };
    if (prepared.size >= MAX_PREPARED) prepared.clear();
    prepared.set(sql, known);
  }
  return known;
}

/** Why the transaction that the next statements count on never began: they must not run without it. */
let notBegun: { message: string; code: string } | null = null;

function run({ id, sql, parameters }: Request): Response {
  if (notBegun !== null) {
    if (sql !== ROLLBACK) return { id, ok: false, ...notBegun };
    notBegun = null;
    return { id, ok: true, rows: [], changes: 0, lastInsertRowid: 0 };
  }
  try {
    const { statement, reads } = prepare(sql);
    const values = parameters as (string | number | bigint | null | Uint8Array)[];
    if (reads) return { id, ok: true, rows: statement.all(...values), changes: 0, lastInsertRowid: 0 };
    const result = statement.run(...values);
    return { id, ok: true, rows: [], changes: Number(result.changes), lastInsertRowid: Number(result.lastInsertRowid) };
  } catch (error) {
    const { message, errcode } = error as { message: string; errcode?: number };
    const failure = { message, code: String(errcode ?? '') };
    if (sql === BEGIN) notBegun = failure;
    return { id, ok: false, ...failure };
  }
}

parentPort?.on('message', (requests: Request[] | 'close') => {
  if (requests !== 'close') return parentPort?.postMessage(requests.map(run));
  prepared.clear();
  database.close();
  parentPort?.close();
});

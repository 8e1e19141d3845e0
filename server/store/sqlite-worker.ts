import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';

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
const prepared = new Map<string, StatementSync>();

function prepare(sql: string): StatementSync {
  let statement = prepared.get(sql);
  if (statement === undefined) {
    statement = database.prepare(sql);
    if (prepared.size >= MAX_PREPARED) prepared.clear();
    prepared.set(sql, statement);
  }
  return statement;
}

function run(request: Request): Response {
  try {
    const statement = prepare(request.sql);
    const parameters = request.parameters as (string | number | bigint | null | Uint8Array)[];
    if (statement.columns().length > 0)
      return { id: request.id, ok: true, rows: statement.all(...parameters), changes: 0, lastInsertRowid: 0 };
    const result = statement.run(...parameters);
    return { id: request.id, ok: true, rows: [], changes: Number(result.changes), lastInsertRowid: Number(result.lastInsertRowid) };
  } catch (error) {
    const failure = error as { message: string; errcode?: number };
    return { id: request.id, ok: false, message: failure.message, code: String(failure.errcode ?? '') };
  }
}

parentPort?.on('message', (request: Request | 'close') => {
  if (request !== 'close') return parentPort?.postMessage(run(request));
  prepared.clear();
  database.close();
  parentPort?.close();
});

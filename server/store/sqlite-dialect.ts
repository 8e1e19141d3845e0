import { Worker } from 'node:worker_threads';
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import type { Request, Response, WorkerData } from './sqlite-worker.ts';
import { BEGIN, COMMIT, ROLLBACK } from './transaction-words.ts';

/** A statement failed; `code` is SQLite's extended result code (2067: UNIQUE, 787: foreign key, 13: full). */
export class DatabaseError extends Error {
  readonly code: string;
  constructor(message: string, code: string) {
    super(message);
    this.name = 'DatabaseError';
    this.code = code;
  }
}

/** Kysely dialect over node:sqlite in a worker thread. One connection: a transaction has it to itself. */
export class SqliteWorkerDialect implements Dialect {
  readonly #driver: SqliteWorkerDriver;
  constructor(data: WorkerData) {
    this.#driver = new SqliteWorkerDriver(data);
  }
  /** Runs a procedure of the database thread: a transaction of its own. */
  call = (procedure: string, argument: unknown): Promise<unknown> => this.#driver.call(procedure, argument);
  createDriver = (): Driver => this.#driver;
  createAdapter = () => new SqliteAdapter();
  createQueryCompiler = () => new SqliteQueryCompiler();
  createIntrospector: Dialect['createIntrospector'] = (db) => new SqliteIntrospector(db);
}

class SqliteWorkerDriver implements Driver {
  readonly #data: WorkerData;
  #connection: WorkerConnection | undefined;
  #last: Promise<void> = Promise.resolve();
  readonly #releases = new WeakMap<DatabaseConnection, () => void>();

  constructor(data: WorkerData) {
    this.#data = data;
  }

  async init(): Promise<void> {
    this.#connection = new WorkerConnection(this.#data);
  }

  async call(procedure: string, argument: unknown): Promise<unknown> {
    const connection = await this.acquireConnection();
    try {
      return (await this.#connection!.call(procedure, argument)).rows[0];
    } finally {
      await this.releaseConnection(connection);
    }
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    const before = this.#last;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#last = promise;
    await before;
    if (this.#connection === undefined) throw new Error('the database is closed');
    const handle: DatabaseConnection = {
      executeQuery: (query) => this.#connection!.executeQuery(query),
      streamQuery: () => {
        throw new Error('streaming is not offered by the SQLite worker');
      },
    };
    this.#releases.set(handle, resolve);
    return handle;
  }

  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    this.#releases.get(connection)?.();
  }

  /** Goes with the first statement; when it fails, that one and all others of the transaction do. */
  async beginTransaction(): Promise<void> {
    this.#connection!.begin();
  }
  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw(COMMIT));
  }
  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw(ROLLBACK));
  }

  async destroy(): Promise<void> {
    await this.#last;
    await this.#connection?.close();
    this.#connection = undefined;
  }
}

/** Statements that are asked for together go to the thread in one message, and so do their answers: messages are dear. */
class WorkerConnection {
  readonly #worker: Worker;
  #outbox: Request[] = [];
  #flushing = false;
  readonly #waiting = new Map<number, { resolve: (r: QueryResult<never>) => void; reject: (e: Error) => void }>();
  #next = 1;
  #dead: Error | undefined;

  constructor(workerData: WorkerData) {
    this.#worker = new Worker(new URL('./sqlite-worker.ts', import.meta.url), { workerData, name: 'database' });
    this.#worker.on('message', (responses: Response[]) => {
      for (const response of responses) this.#settle(response);
    });
    this.#worker.on('error', (error) => this.#fail(error instanceof Error ? error : new Error(String(error))));
    this.#worker.on('exit', () => this.#fail(new Error('the database thread has ended')));
  }

  executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    return this.#ask((id) => ({ id, sql, parameters }));
  }

  call(procedure: string, argument: unknown): Promise<QueryResult<unknown>> {
    return this.#ask((id) => ({ id, procedure, argument }));
  }

  begin(): void {
    this.#outbox.push({ id: this.#next++, sql: BEGIN, parameters: [] });
  }

  #ask<R>(request: (id: number) => Request): Promise<QueryResult<R>> {
    if (this.#dead !== undefined) return Promise.reject(this.#dead);
    const id = this.#next++;
    const { promise, resolve, reject } = Promise.withResolvers<QueryResult<R>>();
    this.#waiting.set(id, { resolve: resolve as (r: QueryResult<never>) => void, reject });
    this.#outbox.push(request(id));
    if (!this.#flushing) {
      this.#flushing = true;
      queueMicrotask(() => this.#flush());
    }
    return promise;
  }

  #flush(): void {
    this.#flushing = false;
    const requests = this.#outbox;
    this.#outbox = [];
    this.#worker.postMessage(requests);
  }

  close(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#worker.once('exit', () => resolve());
    this.#worker.postMessage('close');
    return promise;
  }

  #settle(response: Response): void {
    const waiting = this.#waiting.get(response.id);
    this.#waiting.delete(response.id);
    if (!response.ok) return waiting?.reject(new DatabaseError(response.message, response.code));
    waiting?.resolve({
      rows: response.rows as never[],
      numAffectedRows: BigInt(response.changes),
      insertId: BigInt(response.lastInsertRowid),
    });
  }

  #fail(error: Error): void {
    this.#dead ??= error;
    for (const waiting of this.#waiting.values()) waiting.reject(error);
    this.#waiting.clear();
  }
}

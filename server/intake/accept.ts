import { rm } from 'node:fs/promises';
import { INTAKE, type IntakeCode } from '#shared/protocol/intake.ts';
import { type Recorded, type RecordInput, record } from '../imaging/catalogue/record.ts';
import type { Blobs } from '../store/blobs.ts';
import type { Bus } from '../store/bus.ts';
import type { Database } from '../store/database.ts';
import type { Accepted, Source, Spooled } from './types.ts';

/** Objects entered in one transaction at most: one fsync serves them all. */
const MAX_GROUP = 32;

interface Waiting extends RecordInput {
  /** Settles when the file is durable under its final name. */
  filed: Promise<void>;
  resolve: (recorded: Recorded) => void;
  reject: (error: unknown) => void;
}

/**
 * The one way in. Resolves only when file, directory and row are durable; what it answers is what the sender may rely on.
 * The commit waits for the file: a row never refers to bytes that are not there.
 */
export class Acceptor {
  readonly #db: Database;
  readonly #blobs: Blobs;
  readonly #bus: Bus;
  #queue: Waiting[] = [];
  #running: Promise<void> | undefined;

  constructor(db: Database, blobs: Blobs, bus: Bus) {
    this.#db = db;
    this.#blobs = blobs;
    this.#bus = bus;
  }

  accept = async (spooled: Spooled, source: Source): Promise<Accepted> => {
    const { object } = spooled;
    try {
      const existed = await this.#blobs.has(source.organisationId, object.sha256);
      // The name is being made durable while the rows are written; the commit waits for both.
      const filed = existed ? rm(spooled.path, { force: true }) : this.#blobs.adopt(source.organisationId, object.sha256, spooled.path);
      filed.catch(() => undefined);
      const recorded = await this.#enter({ object, code: spooled.code, source, filed });
      if (!recorded.keepFile && !existed) await this.#blobs.remove(source.organisationId, object.sha256);
      this.#tell(recorded);
      return {
        ...answer(recorded.code),
        sopClassUid: object.sopClassUid,
        sopInstanceUid: object.sopInstanceUid,
        studyInstanceUid: object.studyInstanceUid,
      };
    } catch (error) {
      await rm(spooled.path, { force: true });
      const full = (error as NodeJS.ErrnoException).code === 'ENOSPC' || (error as { code?: string }).code === '13';
      return answer(full ? 'STORAGE_FULL' : 'STORE_FAILED');
    }
  };

  async close(): Promise<void> {
    await this.#running;
  }

  #enter(input: RecordInput & { filed: Promise<void> }): Promise<Recorded> {
    const { promise, resolve, reject } = Promise.withResolvers<Recorded>();
    this.#queue.push({ ...input, resolve, reject });
    this.#running ??= this.#drain().finally(() => {
      this.#running = undefined;
    });
    return promise;
  }

  async #drain(): Promise<void> {
    while (this.#queue.length > 0) {
      const group = this.#queue.splice(0, MAX_GROUP);
      try {
        await this.#commit(group);
      } catch (error) {
        // One bad object must not take its neighbours with it: each is tried by itself.
        if (group.length === 1) group[0]!.reject(error);
        else for (const one of group) await this.#commit([one]).catch((reason: unknown) => one.reject(reason));
      }
    }
  }

  async #commit(group: Waiting[]): Promise<void> {
    const recorded = await this.#db.transaction().execute(async (tx) => {
      const results: Recorded[] = [];
      for (const one of group) results.push(await record(tx, one));
      const consults = [...new Set(results.flatMap((result) => result.consults))];
      if (consults.length > 0)
        await tx
          .updateTable('consult')
          .set((eb) => ({ version: eb('version', '+', 1) }))
          .where('id', 'in', consults)
          .execute();
      await Promise.all(group.map((one) => one.filed));
      return results;
    });
    for (const [i, one] of group.entries()) one.resolve(recorded[i]!);
  }

  #tell(recorded: Recorded): void {
    if (recorded.consultStudy !== undefined) this.#bus.emit('consult-study', recorded.consultStudy);
    if (recorded.stored !== undefined) this.#bus.emit('stored', recorded.stored);
    for (const consultId of recorded.consults) this.#bus.emit('consult', { consultId });
  }
}

export function answer(code: IntakeCode): Accepted {
  const rule = INTAKE[code];
  return rule.outcome === 'stored' && rule.status === 0
    ? { code, status: rule.status }
    : { code, status: rule.status, detail: rule.advice };
}

import { rm } from 'node:fs/promises';
import { INTAKE, type IntakeCode } from '#shared/protocol/intake.ts';
import type { ObjectLayout } from '../imaging/catalogue/layout.ts';
import { type Recorded, type RecordInput, record, type StoredPicture, type Undecided } from '../imaging/catalogue/record.ts';
import type { Blobs } from '../store/blobs.ts';
import type { Bus } from '../store/bus.ts';
import type { Database } from '../store/database.ts';
import { sameDataSet } from './same-data-set.ts';
import type { Accepted, Source, Spooled } from './types.ts';

/** Objects entered in one transaction at most: one fsync serves them all. */
const MAX_GROUP = 32;

export interface AcceptorDeps {
  db: Database;
  blobs: Blobs;
  bus: Bus;
  /** Told of every picture that is in the catalogue from now on. */
  onPicture: (picture: StoredPicture) => void;
}

interface Waiting extends RecordInput {
  /** Settles when the file is durable under its final name. */
  filed: Promise<void>;
  resolve: (recorded: Recorded | Undecided) => void;
  reject: (error: unknown) => void;
}

/**
 * The one way in. Resolves only when file, directory and row are durable; what it answers is what the sender may rely on.
 * The commit waits for the file: a row never refers to bytes that are not there.
 */
export class Acceptor {
  readonly #deps: AcceptorDeps;
  #queue: Waiting[] = [];
  #running: Promise<void> | undefined;

  constructor(deps: AcceptorDeps) {
    this.#deps = deps;
  }

  accept = async (spooled: Spooled, source: Source): Promise<Accepted> => {
    const { object, code } = spooled;
    const { blobs } = this.#deps;
    const { organisationId } = source;
    try {
      // The name is being made durable while the rows are written; the commit waits for both.
      const filed = blobs.adopt(organisationId, object.sha256, spooled.path);
      filed.catch(() => undefined);
      const recorded = await this.#decided({ object, code, source, filed });
      if (!recorded.keepFile) await blobs.remove(organisationId, object.sha256);
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

  /** Enters it; where its UID is known with other bytes, after a look at both files. */
  async #decided(input: RecordInput & { filed: Promise<void> }): Promise<Recorded> {
    const recorded = await this.#enter(input);
    if (!('compareWith' in recorded)) return recorded;
    const { sha256, layout } = recorded.compareWith;
    const fileOf = (sha: string, dataSetOffset: number) => ({
      path: this.#deps.blobs.path(input.source.organisationId, sha),
      dataSetOffset,
    });
    const { dataSetOffset } = JSON.parse(layout) as ObjectLayout;
    const same = await sameDataSet(fileOf(sha256, dataSetOffset), fileOf(input.object.sha256, input.object.dataSetOffset));
    return this.#decided({ ...input, sameAs: same ? sha256 : '' });
  }

  #enter(input: RecordInput & { filed: Promise<void> }): Promise<Recorded | Undecided> {
    const { promise, resolve, reject } = Promise.withResolvers<Recorded | Undecided>();
    this.#queue.push({ ...input, resolve, reject });
    this.#running ??= this.#drain().finally(() => {
      this.#running = undefined;
    });
    return promise;
  }

  async #drain(): Promise<void> {
    while (this.#queue.length > 0) {
      const group = this.#takeGroup();
      try {
        await this.#commit(group);
      } catch (error) {
        // One bad object must not take its neighbours with it: each is tried by itself.
        if (group.length === 1) group[0]!.reject(error);
        else for (const one of group) await this.#commit([one]).catch((reason: unknown) => one.reject(reason));
      }
    }
  }

  /** What can be entered at once: objects of one organisation, each once. The rest keeps its order. */
  #takeGroup(): Waiting[] {
    const organisationId = this.#queue[0]!.source.organisationId;
    const group = new Map<string, Waiting>();
    const rest: Waiting[] = [];
    for (const one of this.#queue) {
      const { sopInstanceUid } = one.object;
      const fits = group.size < MAX_GROUP && one.source.organisationId === organisationId && !group.has(sopInstanceUid);
      if (fits) group.set(sopInstanceUid, one);
      else rest.push(one);
    }
    this.#queue = rest;
    return [...group.values()];
  }

  async #commit(group: Waiting[]): Promise<void> {
    const recorded = await this.#deps.db.transaction().execute(async (tx) => {
      const results = await record(tx, group[0]!.source.organisationId, group);
      const consults = [...new Set(results.flatMap((result) => ('consults' in result ? result.consults : [])))];
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
    const { bus, onPicture } = this.#deps;
    if (recorded.consultStudy !== undefined) bus.emit('consult-study', recorded.consultStudy);
    if (recorded.stored !== undefined) bus.emit('stored', recorded.stored);
    if (recorded.picture !== undefined) onPicture(recorded.picture);
    for (const consultId of recorded.consults) bus.emit('consult', { consultId });
  }
}

export function answer(code: IntakeCode): Accepted {
  const rule = INTAKE[code];
  return rule.outcome === 'stored' && rule.status === 0
    ? { code, status: rule.status }
    : { code, status: rule.status, detail: rule.advice };
}

import { rm } from 'node:fs/promises';
import { INTAKE, type IntakeCode } from '#shared/protocol/intake.ts';
import type { Catalogued } from '../imaging/catalogue/entry.ts';
import type { ObjectLayout } from '../imaging/catalogue/layout.ts';
import type { Recorded } from '../imaging/catalogue/record.ts';
import type { StoredPicture } from '../imaging/transcode/transcoder.ts';
import type { Blobs } from '../store/blobs.ts';
import type { Bus } from '../store/bus.ts';
import type { Database } from '../store/database.ts';
import type { Entered, EnterGroup, EnterInput } from './enter.ts';
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

interface Waiting {
  input: EnterInput;
  resolve: (entered: Entered) => void;
  reject: (error: unknown) => void;
}

/**
 * The one way in. Resolves only when file, directory and row are durable; what it answers is what the sender may rely on.
 */
export class Acceptor {
  readonly #deps: AcceptorDeps;
  #queue: Waiting[] = [];
  #running: Promise<void> | undefined;

  constructor(deps: AcceptorDeps) {
    this.#deps = deps;
  }

  accept = async ({ object, code, path }: Spooled, source: Source): Promise<Accepted> => {
    try {
      const recorded = await this.#record(
        object,
        code,
        { from: path, to: this.#deps.blobs.path(source.organisationId, object.sha256) },
        source,
      );
      if (!recorded.keepFile) await rm(path, { force: true });
      return {
        ...answer(recorded.code),
        sopClassUid: object.sopClassUid,
        sopInstanceUid: object.sopInstanceUid,
        studyInstanceUid: object.studyInstanceUid,
      };
    } catch (error) {
      await rm(path, { force: true });
      return answer(FULL.has((error as { code?: string }).code ?? '') ? 'STORAGE_FULL' : 'STORE_FAILED');
    }
  };

  /** An original that lies in the store already, kept aside until a person decided; `object.patient` is whose it is by that decision. */
  takeIn({ object, code, path }: Spooled, source: Source): Promise<Pick<Recorded, 'code'>> {
    return this.#record(object, code, { from: path, to: path }, source);
  }

  async close(): Promise<void> {
    await this.#running;
  }

  /** Enters it, and tells the rest. */
  async #record({ picture, ...entry }: Catalogued, code: IntakeCode, file: EnterInput['file'], source: Source): Promise<Recorded> {
    const { bus, onPicture } = this.#deps;
    const recorded = await this.#decided({ object: entry, code, source, file });
    const { consultStudy, stored, consults } = recorded;
    if (consultStudy !== undefined) bus.emit('consult-study', consultStudy);
    if (stored !== undefined) bus.emit('stored', stored);
    if (stored !== undefined && picture !== null) onPicture({ ...stored, role: entry.series.role, sha256: entry.sha256, picture });
    for (const consultId of consults) bus.emit('consult', { consultId });
    return recorded;
  }

  /** Enters it; where its UID is known with other bytes, after a look at both files. */
  async #decided(input: EnterInput): Promise<Recorded> {
    const entered = await this.#enter(input);
    if (!('compareWith' in entered)) return entered;
    const { sha256, layout } = entered.compareWith;
    const same = await sameDataSet(
      {
        path: this.#deps.blobs.path(input.source.organisationId, sha256),
        dataSetOffset: (JSON.parse(layout) as ObjectLayout).dataSetOffset,
      },
      { path: input.file.from, dataSetOffset: input.object.dataSetOffset },
    );
    return this.#decided({ ...input, sameAs: same ? sha256 : '' });
  }

  #enter(input: EnterInput): Promise<Entered> {
    const { promise, resolve, reject } = Promise.withResolvers<Entered>();
    this.#queue.push({ input, resolve, reject });
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
    const organisationId = this.#queue[0]!.input.source.organisationId;
    const group = new Map<string, Waiting>();
    const rest: Waiting[] = [];
    for (const one of this.#queue) {
      const { object, source } = one.input;
      const fits = group.size < MAX_GROUP && source.organisationId === organisationId && !group.has(object.sopInstanceUid);
      if (fits) group.set(object.sopInstanceUid, one);
      else rest.push(one);
    }
    this.#queue = rest;
    return [...group.values()];
  }

  async #commit(group: readonly Waiting[]): Promise<void> {
    const inputs = group.map(({ input }) => input);
    const entered = await this.#deps.db.call<EnterGroup, Entered[]>('enter', {
      organisationId: inputs[0]!.source.organisationId,
      inputs,
    });
    for (const [i, one] of group.entries()) one.resolve(entered[i]!);
  }
}

/** The file system has no room, or SQLite says so (SQLITE_FULL). */
const FULL: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', '13']);

export function answer(code: IntakeCode): Accepted {
  const rule = INTAKE[code];
  return rule.outcome === 'stored' && rule.status === 0
    ? { code, status: rule.status }
    : { code, status: rule.status, detail: rule.advice };
}

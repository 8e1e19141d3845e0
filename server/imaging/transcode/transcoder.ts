import { join } from 'node:path';
import { roleRank } from '#shared/imaging/plan.ts';
import type { SeriesRole } from '#shared/protocol/stream.ts';
import type { Blobs } from '../../store/blobs.ts';
import type { Bus } from '../../store/bus.ts';
import type { Database } from '../../store/database.ts';
import { type Picture, pictureOf } from '../catalogue/entry.ts';
import type { FrameCache } from '../frame-cache.ts';
import type { FrameMade } from './frames-made.ts';
import { type TranscodeJob, type TranscodeResult, whyOf } from './job.ts';
import { TranscodePool } from './pool.ts';
import { GAP_MS, threadsNow } from './thread-share.ts';

interface Pending {
  frameId: number;
  instanceId: number;
  studyId: number;
  organisationId: string;
  sha256: string;
  picture: Picture;
  /** 0-based. */
  frame: number;
  role: SeriesRole;
}

/** A picture that is in the catalogue, its frames in order. */
export interface StoredPicture {
  organisationId: string;
  studyId: number;
  instanceId: number;
  frameIds: number[];
  role: SeriesRole;
  sha256: string;
  picture: Picture;
}

/** Frames whose results are written in one transaction at most. */
const MAX_GROUP = 128;
/** Instances whose pending frames are loaded at once after a restart. */
const RESUME_BATCH = 500;

/** Lower is more urgent; asked each time a thread is free, so that it follows what people look at now. */
export type Urgency = (frameId: number, role: SeriesRole) => number;

export interface TranscoderDeps {
  db: Database;
  blobs: Blobs;
  bus: Bus;
  cache: FrameCache;
  /** Somebody looks at that study now: its codestreams are kept in memory from the moment they are made. */
  isRead: (studyId: number) => boolean;
  folder: string;
  threads: number;
}

/** Turns every frame of every stored image into its codestream, the most urgent first. */
export class Transcoder {
  readonly #db: Database;
  readonly #blobs: Blobs;
  readonly #bus: Bus;
  readonly #cache: FrameCache;
  readonly #isRead: (studyId: number) => boolean;
  readonly #folder: string;
  readonly #pool: TranscodePool;
  readonly #pending = new Map<number, Pending>();
  #urgency: Urgency = (_frameId, role) => roleRank(role, false);
  #results: { pending: Pending; result: TranscodeResult }[] = [];
  #writing: Promise<void> | undefined;
  readonly #asked: { job: TranscodeJob; resolve: (result: TranscodeResult) => void }[] = [];
  #running = 0;
  #closed = false;
  /** Of any picture, ms. */
  #lastCame = Number.NEGATIVE_INFINITY;
  #pause: NodeJS.Timeout | undefined;

  constructor(deps: TranscoderDeps) {
    this.#db = deps.db;
    this.#blobs = deps.blobs;
    this.#bus = deps.bus;
    this.#cache = deps.cache;
    this.#isRead = deps.isRead;
    this.#folder = deps.folder;
    this.#pool = new TranscodePool(deps.threads);
  }

  /** A picture that is in the catalogue from now on. */
  add({ frameIds, role, ...of }: StoredPicture): void {
    if (this.#closed) return;
    for (const [frame, frameId] of frameIds.entries()) this.#pending.set(frameId, { ...of, frameId, frame, role });
    this.#lastCame = performance.now();
    this.#pump();
  }

  setUrgency(urgency: Urgency): void {
    this.#urgency = urgency;
  }

  get waiting(): number {
    return this.#pending.size + this.#running;
  }

  /** Takes up what was pending when the last process ended. */
  async resume(): Promise<void> {
    const rows = await this.#db.selectFrom('frame').select('instance_id').distinct().where('state', '=', 'pending').execute();
    for (let i = 0; i < rows.length; i += RESUME_BATCH) await this.#load(rows.slice(i, i + RESUME_BATCH).map((row) => row.instance_id));
  }

  /** Where the codestream of a frame is kept; the name is ours alone. */
  pathOf(organisationId: string, frameId: number): string {
    return join(this.#folder, organisationId, String(frameId % 256).padStart(3, '0'), `${frameId}`);
  }

  /** A derived file is gone or damaged: make it again. */
  async redo(frameId: number): Promise<void> {
    const row = await this.#db
      .updateTable('frame')
      .set({ state: 'pending' })
      .where('id', '=', frameId)
      .returning('instance_id')
      .executeTakeFirst();
    if (row !== undefined) await this.#load([row.instance_id]);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#pause);
    await this.#pool.close();
    await this.#writing;
  }

  /** Something a person waits for (a rendered picture, raw pixels): the next free thread takes it, before any codestream. */
  run(job: TranscodeJob): Promise<TranscodeResult> {
    const { promise, resolve } = Promise.withResolvers<TranscodeResult>();
    this.#asked.push({ job, resolve });
    this.#pump();
    return promise;
  }

  async #load(instanceIds: number[]): Promise<void> {
    if (this.#closed) return;
    const rows = await this.#db
      .selectFrom('frame')
      .innerJoin('instance', 'instance.id', 'frame.instance_id')
      .innerJoin('series', 'series.id', 'instance.series_id')
      .where('frame.instance_id', 'in', instanceIds)
      .where('frame.state', '=', 'pending')
      .select([
        'frame.id',
        'frame.number',
        'instance.id as instanceId',
        'instance.organisation_id',
        'instance.sha256',
        'instance.layout',
        'instance.metadata',
        'series.role',
        'series.study_id',
      ])
      .execute();
    let last: { instanceId: number; picture: Picture } | undefined;
    for (const row of rows) {
      if (last?.instanceId !== row.instanceId) last = { instanceId: row.instanceId, picture: pictureOf(row) };
      this.#pending.set(row.id, {
        frameId: row.id,
        instanceId: row.instanceId,
        studyId: row.study_id,
        organisationId: row.organisation_id,
        sha256: row.sha256,
        picture: last.picture,
        frame: row.number - 1,
        role: row.role as SeriesRole,
      });
    }
    this.#pump();
  }

  #pump(): void {
    while (!this.#closed && this.#pool.free > 0) {
      const asked = this.#asked.shift();
      if (asked !== undefined) void this.#answer(asked);
      else if (this.#pending.size > 0 && this.#running < this.#threads) void this.#transcode(this.#takeMostUrgent());
      else break;
    }
    clearTimeout(this.#pause);
    // Held back: whether that still holds is asked again, whatever else happens.
    if (this.#pending.size > 0 && this.#pool.free > 0) this.#pause = setTimeout(() => this.#pump(), GAP_MS);
  }

  get #threads(): number {
    return threadsNow(this.#pool.size, performance.now() - this.#lastCame);
  }

  async #answer({ job, resolve }: { job: TranscodeJob; resolve: (result: TranscodeResult) => void }): Promise<void> {
    resolve(await this.#pool.run(job));
    this.#pump();
  }

  #takeMostUrgent(): Pending {
    let best: Pending | undefined;
    let bestRank = Number.POSITIVE_INFINITY;
    for (const pending of this.#pending.values()) {
      const rank = this.#urgency(pending.frameId, pending.role);
      if (rank < bestRank || best === undefined) [best, bestRank] = [pending, rank];
    }
    this.#pending.delete(best!.frameId);
    return best!;
  }

  async #transcode(pending: Pending): Promise<void> {
    this.#running++;
    const { organisationId, studyId, frameId, picture, frame, sha256 } = pending;
    const result = await this.#pool.run({
      file: this.#blobs.path(organisationId, sha256),
      want: { kind: 'codestream', target: this.pathOf(organisationId, frameId), keep: this.#isRead(studyId) },
      ...picture,
      frame,
    });
    this.#running--;
    if (this.#closed) return;
    if (result.ok && result.bytes !== null)
      this.#cache.put(frameId, Buffer.from(result.bytes.buffer, result.bytes.byteOffset, result.bytes.length));
    this.#results.push({ pending, result });
    this.#writing ??= this.#write().finally(() => {
      this.#writing = undefined;
    });
    this.#pump();
  }

  /** Results that come while others are being written go together. */
  async #write(): Promise<void> {
    while (this.#results.length > 0) {
      const group = this.#results.splice(0, MAX_GROUP);
      await this.#db.call<FrameMade[], void>('framesMade', group.map(rowOf));
      for (const { pending, result } of group) this.#bus.emit('frame', frameEvent(pending, result));
    }
  }
}

function rowOf({ pending: { frameId, instanceId, frame }, result }: { pending: Pending; result: TranscodeResult }): FrameMade {
  const row = { id: frameId, instance_id: instanceId, number: frame + 1 };
  if (!result.ok || result.kind !== 'codestream')
    return { ...row, state: 'failed', codec: null, bytes: null, ends: null, preview: null, sha256: null, why: whyOf(result) };
  const { codec, ends, preview, sha256 } = result;
  return { ...row, state: 'ready', codec, bytes: ends.at(-1)!, ends: JSON.stringify(ends), preview, sha256, why: null };
}

function frameEvent({ instanceId, frameId }: Pending, result: TranscodeResult) {
  return result.ok && result.kind === 'codestream'
    ? {
        instanceId,
        frameId,
        state: 'ready' as const,
        ready: { id: frameId, codec: result.codec, ends: result.ends, preview: result.preview, sha256: result.sha256 },
      }
    : { instanceId, frameId, state: 'failed' as const, why: whyOf(result) };
}

import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '#shared/protocol/errors.ts';
import { type UploadRequest, uploadResult } from '#shared/protocol/upload.ts';
import { KEEP_FOR, MAX_OPEN_UPLOADS } from './limits.ts';

/** What is known of an upload besides its bytes; lies beside them, so that both outlive a restart. */
const record = z.object({
  id: z.string(),
  name: z.string(),
  bytes: z.number(),
  organisationId: z.string(),
  sender: z.string(),
  consultId: z.string(),
  result: uploadResult.nullable(),
});
export type UploadRecord = z.infer<typeof record>;

const ID = /^[0-9a-f]{32}$/;

/** Uploads in a folder of their own: `<id>.part` holds the bytes so far, its length is the offset; `<id>.json` is the record. */
export class UploadStore {
  readonly #dir: string;
  readonly #busy = new Map<string, Busy>();

  private constructor(dir: string) {
    this.#dir = dir;
  }

  /** Opens the folder and forgets what nobody came back for. */
  static async open(dir: string): Promise<UploadStore> {
    await mkdir(dir, { recursive: true });
    const store = new UploadStore(dir);
    await store.sweep(Date.now());
    return store;
  }

  async sweep(now: number): Promise<void> {
    for (const name of await readdir(this.#dir)) {
      const { mtimeMs } = await stat(join(this.#dir, name)).catch(() => ({ mtimeMs: now }));
      if (now - mtimeMs > KEEP_FOR) await rm(join(this.#dir, name), { force: true });
    }
  }

  async begin(request: UploadRequest, owner: Pick<UploadRecord, 'organisationId' | 'sender' | 'consultId'>): Promise<UploadRecord> {
    if ((await readdir(this.#dir)).length > MAX_OPEN_UPLOADS * 2) throw new AppError('TOO_MANY_REQUESTS');
    const upload: UploadRecord = { id: randomBytes(16).toString('hex'), ...request, ...owner, result: null };
    await (await open(this.path(upload.id), 'wx', 0o600)).close();
    await this.save(upload);
    return upload;
  }

  /** Throws NOT_FOUND, also for somebody else's. */
  async find(id: string, owner: Pick<UploadRecord, 'organisationId' | 'sender' | 'consultId'>): Promise<UploadRecord> {
    if (!ID.test(id)) throw new AppError('NOT_FOUND');
    const text = await readFile(join(this.#dir, `${id}.json`), 'utf8').catch(() => {
      throw new AppError('NOT_FOUND');
    });
    const upload = record.parse(JSON.parse(text));
    const own = upload.organisationId === owner.organisationId && upload.sender === owner.sender && upload.consultId === owner.consultId;
    if (!own) throw new AppError('NOT_FOUND');
    return upload;
  }

  async offset(upload: UploadRecord): Promise<number> {
    return stat(this.path(upload.id)).then(
      ({ size }) => size,
      () => upload.bytes,
    );
  }

  async save(upload: UploadRecord): Promise<void> {
    const target = join(this.#dir, `${upload.id}.json`);
    const handle = await open(`${target}.new`, 'w', 0o600);
    await handle.writeFile(JSON.stringify(upload));
    await handle.datasync();
    await handle.close();
    await rename(`${target}.new`, target);
  }

  /** The bytes are no longer needed. */
  async dropBytes(id: string): Promise<void> {
    await rm(this.path(id), { force: true });
  }

  path(id: string): string {
    return join(this.#dir, `${id}.part`);
  }

  /**
   * One request at a time works on an upload. A request that still waits for bytes gives way to the next, because the next means
   * that its client has given it up; one that stores what arrived does not (CONFLICT). `work` gets a function to call when it no
   * longer gives way.
   */
  async alone<T>(id: string, interrupt: () => void, work: (hold: () => void) => Promise<T>): Promise<T> {
    for (let before = this.#busy.get(id); before !== undefined; before = this.#busy.get(id)) {
      if (before.interrupt === null) throw new AppError('CONFLICT', { detail: 'Another request works on this upload.' });
      before.interrupt();
      await before.done;
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    const entry: Busy = { interrupt, done: promise };
    this.#busy.set(id, entry);
    try {
      return await work(() => {
        entry.interrupt = null;
      });
    } finally {
      this.#busy.delete(id);
      resolve();
    }
  }
}

interface Busy {
  interrupt: (() => void) | null;
  done: Promise<void>;
}

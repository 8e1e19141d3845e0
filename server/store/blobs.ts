import { createHash } from 'node:crypto';
import { type FileHandle, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError } from '#shared/protocol/errors.ts';

/** Folders kept open to be synced; an organisation has 256. Any more are opened each time. */
const MAX_OPEN_FOLDERS = 768;

interface Folder {
  sync(): Promise<void>;
}

/**
 * Originals, byte for byte as received, addressed by organisation and SHA-256. Nothing from outside ever becomes part of a path:
 * the organisation id is ours, the name is 64 hex digits.
 */
export class Blobs {
  readonly #root: string;
  readonly #folders = new Map<string, Promise<Folder>>();
  readonly #open: FileHandle[] = [];
  constructor(root: string) {
    this.#root = root;
  }

  path(organisationId: string, sha256: string): string {
    if (!/^[0-9a-f]{64}$/.test(sha256) || !/^[0-9a-z-]{1,40}$/.test(organisationId)) throw new AppError('INTERNAL');
    return join(this.#root, organisationId, sha256.slice(0, 2), sha256);
  }

  /**
   * Takes over a file that is already fsynced; when this resolves, name and directory are durable too. One that is there already
   * has the same bytes by its name, and gives way at once.
   */
  async adopt(organisationId: string, sha256: string, from: string): Promise<void> {
    const target = this.path(organisationId, sha256);
    const folder = await this.#folder(dirname(target));
    await rename(from, target);
    await folder.sync();
  }

  /** Whole file, checked against its hash. Throws INTEGRITY when it does not match or is gone. */
  async read(organisationId: string, sha256: string): Promise<Buffer> {
    const bytes = await readFile(this.path(organisationId, sha256)).catch((cause: unknown) => {
      throw new AppError('INTEGRITY', { cause });
    });
    if (createHash('sha256').update(bytes).digest('hex') !== sha256) throw new AppError('INTEGRITY');
    return bytes;
  }

  async remove(organisationId: string, sha256: string): Promise<void> {
    await rm(this.path(organisationId, sha256), { force: true });
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.#open.map((handle) => handle.close()));
  }

  #folder(path: string): Promise<Folder> {
    const known = this.#folders.get(path);
    if (known !== undefined) return known;
    const made = this.#make(path);
    this.#folders.set(path, made);
    made.catch(() => this.#folders.delete(path));
    return made;
  }

  /** Durable itself before anything is put into it. */
  async #make(path: string): Promise<Folder> {
    await mkdir(path, { recursive: true });
    await syncFolder(dirname(path));
    await syncFolder(this.#root);
    if (this.#folders.size > MAX_OPEN_FOLDERS) return { sync: () => syncFolder(path) };
    const handle = await open(path, 'r');
    this.#open.push(handle);
    return handle;
  }
}

/** A rename is durable only once its directory is. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

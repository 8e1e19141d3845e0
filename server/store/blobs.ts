import { createHash } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError } from '#shared/protocol/errors.ts';

/**
 * Originals, byte for byte as received, addressed by organisation and SHA-256. Nothing from outside ever becomes part of a path:
 * the organisation id is ours, the name is 64 hex digits.
 */
export class Blobs {
  readonly #root: string;
  readonly #madeFolders = new Set<string>();
  constructor(root: string) {
    this.#root = root;
  }

  path(organisationId: string, sha256: string): string {
    if (!/^[0-9a-f]{64}$/.test(sha256) || !/^[0-9a-z-]{1,40}$/.test(organisationId)) throw new AppError('INTERNAL');
    return join(this.#root, organisationId, sha256.slice(0, 2), sha256);
  }

  /** Takes over a file that is already fsynced; when this resolves, name and directory are durable too. */
  async adopt(organisationId: string, sha256: string, from: string): Promise<void> {
    const target = this.path(organisationId, sha256);
    const folder = dirname(target);
    if (!this.#madeFolders.has(folder)) {
      await mkdir(folder, { recursive: true });
      await syncFolder(dirname(folder));
      await syncFolder(this.#root);
      this.#madeFolders.add(folder);
    }
    await rename(from, target);
    await syncFolder(folder);
  }

  async has(organisationId: string, sha256: string): Promise<boolean> {
    return stat(this.path(organisationId, sha256)).then(
      (entry) => entry.isFile(),
      () => false,
    );
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

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '#shared/protocol/errors.ts';

/**
 * Originals, byte for byte as received, addressed by organisation and SHA-256. Nothing from outside ever becomes part of a path:
 * the organisation id is ours, the name is 64 hex digits.
 */
export class Blobs {
  readonly root: string;
  constructor(root: string) {
    this.root = root;
  }

  /** `<root>/<organisation>/<first two digits>/<sha256>` */
  path(organisationId: string, sha256: string): string {
    if (!/^[0-9a-f]{64}$/.test(sha256) || !/^[0-9a-z-]{1,40}$/.test(organisationId)) throw new AppError('INTERNAL');
    return join(this.root, organisationId, sha256.slice(0, 2), sha256);
  }

  /** Whole file, checked against its hash. Throws INTEGRITY when it does not match or is gone. */
  async read(organisationId: string, sha256: string): Promise<Buffer> {
    const bytes = await readFile(this.path(organisationId, sha256)).catch((cause: unknown) => {
      throw new AppError('INTEGRITY', { cause });
    });
    if (createHash('sha256').update(bytes).digest('hex') !== sha256) throw new AppError('INTEGRITY');
    return bytes;
  }
}

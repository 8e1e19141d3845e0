import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { MAX_OBJECT_BYTES } from './gate/limits.ts';
import { SpoolFile } from './spool-file.ts';

export interface SpoolLimits {
  /** Bytes of one object. */
  objectBytes: number;
  /** Bytes of all objects being received at once. */
  allBytes: number;
  /** Objects being received at once. */
  objects: number;
  /** Share of the file system kept free for reading, annotations and audit (reliability.md §1, disk full). */
  reserve: number;
}

export const SPOOL_LIMITS: SpoolLimits = { objectBytes: MAX_OBJECT_BYTES, allBytes: 16 * 2 ** 30, objects: 512, reserve: 0.05 };

/** Milliseconds a look at the free space counts for. */
const SPACE_IS_FRESH = 500;

/**
 * Where objects lie while they arrive: `<data>/spool`, on the file system of the originals, so that taking one over is a rename.
 * Names are random; nothing of the sender is in them.
 */
export class Spool {
  readonly #dir: string;
  readonly #limits: SpoolLimits;
  #held = 0;
  #open = 0;
  #full = false;
  #looked = 0;

  private constructor(dir: string, limits: SpoolLimits) {
    this.#dir = dir;
    this.#limits = limits;
  }

  /** Makes the folder and removes what a crash left in it: nothing there was acknowledged. */
  static async open(dir: string, limits: Partial<SpoolLimits> = {}): Promise<Spool> {
    await mkdir(dir, { recursive: true });
    for (const name of await readdir(dir)) if (name.endsWith(SUFFIX)) await rm(join(dir, name), { force: true });
    const spool = new Spool(dir, { ...SPOOL_LIMITS, ...limits });
    await spool.#look();
    return spool;
  }

  /** A new object. `STORAGE_FULL` shows at its first byte when nothing may be taken. */
  begin(): SpoolFile {
    if (Date.now() - this.#looked > SPACE_IS_FRESH) void this.#look();
    this.#open += 1;
    const file = new SpoolFile(join(this.#dir, `${randomBytes(16).toString('hex')}${SUFFIX}`), {
      maxBytes: this.#limits.objectBytes,
      full: this.#full || this.#open > this.#limits.objects,
      alone: () => this.#open === 1,
      take: (bytes) => {
        this.#held += bytes;
        return this.#held <= this.#limits.allBytes;
      },
      release: (bytes) => {
        this.#held -= bytes;
        this.#open -= 1;
      },
    });
    return file;
  }

  async #look(): Promise<void> {
    this.#looked = Date.now();
    const { bavail, blocks } = await statfs(this.#dir);
    this.#full = bavail < blocks * this.#limits.reserve;
  }
}

const SUFFIX = '.part';

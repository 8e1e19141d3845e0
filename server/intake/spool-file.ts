import { closeSync, constants, openSync, rmSync, writevSync } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import type { IntakeCode } from '#shared/protocol/intake.ts';
import { entryOf } from '../imaging/catalogue/entry.ts';
import { Gate } from './gate/gate.ts';
import type { Received, Refused, Spooled } from './types.ts';

/** Bytes gathered before they are written: a CT slice is written and synced in one call to the kernel. */
const BLOCK_BYTES = 1024 * 1024;
/** Bytes of one object that may wait for the disk before the sender is made to wait. */
const MAX_WAITING_BYTES = 2 * 1024 * 1024;

/** Buffers the kernel takes at once (IOV_MAX). */
const MAX_BLOCKS = 1024;

const NEW_FILE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL;

export interface SpoolFileOptions {
  maxBytes: number;
  /** Nothing may be taken now. */
  full: boolean;
  /** Nothing else is being received: this thread may wait for the disk itself. */
  alone: () => boolean;
  /** Counts bytes taken; false when there is no room for them. */
  take: (bytes: number) => boolean;
  /** Called once with everything taken. */
  release: (bytes: number) => void;
}

/**
 * One object being received: through the gate and onto the disk at the same time. After `end()` the file is either synced and
 * handed over, or gone. A refused object costs no more disk from the moment it is refused.
 */
export class SpoolFile {
  readonly #path: string;
  readonly #options: SpoolFileOptions;
  readonly #gate: Gate;
  #handle: Promise<FileHandle> | null = null;
  #blocks: Buffer[] = [];
  #waiting = 0;
  #taken = 0;
  #writing: Promise<void> | null = null;
  #failure: IntakeCode | null = null;
  #done = false;

  constructor(path: string, options: SpoolFileOptions) {
    this.#path = path;
    this.#options = options;
    this.#gate = new Gate({ maxBytes: options.maxBytes });
    if (options.full) this.#failure = 'STORAGE_FULL';
  }

  /** Takes the next bytes, which must not be changed afterwards. The promise, if any, is the sender's brake. */
  write(chunk: Buffer): Promise<void> | undefined {
    if (this.#done || this.#failure !== null) return undefined;
    if (this.#gate.refused && this.#blocks.length > 0) this.#forget();
    const judged = this.#gate.write(chunk);
    if (!this.#gate.refused) {
      this.#taken += chunk.length;
      if (!this.#options.take(chunk.length)) this.#failure = 'STORAGE_FULL';
      this.#blocks.push(chunk);
      this.#waiting += chunk.length;
      if (this.#waiting >= BLOCK_BYTES) {
        this.#writing ??= this.#flush(BLOCK_BYTES).finally(() => {
          this.#writing = null;
        });
      }
    }
    const disk = this.#waiting > MAX_WAITING_BYTES && this.#writing !== null ? this.#writing : undefined;
    return judged === undefined ? disk : judged.then(() => disk);
  }

  /** The verdict; for an object that is taken, when its bytes are on the disk. Never rejects. */
  async end(): Promise<Received> {
    if (this.#done) return failed('STORE_FAILED');
    const verdict = await this.#gate.end();
    if (!verdict.ok && this.#failure === null) {
      await this.abort();
      return verdict;
    }
    let spooled: Spooled | null = null;
    try {
      if (this.#failure === null && verdict.ok) {
        if (this.#handle === null && this.#blocks.length <= MAX_BLOCKS) await this.#writeWhole();
        else {
          await this.#writing;
          await this.#flush(1);
          if (this.#failure === null) await (await this.#file()).datasync();
        }
        spooled = { path: this.#path, object: entryOf(verdict.object), code: verdict.code };
      }
    } catch (error) {
      this.#fail(error);
    }
    if (this.#failure !== null || spooled === null) {
      const code = this.#failure ?? 'STORE_FAILED';
      await this.abort();
      return failed(code);
    }
    this.#finish();
    await this.#handle?.then((handle) => handle.close()).catch(() => undefined);
    return { ok: true, spooled };
  }

  /** Gives the object up: nothing of it remains. */
  async abort(): Promise<void> {
    if (this.#done) return;
    this.#finish();
    this.#gate.close();
    this.#forget();
    await this.#writing?.catch(() => undefined);
    if (this.#handle === null) return;
    await this.#handle.then((handle) => handle.close()).catch(() => undefined);
    await rm(this.#path, { force: true }).catch(() => undefined);
  }

  #finish(): void {
    this.#done = true;
    this.#options.release(this.#taken);
  }

  #file(): Promise<FileHandle> {
    this.#handle ??= open(this.#path, NEW_FILE, 0o600);
    return this.#handle;
  }

  /**
   * A small object, all of it still in memory: written and synced in one call. When nobody else would have to wait, without handing
   * it to another thread and back, which takes as long as the disk.
   */
  async #writeWhole(): Promise<void> {
    const blocks = this.#blocks;
    this.#blocks = [];
    if (!this.#options.alone()) {
      this.#handle = open(this.#path, NEW_FILE | constants.O_DSYNC, 0o600);
      await writeAll(await this.#handle, blocks, this.#waiting);
      return;
    }
    const file = openSync(this.#path, NEW_FILE | constants.O_DSYNC, 0o600);
    try {
      if (writevSync(file, blocks) !== this.#waiting) throw Object.assign(new Error('no room for all of it'), { code: 'ENOSPC' });
    } catch (error) {
      rmSync(this.#path, { force: true });
      throw error;
    } finally {
      closeSync(file);
    }
  }

  /** Writes while at least so many bytes wait. */
  async #flush(least: number): Promise<void> {
    try {
      const handle = await this.#file();
      while (this.#blocks.length > 0 && this.#waiting >= least && this.#failure === null) {
        const blocks = this.#blocks;
        const bytes = this.#waiting;
        this.#blocks = [];
        await writeAll(handle, blocks, bytes);
        this.#waiting = Math.max(0, this.#waiting - bytes);
      }
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    const code = (error as NodeJS.ErrnoException).code;
    this.#failure ??= code === 'ENOSPC' || code === 'EDQUOT' ? 'STORAGE_FULL' : 'STORE_FAILED';
    this.#forget();
  }

  #forget(): void {
    this.#blocks = [];
    this.#waiting = 0;
  }
}

/** The kernel may write less than asked for. */
async function writeAll(handle: FileHandle, blocks: Buffer[], bytes: number): Promise<void> {
  if (blocks.length <= MAX_BLOCKS) {
    const { bytesWritten } = await handle.writev(blocks);
    if (bytesWritten === bytes) return;
    await handle.writeFile(Buffer.concat(blocks).subarray(bytesWritten));
    return;
  }
  await handle.writeFile(Buffer.concat(blocks));
}

function failed(code: IntakeCode): Refused {
  return { ok: false, code, detail: '' };
}

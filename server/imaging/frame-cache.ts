import { readFile } from 'node:fs/promises';

/** Compressed codestreams kept in memory, bytes: some code-stroke studies whole. */
export const CACHE_BYTES = 256 * 2 ** 20;

/** Codestreams most recently used; many viewers of one study share one read of it. Buffers are never changed after they are put. */
export class FrameCache {
  readonly #held = new Map<number, Buffer>();
  readonly #reading = new Map<number, Promise<Buffer>>();
  #bytes = 0;

  /** Held now, bytes. */
  get bytes(): number {
    return this.#bytes;
  }

  put(frameId: number, codestream: Buffer): void {
    this.drop(frameId);
    this.#held.set(frameId, codestream);
    this.#bytes += codestream.length;
    for (const [id, oldest] of this.#held) {
      if (this.#bytes <= CACHE_BYTES) break;
      this.#held.delete(id);
      this.#bytes -= oldest.length;
    }
  }

  /** In memory right now, else undefined. */
  peek(frameId: number): Buffer | undefined {
    const buffer = this.#held.get(frameId);
    if (buffer !== undefined) {
      this.#held.delete(frameId);
      this.#held.set(frameId, buffer);
    }
    return buffer;
  }

  /** From memory, or one read of the file that all who ask meanwhile share. Rejects when the file is not there or not that long. */
  async get(frameId: number, path: string, bytes: number): Promise<Buffer> {
    const held = this.peek(frameId);
    if (held !== undefined) return held;
    let reading = this.#reading.get(frameId);
    if (reading === undefined) {
      reading = readFile(path).finally(() => this.#reading.delete(frameId));
      this.#reading.set(frameId, reading);
    }
    const buffer = await reading;
    if (buffer.length !== bytes) throw new Error('the derived file does not have its length');
    this.put(frameId, buffer);
    return buffer;
  }

  drop(frameId: number): void {
    const buffer = this.#held.get(frameId);
    if (buffer === undefined) return;
    this.#held.delete(frameId);
    this.#bytes -= buffer.length;
  }
}

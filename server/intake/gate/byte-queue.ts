/**
 * Bytes that arrived and were not read yet. Chunks are kept as they came; they are joined only where a header or a short value
 * crosses their border, so pixels pass without being copied.
 */
export class ByteQueue {
  /** The bytes to read next are `front` from `at` on: `n` of them lie together after `gather(n)` said true. */
  front: Buffer = EMPTY;
  at = 0;
  /** Bytes held and not read. */
  available = 0;
  /** Bytes read since the beginning. */
  position = 0;
  /** No more bytes will come. */
  ended = false;
  #rest: Buffer[] = [];
  #next = 0;

  push(chunk: Buffer): void {
    if (chunk.length === 0) return;
    if (this.available === 0) {
      this.front = chunk;
      this.at = 0;
    } else {
      this.#rest.push(chunk);
    }
    this.available += chunk.length;
  }

  /** True when `n` bytes are there; they then lie together at `front[at]`. */
  gather(n: number): boolean {
    if (this.available < n) return false;
    let have = this.front.length - this.at;
    if (have >= n) return true;
    const parts = [this.front.subarray(this.at)];
    while (have < n) {
      const part = this.#shift();
      parts.push(part);
      have += part.length;
    }
    this.front = Buffer.concat(parts, have);
    this.at = 0;
    return true;
  }

  /** Moves on by `n` bytes, at most `available`. */
  advance(n: number): void {
    this.position += n;
    this.available -= n;
    this.at += n;
    while (this.at >= this.front.length && this.#next < this.#rest.length) {
      this.at -= this.front.length;
      this.front = this.#shift();
    }
    if (this.available === 0) {
      this.front = EMPTY;
      this.at = 0;
    }
  }

  /** Forgets everything held: a verdict is there, the rest does not matter. */
  clear(): void {
    this.front = EMPTY;
    this.at = 0;
    this.available = 0;
    this.#rest = [];
    this.#next = 0;
  }

  #shift(): Buffer {
    const part = this.#rest[this.#next++]!;
    if (this.#next === this.#rest.length || this.#next > 1024) {
      this.#rest = this.#rest.slice(this.#next);
      this.#next = 0;
    }
    return part;
  }
}

const EMPTY = Buffer.alloc(0);

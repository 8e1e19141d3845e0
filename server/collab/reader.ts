/** The bytes are not what they claim to be. Carries no content. */
export class MalformedError extends Error {
  override name = 'MalformedError';
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Reads lib0's encoding (varuint, string, any) from untrusted bytes. Unlike lib0's own decoder every length is checked against the bytes
 * that are left before anything is allocated, and depth and count of values are bounded. Throws `MalformedError`, nothing else.
 */
export class ByteReader {
  readonly #bytes: Buffer;
  #at: number;
  readonly #end: number;

  constructor(bytes: Uint8Array, from = 0, end = bytes.length) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#at = from;
    this.#end = end;
  }

  get left(): number {
    return this.#end - this.#at;
  }

  byte(): number {
    if (this.#at >= this.#end) throw new MalformedError('bytes end early');
    return this.#bytes[this.#at++]!;
  }

  /** A varuint no larger than `max`. */
  varUint(max: number): number {
    let value = 0;
    let factor = 1;
    for (;;) {
      const byte = this.byte();
      value += (byte & 0x7f) * factor;
      if (value > max) throw new MalformedError('number too large');
      if (byte < 0x80) return value;
      factor *= 128;
      if (factor > Number.MAX_SAFE_INTEGER) throw new MalformedError('number too long');
    }
  }

  /** A count of things that take at least `bytesEach` bytes: more than can be left is a lie. */
  count(max: number, bytesEach = 1): number {
    const count = this.varUint(max);
    if (count * bytesEach > this.left) throw new MalformedError('count beyond the bytes');
    return count;
  }

  /** A view of length-prefixed bytes, not a copy. */
  bytes(max = this.left): Uint8Array {
    const length = this.varUint(max);
    if (length > this.left) throw new MalformedError('length beyond the bytes');
    const from = this.#at;
    this.#at += length;
    return this.#bytes.subarray(from, this.#at);
  }

  /** UTF-8 without lone surrogates. */
  string(maxBytes: number): string {
    const length = this.varUint(maxBytes);
    if (length > this.left) throw new MalformedError('length beyond the bytes');
    const from = this.#at;
    this.#at += length;
    // Keys, uids and instants are ASCII: several times faster than a decoder call each.
    if (this.#isAscii(from, this.#at)) return this.#bytes.toString('latin1', from, this.#at);
    try {
      return utf8.decode(this.#bytes.subarray(from, this.#at));
    } catch {
      throw new MalformedError('not UTF-8');
    }
  }

  end(): void {
    if (this.#at !== this.#end) throw new MalformedError('bytes after the end');
  }

  /** lib0's signed varint. */
  varInt(): number {
    let byte = this.byte();
    const negative = (byte & 0x40) !== 0;
    let value = byte & 0x3f;
    let factor = 64;
    while (byte >= 0x80) {
      byte = this.byte();
      value += (byte & 0x7f) * factor;
      factor *= 128;
      if (value > Number.MAX_SAFE_INTEGER || factor > Number.MAX_SAFE_INTEGER) throw new MalformedError('number too large');
    }
    return negative ? -value : value;
  }

  #isAscii(from: number, to: number): boolean {
    for (let at = from; at < to; at++) if (this.#bytes[at]! >= 0x80) return false;
    return true;
  }

  float(bytes: 4 | 8): number {
    if (this.left < bytes) throw new MalformedError('bytes end early');
    const at = this.#at;
    this.#at += bytes;
    return bytes === 4 ? this.#bytes.readFloatBE(at) : this.#bytes.readDoubleBE(at);
  }
}

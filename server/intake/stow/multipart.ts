/** Why a multipart body cannot be read on: the HTTP status it deserves and a word for it. */
export class MultipartFault extends Error {
  readonly status: 400 | 413 | 415;
  readonly code: string;
  constructor(status: 400 | 413 | 415, code: string) {
    super(code);
    this.status = status;
    this.code = code;
  }
}

export interface MultipartSink {
  /** Header fields by lower-case name. Throws `MultipartFault` when the part is not wanted. */
  part(headers: ReadonlyMap<string, string>): void;
  data(bytes: Buffer): void;
  partEnd(): void;
}

/** Bytes before the first delimiter (RFC 2046 §5.1.1 allows some), and after the last one. */
const MAX_AROUND_BYTES = 65_536;
/** Header fields of one part, bytes and number: PS3.18 §8.6.1 needs two or three of them. */
const MAX_HEADER_BYTES = 8_192;
const MAX_HEADER_LINES = 64;
/** Parts of one request: the longest perfusion series. */
const MAX_PARTS = 10_000;

const FIELD = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[ \t]*(.*?)[ \t]*$/;

/**
 * Takes a multipart body (RFC 2046 §5.1) apart while it arrives: content is handed on as it comes, at most the length of a
 * delimiter is held back. Bounded in every direction. `push` and `end` throw `MultipartFault`.
 */
export class Multipart {
  readonly #sink: MultipartSink;
  readonly #delimiter: Buffer;
  #held: Buffer;
  #state: 'preamble' | 'after-delimiter' | 'headers' | 'content' | 'epilogue' = 'preamble';
  #around = 0;
  #parts = 0;

  constructor(boundary: string, sink: MultipartSink) {
    this.#sink = sink;
    this.#delimiter = Buffer.from(`\r\n--${boundary}`, 'latin1');
    // So that a delimiter at the very beginning looks like any other.
    this.#held = Buffer.from('\r\n');
  }

  push(chunk: Buffer): void {
    let bytes = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    this.#held = EMPTY;
    while (bytes.length > 0) {
      const rest = this.#step(bytes);
      if (rest === null) {
        this.#held = bytes;
        return;
      }
      bytes = rest;
    }
  }

  /** The body is over: it must have ended with a closing delimiter. */
  end(): void {
    if (this.#state === 'after-delimiter' && this.#held.toString('latin1') === '--') return;
    if (this.#state !== 'epilogue')
      throw new MultipartFault(400, this.#state === 'content' ? 'MULTIPART_TRUNCATED' : 'MULTIPART_MALFORMED');
  }

  /** Uses up some bytes and returns the rest, or null when more are needed first. */
  #step(bytes: Buffer): Buffer | null {
    switch (this.#state) {
      case 'preamble':
      case 'content':
        return this.#until(bytes);
      case 'after-delimiter':
        return this.#afterDelimiter(bytes);
      case 'headers':
        return this.#headers(bytes);
      default:
        this.#around += bytes.length;
        if (this.#around > MAX_AROUND_BYTES) throw new MultipartFault(400, 'MULTIPART_MALFORMED');
        return EMPTY;
    }
  }

  #until(bytes: Buffer): Buffer | null {
    const at = bytes.indexOf(this.#delimiter);
    if (at >= 0) {
      this.#content(bytes.subarray(0, at));
      if (this.#state === 'content') this.#sink.partEnd();
      this.#state = 'after-delimiter';
      return bytes.subarray(at + this.#delimiter.length);
    }
    // A delimiter may have begun in the last bytes; it begins with CR.
    const from = Math.max(0, bytes.length - this.#delimiter.length + 1);
    let keep = bytes.indexOf(0x0d, from);
    while (keep >= 0 && !this.#delimiter.subarray(0, bytes.length - keep).equals(bytes.subarray(keep)))
      keep = bytes.indexOf(0x0d, keep + 1);
    if (keep < 0) {
      this.#content(bytes);
      return EMPTY;
    }
    this.#content(bytes.subarray(0, keep));
    this.#held = Buffer.from(bytes.subarray(keep));
    return EMPTY;
  }

  #content(bytes: Buffer): void {
    if (bytes.length === 0) return;
    if (this.#state === 'content') {
      this.#sink.data(bytes);
      return;
    }
    this.#around += bytes.length;
    if (this.#around > MAX_AROUND_BYTES) throw new MultipartFault(400, 'MULTIPART_MALFORMED');
  }

  /** Two hyphens close the body; blanks and a line end begin a part. */
  #afterDelimiter(bytes: Buffer): Buffer | null {
    const end = bytes.indexOf('\r\n');
    const line = bytes.toString('latin1', 0, end < 0 ? Math.min(bytes.length, 256) : end);
    if (line.startsWith('--')) {
      this.#state = 'epilogue';
      this.#around = 0;
      return bytes.subarray(2);
    }
    if (end < 0) {
      if (bytes.length > 256 || !/^[ \t]*\r?$|^-$/.test(line)) throw new MultipartFault(400, 'MULTIPART_MALFORMED');
      return null;
    }
    if (!/^[ \t]*$/.test(line)) throw new MultipartFault(400, 'MULTIPART_MALFORMED');
    this.#parts += 1;
    if (this.#parts > MAX_PARTS) throw new MultipartFault(413, 'MULTIPART_PART_LIMIT');
    this.#state = 'headers';
    return bytes.subarray(end + 2);
  }

  #headers(bytes: Buffer): Buffer | null {
    const end = bytes.subarray(0, 2).toString('latin1') === '\r\n' ? 0 : bytes.indexOf('\r\n\r\n');
    if (end < 0) {
      if (bytes.length > MAX_HEADER_BYTES) throw new MultipartFault(400, 'MULTIPART_HEADER_LIMIT');
      return null;
    }
    if (end > MAX_HEADER_BYTES) throw new MultipartFault(400, 'MULTIPART_HEADER_LIMIT');
    const lines = end === 0 ? [] : bytes.toString('latin1', 0, end).split('\r\n');
    if (lines.length > MAX_HEADER_LINES) throw new MultipartFault(400, 'MULTIPART_HEADER_LIMIT');
    const headers = new Map<string, string>();
    for (const line of lines) {
      const field = FIELD.exec(line);
      if (field === null || line.includes('\0') || headers.has(field[1]!.toLowerCase()))
        throw new MultipartFault(400, 'MULTIPART_MALFORMED');
      headers.set(field[1]!.toLowerCase(), field[2]!);
    }
    if (bytes.subarray(0, end).includes(this.#delimiter)) throw new MultipartFault(400, 'MULTIPART_MALFORMED');
    this.#sink.part(headers);
    this.#state = 'content';
    // The line end that closes the headers may already be the one of the delimiter: an empty part (RFC 2046 §5.1.1).
    const rest = bytes.subarray(end === 0 ? 2 : end + 4);
    return rest.length >= this.#delimiter.length - 2 && rest.subarray(0, this.#delimiter.length - 2).equals(this.#delimiter.subarray(2))
      ? bytes.subarray(end === 0 ? 0 : end + 2)
      : rest;
  }
}

const EMPTY = Buffer.alloc(0);

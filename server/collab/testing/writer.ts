import * as encoding from 'lib0/encoding';

/** Writes lib0's encoding by hand: updates that Yjs itself would never make. */
export class Writer {
  readonly #out = encoding.createEncoder();

  uints(...numbers: number[]): this {
    for (const number of numbers) encoding.writeVarUint(this.#out, number);
    return this;
  }

  string(text: string): this {
    encoding.writeVarString(this.#out, text);
    return this;
  }

  raw(bytes: ArrayLike<number>): this {
    encoding.writeUint8Array(this.#out, Uint8Array.from(bytes));
    return this;
  }

  any(value: unknown): this {
    encoding.writeAny(this.#out, value as Parameters<typeof encoding.writeAny>[1]);
    return this;
  }

  append(other: Writer): this {
    return this.raw(other.bytes());
  }

  /** Head of one client's structs. */
  section(client: number, clock: number, structs: number): this {
    return this.uints(structs, client, clock);
  }

  /** A text struct in a root, hanging on nothing. */
  text(root: string, text: string): this {
    return this.uints(4, 1).string(root).string(text);
  }

  /** A JSON struct in a root, under a key of it if given, hanging on nothing. */
  json(root: string, key: string | null, ...values: unknown[]): this {
    this.uints(key === null ? 8 : 0x28, 1).string(root);
    if (key !== null) this.string(key);
    this.uints(values.length);
    for (const value of values) this.any(value);
    return this;
  }

  bytes(): Uint8Array {
    return encoding.toUint8Array(this.#out);
  }
}

/** An acknowledgement is due after this many bytes … */
export const ACK_BYTES = 16_384;
/** … or this long after the first byte not acknowledged, ms. */
export const ACK_AFTER_MS = 10;

/** Counts what reached this connection; the server's credit depends on it. One per connection. */
export class Acknowledger {
  readonly #send: (bytes: number) => void;
  #received = 0;
  #told = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(send: (bytes: number) => void) {
    this.#send = send;
  }

  count(bytes: number): void {
    this.#received += bytes;
    if (this.#received - this.#told >= ACK_BYTES) this.#tell();
    else this.#timer ??= setTimeout(() => this.#tell(), ACK_AFTER_MS);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #tell(): void {
    this.close();
    if (this.#told === this.#received) return;
    this.#told = this.#received;
    this.#send(this.#received);
  }
}

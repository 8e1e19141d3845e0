/** Between two acknowledgements lies at least this long, ms: a fast line must not be answered packet by packet. */
export const ACK_EVERY_MS = 4;

/**
 * Counts what reached this connection, and says so at once: the server sends on what has arrived, and whatever an acknowledgement is
 * late by, it must keep in flight besides, before the next jump. One per connection.
 */
export class Acknowledger {
  readonly #send: (bytes: number) => void;
  #received = 0;
  #told = 0;
  #toldAt = Number.NEGATIVE_INFINITY;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(send: (bytes: number) => void) {
    this.#send = send;
  }

  count(bytes: number): void {
    this.#received += bytes;
    const early = this.#toldAt + ACK_EVERY_MS - performance.now();
    if (early <= 0) this.#tell();
    else this.#timer ??= setTimeout(() => this.#tell(), early);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #tell(): void {
    this.close();
    if (this.#told === this.#received) return;
    this.#told = this.#received;
    this.#toldAt = performance.now();
    this.#send(this.#received);
  }
}

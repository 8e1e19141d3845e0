/** What a person is told about their marks. Instants in ms since 1970; `savedAt` is the server's clock. */
export type SaveState =
  | { readonly kind: 'saved'; readonly savedAt: number | null }
  /** Sent or about to be; the server has not confirmed it yet. */
  | { readonly kind: 'unsaved'; readonly count: number; readonly since: number };

interface Change {
  readonly at: number;
  /** Number of the message that carries it on this connection; null while it has not been sent on it. */
  message: number | null;
}

/**
 * Which local changes the server has confirmed as durable. The server counts the messages with content (sync step 2 and update) of each
 * connection, so this side counts what it sends.
 */
export class SaveLedger {
  #changes: Change[] = [];
  #sent = 0;
  #savedAt: number | null = null;

  /** A new connection: nothing has been sent on it. */
  connected(): void {
    this.#sent = 0;
    for (const change of this.#changes) change.message = null;
  }

  /** A local change; `sent` when it went out at once as an update. */
  changed(at: number, sent: boolean): void {
    if (sent) this.#sent++;
    this.#changes.push({ at, message: sent ? this.#sent : null });
  }

  /** A sync step 2 went out: it carries everything so far. */
  sentWhole(): void {
    this.#sent++;
    for (const change of this.#changes) change.message ??= this.#sent;
  }

  /** The server confirmed the first `count` messages of this connection. */
  confirmed(count: number, at: number): void {
    const before = this.#changes.length;
    this.#changes = this.#changes.filter(({ message }) => message === null || message > count);
    if (this.#changes.length < before) this.#savedAt = at;
  }

  get state(): SaveState {
    const oldest = this.#changes[0];
    return oldest === undefined
      ? { kind: 'saved', savedAt: this.#savedAt }
      : { kind: 'unsaved', count: this.#changes.length, since: oldest.at };
  }
}

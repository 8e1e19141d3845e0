import { encodePresence } from './presence.ts';

interface Shown {
  clock: number;
  /** Null after the client left: the clock is kept, because others may echo its last state. */
  json: Uint8Array | null;
}

/** The last state relayed for every client id of a consult. */
export class PresenceBoard {
  readonly #shown = new Map<number, Shown>();

  /** Clock of the last state relayed; -1 for none. */
  clockOf(clientId: number): number {
    return this.#shown.get(clientId)?.clock ?? -1;
  }

  isShown(clientId: number): boolean {
    return (this.#shown.get(clientId)?.json ?? null) !== null;
  }

  set(clientId: number, clock: number, json: Uint8Array | null): void {
    this.#shown.set(clientId, { clock, json });
  }

  /** Takes a client's state off; answers what tells the others so, or null when nothing was shown. Same clock: y-protocols' removal. */
  remove(clientId: number): Uint8Array | null {
    const shown = this.#shown.get(clientId);
    if (shown === undefined || shown.json === null) return null;
    shown.json = null;
    return encodePresence([{ clientId, clock: shown.clock, json: null }]);
  }

  forget(clientId: number): void {
    this.#shown.delete(clientId);
  }

  /** Everything shown now, for one who joins; null when that is nothing. */
  encodeAll(): Uint8Array | null {
    const entries = [...this.#shown].flatMap(([clientId, { clock, json }]) => (json === null ? [] : [{ clientId, clock, json }]));
    return entries.length === 0 ? null : encodePresence(entries);
  }
}

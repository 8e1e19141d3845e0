import { REMEMBERED_CLIENTS } from './limits.ts';

/**
 * Whose client id is whose in one consult. `bound` ids have written something and are their person's for ever; `held` ids have only shown
 * presence and are remembered while the document is open, so that nobody else can take them meanwhile.
 */
export class Claims {
  readonly #bound: Map<number, string>;
  readonly #held = new Map<number, string>();
  /** Held ids without a connection, oldest first. */
  readonly #idle = new Set<number>();
  readonly #forget: (clientId: number) => void;

  constructor(bound: ReadonlyMap<number, string>, forget: (clientId: number) => void = () => {}) {
    this.#bound = new Map(bound);
    this.#forget = forget;
  }

  personOf(clientId: number): string | undefined {
    return this.#bound.get(clientId) ?? this.#held.get(clientId);
  }

  isBound(clientId: number): boolean {
    return this.#bound.has(clientId);
  }

  hold(clientId: number, personId: string): void {
    this.#idle.delete(clientId);
    if (!this.#bound.has(clientId)) this.#held.set(clientId, personId);
  }

  bind(clientId: number, personId: string): void {
    this.#held.delete(clientId);
    this.#idle.delete(clientId);
    this.#bound.set(clientId, personId);
  }

  /** The connection that showed presence under this id is gone. */
  release(clientId: number): void {
    this.#idle.add(clientId);
    for (const oldest of this.#idle) {
      if (this.#idle.size <= REMEMBERED_CLIENTS) return;
      this.#idle.delete(oldest);
      this.#held.delete(oldest);
      this.#forget(oldest);
    }
  }
}

import type { Awareness } from 'y-protocols/awareness';
import type { Presence } from '#shared/protocol/presence.ts';

/** Thirty states a second, ms between two. */
export const PRESENCE_EVERY_MS = 33;

/** What this connection shows of itself: changes are gathered and go out at most thirty times a second, the last one always. */
export class OwnPresence {
  readonly #awareness: Awareness;
  #state: Presence;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #shownAt = Number.NEGATIVE_INFINITY;

  constructor(awareness: Awareness, device: Presence['device']) {
    this.#awareness = awareness;
    this.#state = { view: null, cursor: null, following: null, ping: null, draft: null, device };
    awareness.setLocalState(this.#state);
  }

  get state(): Presence {
    return this.#state;
  }

  set(change: Partial<Presence>): void {
    this.#state = { ...this.#state, ...change };
    if (this.#timer !== null) return;
    const wait = this.#shownAt + PRESENCE_EVERY_MS - performance.now();
    if (wait <= 0) this.#show();
    else this.#timer = setTimeout(() => this.#show(), wait);
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  #show(): void {
    this.#timer = null;
    this.#shownAt = performance.now();
    this.#awareness.setLocalState(this.#state);
  }
}

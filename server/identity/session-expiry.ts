import type { People } from './people.ts';

/** A session that ran out has nothing open any more after at most this long, ms. */
const SWEEP_EVERY_MS = 5_000;

/** Ends sessions when their time is over, not only when somebody asks with them. */
export class SessionExpiry {
  readonly #timer: NodeJS.Timeout;

  constructor(people: Pick<People, 'endExpired'>, onError: (error: unknown) => void) {
    this.#timer = setInterval(() => void people.endExpired().catch(onError), SWEEP_EVERY_MS).unref();
  }

  close(): void {
    clearInterval(this.#timer);
  }
}

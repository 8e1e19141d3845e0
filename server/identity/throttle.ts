import { AppError } from '#shared/protocol/errors.ts';

/** After this many failures each further try has to wait; never a lock that somebody else could cause for ever. */
const FREE_TRIES = 5;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;
/** Keys remembered at most. */
const MAX_KEYS = 10_000;

/** Slows down guessing, per e-mail and address. */
export class SignInThrottle {
  readonly #failures = new Map<string, { count: number; until: number }>();

  check(key: string, now = Date.now()): void {
    const entry = this.#failures.get(key);
    if (entry !== undefined && entry.until > now)
      throw new AppError('TOO_MANY_REQUESTS', { detail: `Wait ${Math.ceil((entry.until - now) / 1000)} s and try again.` });
  }

  failed(key: string, now = Date.now()): void {
    const count = (this.#failures.get(key)?.count ?? 0) + 1;
    const wait = count < FREE_TRIES ? 0 : Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (count - FREE_TRIES));
    if (this.#failures.size >= MAX_KEYS) this.#failures.delete(this.#failures.keys().next().value!);
    this.#failures.set(key, { count, until: now + wait });
  }

  succeeded(key: string): void {
    this.#failures.delete(key);
  }
}

/** The last bytes are still on their way when they were sent: pictures go on a little later, and not at all between two slices of a quick scroll, ms. */
export const RELEASE_AFTER_MS = 100;
/** Pictures stand still for no longer than this in one go, ms: slices that come without a pause share the link as the viewer's arbiter says. */
export const YIELD_MOST_MS = 4_000;

/** Whether pictures of people stand still because a slice on the screen is on its way. `tell` is called when that changes. */
export class Yielding {
  readonly #tell: (loading: boolean) => void;
  #allowed = false;
  #loading = false;
  #holding = false;
  /** It took too long: not again before the screen was complete once. */
  #spent = false;
  #release: NodeJS.Timeout | undefined;
  #most: NodeJS.Timeout | undefined;

  constructor(tell: (loading: boolean) => void) {
    this.#tell = tell;
  }

  /** The viewer's arbiter: whether pictures give way at all. */
  allow(allowed: boolean): void {
    this.#allowed = allowed;
    if (!allowed) this.#end();
    else if (this.#loading) this.#begin();
  }

  /** `loading`: a slice on the screen lacks bytes that are not sent yet. */
  slice(loading: boolean): void {
    if (loading === this.#loading) return;
    this.#loading = loading;
    if (loading) return this.#begin();
    this.#release = setTimeout(() => {
      this.#spent = false;
      this.#end();
    }, RELEASE_AFTER_MS);
  }

  close(): void {
    this.#loading = false;
    this.#end();
  }

  #begin(): void {
    clearTimeout(this.#release);
    if (!this.#allowed || this.#holding || this.#spent) return;
    this.#holding = true;
    this.#most = setTimeout(() => {
      this.#spent = true;
      this.#end();
    }, YIELD_MOST_MS);
    this.#tell(true);
  }

  #end(): void {
    clearTimeout(this.#release);
    clearTimeout(this.#most);
    if (!this.#holding) return;
    this.#holding = false;
    this.#tell(false);
  }
}

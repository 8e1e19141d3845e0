/** What has been quiet for so long is taken as sent, ms. */
export const QUIET_MS = 1_500;

/** Does something once a series has stopped growing; tries again as long as the answer is that it could not be done yet. */
export class WhenQuiet {
  readonly #attempt: () => boolean;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `attempt`: false when it is to be tried again. */
  constructor(attempt: () => boolean) {
    this.#attempt = attempt;
  }

  grown(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (!this.#attempt()) this.grown();
    }, QUIET_MS);
  }

  close(): void {
    clearTimeout(this.#timer);
  }
}

/** Counts turns of the event loop, only while somebody asks. */
export class Turns {
  #current = 0;
  #waiting: (() => void)[] = [];
  #scheduled = false;

  /** Number of this turn; the next call after the loop has gone round answers a higher one. */
  now(): number {
    this.#schedule();
    return this.#current;
  }

  /** Runs `callback` in the next turn. */
  next(callback: () => void): void {
    this.#waiting.push(callback);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#current++;
      const waiting = this.#waiting;
      this.#waiting = [];
      for (const callback of waiting) callback();
    });
  }
}

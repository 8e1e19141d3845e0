/** A look that comes later than this after the one before was held up, and so may be what it should have counted, ms. */
const LATE_MS = 400;

/**
 * How fast bytes arrive, by the clock of the thread that takes them: where the page is busy it hears of them late, and of much at once.
 * A look that was held up itself is left out: what came meanwhile may still stand behind it, and would make a rate that no line has.
 */
export class ArrivalRate {
  #bytes = 0;
  #last: { bytes: number; at: number } | null = null;
  #bps = 0;
  #leftOut = false;

  count(bytes: number): void {
    this.#bytes += bytes;
  }

  /** Bit/s since the look before; 0 at the first. `at`: ms, any steady clock. */
  look(at: number): number {
    const { bytes, at: before } = this.#last ?? { bytes: this.#bytes, at };
    this.#leftOut = at - before > LATE_MS && !this.#leftOut;
    if (this.#leftOut) return this.#bps;
    this.#bps = at > before ? Math.round(((this.#bytes - bytes) * 8_000) / (at - before)) : 0;
    this.#last = { bytes: this.#bytes, at };
    return this.#bps;
  }
}

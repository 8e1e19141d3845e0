/** What was not used is kept for so long, ms: room for one clump, none for a burst. */
const KEPT_MS = 100;

/**
 * A cap on what nobody looks at, set by a viewer whose link carries sound and pictures too. Pure: the clock is a parameter (ms).
 * Over any time `t` no more than `rate · (t + KEPT_MS)` and one chunk are let through.
 */
export class Pace {
  /** Bytes per ms; null: no cap. */
  #rate: number | null = null;
  #saved = 0;
  #at = 0;

  get capped(): boolean {
    return this.#rate !== null;
  }

  set(bytesPerSecond: number | null, now: number): void {
    this.#refill(now);
    this.#rate = bytesPerSecond === null ? null : bytesPerSecond / 1000;
    this.#saved = Math.min(this.#saved, (this.#rate ?? 0) * KEPT_MS);
  }

  /** How long until the next chunk may go, ms; 0: now. */
  wait(now: number): number {
    if (this.#rate === null) return 0;
    this.#refill(now);
    return this.#saved > 0 ? 0 : Math.ceil(-this.#saved / this.#rate) + 1;
  }

  sent(bytes: number): void {
    if (this.#rate !== null) this.#saved -= bytes;
  }

  #refill(now: number): void {
    if (this.#rate !== null) this.#saved = Math.min(this.#rate * KEPT_MS, this.#saved + (now - this.#at) * this.#rate);
    this.#at = now;
  }
}

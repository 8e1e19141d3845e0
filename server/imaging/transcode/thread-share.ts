/** After a picture has come, the next one is expected for so long, ms. */
export const GAP_MS = 100;
/** For so long at most nothing is made while pictures come and nobody looks, ms: a series of 300 slices takes about three seconds. */
const PATIENCE_MS = 5_000;

/**
 * How many threads make codestreams. A scanner waits for every answer before it sends the next object, so the doors go first: one
 * core is left to them while objects come, and all of them while nobody looks on. One thread makes more frames a second than a
 * scanner sends.
 */
export class ThreadShare {
  #since = Number.NEGATIVE_INFINITY;
  #last = Number.NEGATIVE_INFINITY;

  /** `now`: ms of any clock that only rises. */
  arrived(now: number): void {
    if (now - this.#last > GAP_MS) this.#since = now;
    this.#last = now;
  }

  threads(now: number, all: number, watched: boolean): number {
    if (now - this.#last >= GAP_MS) return all;
    return watched || now - this.#since > PATIENCE_MS ? Math.max(1, all - 1) : 0;
  }
}

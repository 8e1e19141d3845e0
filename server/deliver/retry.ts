/** How long to wait between tries, ms. */
export interface Retry {
  firstMs: number;
  longestMs: number;
}

/** Tries that the receiver itself answered with an error, before a person must look: about three minutes with the usual pauses. */
export const MAX_REFUSALS = 6;

/** The pause doubles up to the longest; jitter of a half, so that destinations that fell over together do not come back together. */
export function pauseAfter(tries: number, { firstMs, longestMs }: Retry, random: () => number): number {
  const pause = Math.min(longestMs, firstMs * 2 ** Math.min(tries - 1, 20));
  return Math.round(pause * (0.5 + random() / 2));
}

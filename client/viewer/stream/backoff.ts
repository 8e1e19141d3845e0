/** Waits before the next attempts, ms: the first re-connection is at once, later ones leave a broken server room to recover. */
const WAITS = [100, 300, 700, 1_500, 3_000, 5_000] as const;

/** Up to this share of a wait is added at random, so that all clients of a restarted server do not come in one instant. */
const JITTER = 0.5;

/** Wait before attempt `n` (0 for the first), in ms. `random` in [0, 1). */
export function backoff(attempt: number, random: number): number {
  const wait = WAITS[Math.min(attempt, WAITS.length - 1)]!;
  return Math.round(wait * (1 + JITTER * random));
}

/** 44xx is only for what re-connecting cannot cure (shared/protocol/stream.ts CLOSE). */
export const isFinal = (code: number): boolean => code >= 4400 && code < 4500;

/** After a picture has come, the next one is expected for so long, ms. */
export const GAP_MS = 100;

/**
 * How many of `all` threads make codestreams, `sinceLast` ms after the last picture came. A scanner waits for every answer before it
 * sends the next object: one core is left to the doors while objects come. One thread makes more frames a second than a scanner sends.
 */
export const threadsNow = (all: number, sinceLast: number): number => (sinceLast >= GAP_MS ? all : Math.max(1, all - 1));

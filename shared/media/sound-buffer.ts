/**
 * How long sound is held before it is played while images load beside it, ms; null: as the browser thinks. A slice that is looked at goes out as fast as
 * the line takes it, and the queue of a home router (200 ms) stands before the sound for a moment: a listener who waits for it hears no gap.
 */
export const HELD_MS = 200;
/** On a wider line than this a slice is through before its queue is that long, bit/s. */
const WIDE_BPS = 8_000_000;

export const soundBuffer = (pixelBytes: number, downlink: number): number | null =>
  pixelBytes > 0 && downlink < WIDE_BPS ? HELD_MS : null;

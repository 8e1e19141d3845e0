/**
 * What one person's link carries downward, bit/s, from what is seen at its end. Pure: `(state, sample) → state`.
 *
 * Neither wire can tell it alone: the stream is paced by the arbiter, and the SFU estimates only what its own packets met. Together they are a lower
 * bound of the link at any instant, and its true size at the instants in which a queue forms. So: what was carried counts at once; a queue or loss
 * brings the figure down step by step to what is carried; and while more is wanted than was given, a link without a queue is taken to be a little
 * wider, by and by: layers are steps, so that a link may never be nearly full. Where that failed it is tried again later and later.
 *
 * Invariants (property tests): the figure is never below what was carried in the last sample and never below `FLOOR_BPS`; without congestion it never
 * falls.
 */

/** Sound for two people fits into this, bit/s: nobody is thought to have less. */
export const FLOOR_BPS = 96_000;
/** Before anything was measured, bit/s: enough for one small picture beside the slices. */
export const START_BPS = 1_000_000;
/** Growth while more is wanted, per second. */
const GROWTH_PER_SECOND = 1.25;
/** One step down, per look. */
const FALL = 0.7;
/** Nearly full: this share of the figure was carried. */
const FULL_SHARE = 0.8;
/** Congestion: this share of packets lost … */
const LOSS = 0.03;
/** … or a round trip this many times, and ms, above the lowest. */
const RTT_FACTOR = 1.6;
const RTT_MS = 60;
/** Beyond what was carried when a queue formed the link is not tried again for so long, ms; each failure doubles it. */
const FIRST_HOLD_MS = 8_000;
const LONGEST_HOLD_MS = 64_000;

export interface DownlinkState {
  bps: number;
  /** Lowest round trip seen, ms; null before the first. */
  lowestRttMs: number | null;
  /** The browser tells a new round trip only every few seconds: one is judged once. */
  lastRttMs: number | null;
  at: number | null;
  /** Not tried beyond `bps` before `until`. */
  ceiling: { bps: number; until: number; holdMs: number } | null;
}

/** One look at the link, over the time since the look before. */
export interface DownlinkSample {
  /** ms, any steady clock. */
  at: number;
  /** Pixels that arrived, bit/s. */
  stream: number;
  /** Audio and video that arrived, bit/s. */
  media: number;
  /** `media:estimate`; null while the SFU has said nothing. */
  estimate: number | null;
  /** Round trip of the media path; null while unknown. */
  rttMs: number | null;
  /** Share of media packets lost since the last sample, 0…1. */
  loss: number;
  /** More was wanted than the budget gave. */
  hungry: boolean;
  /** A slice on the screen came: it may fill the link, and the queue it stands in is its own. */
  slice: boolean;
}

export const startDownlink = (): DownlinkState => ({ bps: START_BPS, lowestRttMs: null, lastRttMs: null, at: null, ceiling: null });

export function measureDownlink(state: DownlinkState, sample: DownlinkSample): DownlinkState {
  const { at, rttMs } = sample;
  const carried = sample.stream + sample.media;
  const lowestRttMs = rttMs === null ? state.lowestRttMs : Math.min(rttMs, state.lowestRttMs ?? rttMs);
  const next = { ...state, at, lowestRttMs, lastRttMs: rttMs };
  const queue = rttMs !== null && lowestRttMs !== null && rttMs > lowestRttMs * RTT_FACTOR + RTT_MS;
  if (sample.loss > LOSS || (queue && !sample.slice && rttMs !== state.lastRttMs)) {
    const bps = Math.max(carried, state.bps * FALL, FLOOR_BPS);
    return { ...next, bps, ceiling: heldDown(state, bps, at) };
  }
  const known = Math.max(carried, sample.estimate ?? 0, FLOOR_BPS, state.bps);
  // A round trip that is old news neither lowers the figure again nor lets it grow.
  if (queue) return { ...next, bps: known };
  const seconds = state.at === null ? 0 : Math.min(1, Math.max(0, at - state.at) / 1000);
  const grown = state.bps * GROWTH_PER_SECOND ** seconds;
  const held = state.ceiling !== null && at < state.ceiling.until ? Math.max(state.bps, state.ceiling.bps) : Number.POSITIVE_INFINITY;
  const wider = carried >= state.bps * FULL_SHARE ? grown : sample.hungry ? Math.min(grown, held) : state.bps;
  return { ...next, bps: Math.max(wider, known) };
}

function heldDown({ ceiling }: DownlinkState, bps: number, at: number): NonNullable<DownlinkState['ceiling']> {
  if (ceiling === null || at > ceiling.until + ceiling.holdMs) return { bps, until: at + FIRST_HOLD_MS, holdMs: FIRST_HOLD_MS };
  // Still the same congestion: its end counts, not every look at it.
  if (at < ceiling.until) return { ...ceiling, bps: Math.min(bps, ceiling.bps) };
  const holdMs = Math.min(LONGEST_HOLD_MS, ceiling.holdMs * 2);
  return { bps, until: at + holdMs, holdMs };
}

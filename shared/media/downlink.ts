/**
 * What one person's link carries downward, bit/s, from what is seen at its end. Pure: `(state, sample) → state`.
 *
 * Neither wire can tell it alone: the stream is paced by the arbiter and the SFU estimates only what its own packets met. Together they
 * are a lower bound of the link at any instant, and its true size at the instants in which a queue forms. So: what was carried counts at
 * once, a queue brings the figure down to what was carried, and a link that is nearly full without a queue is taken to be a little wider.
 *
 * Invariants (property tests): the figure is never below what was carried in the last sample and never below `FLOOR_BPS`; without
 * congestion it never falls.
 */

/** Sound for a handful of people fits into this, bit/s: nobody is thought to have less. */
export const FLOOR_BPS = 96_000;
/** Before anything was measured, bit/s: enough for one small picture beside the slices. */
export const START_BPS = 1_000_000;
/** Growth of a link that is nearly full without a queue, per second. */
const GROWTH_PER_SECOND = 1.25;
/** Nearly full: this share of the figure was carried. */
const FULL_SHARE = 0.8;
/** Congestion: this share of packets lost … */
const LOSS = 0.03;
/** … or a round trip this many times, and ms, above the lowest. */
const RTT_FACTOR = 1.6;
const RTT_MS = 60;

export interface DownlinkState {
  bps: number;
  /** Lowest round trip seen, ms; null before the first. */
  lowestRttMs: number | null;
  at: number | null;
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
}

export const startDownlink = (): DownlinkState => ({ bps: START_BPS, lowestRttMs: null, at: null });

export function measureDownlink(state: DownlinkState, sample: DownlinkSample): DownlinkState {
  const carried = sample.stream + sample.media;
  const lowestRttMs = sample.rttMs === null ? state.lowestRttMs : Math.min(sample.rttMs, state.lowestRttMs ?? sample.rttMs);
  const seconds = state.at === null ? 0 : Math.max(0, sample.at - state.at) / 1000;
  const known = Math.max(carried, sample.estimate ?? 0, FLOOR_BPS);
  if (congested(sample, lowestRttMs)) return { bps: Math.max(carried, FLOOR_BPS), lowestRttMs, at: sample.at };
  const wider = carried >= state.bps * FULL_SHARE ? state.bps * GROWTH_PER_SECOND ** Math.min(seconds, 1) : state.bps;
  return { bps: Math.max(wider, known), lowestRttMs, at: sample.at };
}

function congested(sample: DownlinkSample, lowestRttMs: number | null): boolean {
  if (sample.loss > LOSS) return true;
  return sample.rttMs !== null && lowestRttMs !== null && sample.rttMs > lowestRttMs * RTT_FACTOR + RTT_MS;
}

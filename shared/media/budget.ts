import { type Picture, type PictureState, pickLayer, startPicture } from './layers.ts';

/**
 * One link, one budget: what one person's downlink is spent on. Pure; the browser asks it several times a second.
 *
 * Order: audio, the slice looked at, the exam picture, prefetch, the other pictures. Invariants (property tests):
 *  1. audio is never cut: nothing here can pause it;
 *  2. what is given never exceeds the measured downlink, unless audio alone does, and then nothing else is given;
 *  3. what comes earlier in the order is served before anything that comes later;
 *  4. without history, more bandwidth never gives less (compared in that order);
 *  5. a picture goes down at once, and up only when it fits with room to spare for `RISE_AFTER_MS`: noise of 10 % changes nothing.
 */

/** What one person's sound costs with Opus, FEC and headers, bit/s. */
export const AUDIO_BPS = 48_000;
/** A slice that is looked at should be whole within this, s: a second keeps the thought. */
const SLICE_WITHIN_S = 1;
/** What else is pending should be here within this, s: more is not taken from the other pictures. */
const PREFETCH_WITHIN_S = 20;
/** A change of the prefetch rate smaller than this share is not worth a message. */
const PREFETCH_STEP = 0.15;
/** Prefetch never stops altogether, bit/s, while there is room for it at all: the server learns the link by it. */
export const PREFETCH_LEAST_BPS = 16_000;

export interface BudgetInput {
  /** ms, any steady clock. */
  now: number;
  /** Measured downlink, bit/s. */
  downlink: number;
  /** People who can be heard. */
  voices: number;
  /** Bytes that the slices on the screen still lack. */
  sliceBytes: number;
  /** Bytes of all other slices still to come. */
  prefetchBytes: number;
  /** Pictures of people and screens; at most one is the exam picture. */
  pictures: readonly Picture[];
}

export type BudgetReason =
  | 'all-shown'
  | 'video-reduced-while-slice-loads'
  | 'video-paused-while-slice-loads'
  | 'others-reduced-while-cta-loads'
  | 'others-reduced-link-narrow'
  | 'video-reduced-link-narrow'
  | 'video-paused-link-narrow'
  | 'sound-only';

export interface Allocation {
  /** Per picture: highest layer to send, null paused. */
  layers: ReadonlyMap<string, 0 | 1 | 2 | null>;
  /** Bit/s for slices that nobody looks at; null: no limit, because no picture or sound shares the link. */
  prefetch: number | null;
  reason: BudgetReason;
  /** More was wanted than could be given: a wider link would be used. */
  hungry: boolean;
  /** Bit/s by purpose, for the person who wants to know. */
  given: { audio: number; slice: number; exam: number; prefetch: number; others: number };
}

export interface BudgetState {
  pictures: ReadonlyMap<string, PictureState>;
  prefetch: number | null;
}

export const startBudget = (): BudgetState => ({ pictures: new Map(), prefetch: null });

export function decideBudget(state: BudgetState, input: BudgetInput): { state: BudgetState; allocation: Allocation } {
  const given = { audio: input.voices * AUDIO_BPS, slice: 0, exam: 0, prefetch: 0, others: 0 };
  let left = Math.max(0, input.downlink - given.audio);
  const take = (wanted: number): number => {
    const some = Math.min(left, wanted);
    left -= some;
    return some;
  };
  const kept = new Map<string, PictureState>();
  const show = (picture: Picture): number => {
    const next = pickLayer(state.pictures.get(picture.id) ?? startPicture(), picture, left, input.now);
    kept.set(picture.id, next);
    return take(next.layer === null ? 0 : picture.costs[next.layer]);
  };

  given.slice = take((input.sliceBytes * 8) / SLICE_WITHIN_S);
  for (const picture of input.pictures.filter(({ exam }) => exam)) given.exam += show(picture);
  given.prefetch = take(Math.max((input.prefetchBytes * 8) / PREFETCH_WITHIN_S, input.prefetchBytes > 0 ? PREFETCH_LEAST_BPS : 0));
  for (const picture of input.pictures.filter(({ exam }) => !exam)) given.others += show(picture);

  const layers = new Map([...kept].map(([id, { layer }]) => [id, layer]));
  const alone = input.voices === 0 && input.pictures.length === 0;
  const prefetch = alone ? null : steady(state.prefetch, given.prefetch + left, given.prefetch);
  const pixels = input.sliceBytes + input.prefetchBytes;
  const reason = reasonOf(input, layers);
  const hungry = reason !== 'all-shown' || (pixels > 0 && left === 0);
  return { state: { pictures: kept, prefetch }, allocation: { layers, prefetch, reason, hungry, given } };
}

/** The rate of before while it is still about right and fits: prefetch may use what nobody else wants, so between the two it is free. */
function steady(before: number | null, most: number, least: number): number {
  if (before !== null && before <= most && before >= least && before >= most * (1 - PREFETCH_STEP)) return before;
  return most;
}

function reasonOf(input: BudgetInput, layers: Allocation['layers']): BudgetReason {
  const cut = (picture: Picture) => picture.wanted !== null && (layers.get(picture.id) ?? -1) < picture.wanted;
  const wanted = input.pictures.filter((picture) => picture.wanted !== null);
  const exam = wanted.find((picture) => picture.exam);
  if (
    wanted.length > 0 &&
    wanted.every((picture) => layers.get(picture.id) === null) &&
    input.sliceBytes === 0 &&
    input.prefetchBytes === 0
  )
    return 'sound-only';
  if (exam !== undefined && cut(exam)) {
    const paused = layers.get(exam.id) === null;
    if (input.sliceBytes > 0) return paused ? 'video-paused-while-slice-loads' : 'video-reduced-while-slice-loads';
    return paused ? 'video-paused-link-narrow' : 'video-reduced-link-narrow';
  }
  if (wanted.some(cut)) return input.sliceBytes + input.prefetchBytes > 0 ? 'others-reduced-while-cta-loads' : 'others-reduced-link-narrow';
  return 'all-shown';
}

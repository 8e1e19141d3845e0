import { type Picture, type PictureState, pickLayer, startPicture } from './layers.ts';

/**
 * One link, one budget: what one person's downlink is spent on. Pure; the browser asks it several times a second.
 *
 * Order: audio, the slice looked at, the exam picture, prefetch, the other pictures. Invariants (property tests):
 *  1. audio is never cut: nothing here can pause it;
 *  2. what is given never exceeds the measured downlink, unless audio alone does, and then nothing else is given;
 *  3. what comes earlier in the order is served before anything that comes later;
 *  4. without history, more bandwidth never gives less (compared in that order);
 *  5. a picture goes down at once, and up only when it fits with room to spare for `RISE_AFTER_MS`: noise of 10 % changes nothing;
 *  6. a slice that is through within `SLICE_LASTS_MS` leaves no trace: layers and prefetch are afterwards what they were before.
 */

/** What one person's sound costs with Opus, FEC and headers, bit/s. */
export const AUDIO_BPS = 48_000;
/** A slice that is looked at should be whole within this, s: it has the link to itself unless the link is wide. */
const SLICE_WITHIN_S = 0.15;
/** Slices that come for longer than this without a pause are no longer a moment: pictures are brought down to what is left beside them, ms. */
export const SLICE_LASTS_MS = 4_000;
/** … and then a slice is to be whole within this, s: a second keeps the thought. */
const LASTING_SLICE_WITHIN_S = 1;
/** A usual 512 × 512 CT slice, lossless, bytes: what the next jump will need. */
export const USUAL_SLICE_BYTES = 160_000;
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
  /** Per picture: highest layer to send while no slice is on its way, null paused. */
  layers: ReadonlyMap<string, 0 | 1 | 2 | null>;
  /** A slice and the pictures do not fit side by side: whoever sends both holds the pictures back while a slice on the screen is on its way. */
  yields: boolean;
  /** Bit/s for slices that nobody looks at, while no slice is on its way; null: no limit, because no picture or sound shares the link. */
  prefetch: number | null;
  reason: BudgetReason;
  /** A picture was wanted better than it could be given: a wider link would be used. Slices show by themselves how wide it is. */
  hungry: boolean;
  /** Bit/s by purpose at this moment, for the person who wants to know. */
  given: Given;
}

export interface Given {
  audio: number;
  slice: number;
  exam: number;
  prefetch: number;
  others: number;
}

export interface BudgetState {
  pictures: ReadonlyMap<string, PictureState>;
  prefetch: number | null;
  /** Since when slices on the screen have been coming without a pause, ms. */
  sliceSince: number | null;
}

export const startBudget = (): BudgetState => ({ pictures: new Map(), prefetch: null, sliceSince: null });

export function decideBudget(state: BudgetState, input: BudgetInput): { state: BudgetState; allocation: Allocation } {
  const sliceSince = input.sliceBytes > 0 ? (state.sliceSince ?? input.now) : null;
  const lasting = sliceSince !== null && input.now - sliceSince >= SLICE_LASTS_MS;
  const steady = share(state.pictures, input, lasting ? (input.sliceBytes * 8) / LASTING_SLICE_WITHIN_S : 0);
  const moment = input.sliceBytes > 0 && !lasting ? share(new Map(), input, (input.sliceBytes * 8) / SLICE_WITHIN_S) : steady;

  const alone = input.voices === 0 && input.pictures.length === 0;
  const prefetch = alone ? null : steadied(state.prefetch, steady.given.prefetch + steady.left, steady.given.prefetch);
  const pixels = input.sliceBytes + input.prefetchBytes;
  const shown = steady.given.exam + steady.given.others;
  const yields = pixels > 0 && shown > 0 && input.downlink - steady.given.audio - shown < (USUAL_SLICE_BYTES * 8) / SLICE_WITHIN_S;
  const reason = reasonOf(input, lower(steady.layers, moment.layers));
  const hungry = reasonOf(input, steady.layers) !== 'all-shown';
  return {
    state: { pictures: steady.kept, prefetch, sliceSince },
    allocation: { layers: steady.layers, yields, prefetch, reason, hungry, given: moment.given },
  };
}

interface Share {
  kept: ReadonlyMap<string, PictureState>;
  layers: Allocation['layers'];
  given: Given;
  left: number;
}

/** The link in its order. `slice`: what the slices on the screen ask for, bit/s. */
function share(before: BudgetState['pictures'], input: BudgetInput, slice: number): Share {
  const given = { audio: input.voices * AUDIO_BPS, slice: 0, exam: 0, prefetch: 0, others: 0 };
  let left = Math.max(0, input.downlink - given.audio);
  const take = (wanted: number): number => {
    const some = Math.min(left, wanted);
    left -= some;
    return some;
  };
  const kept = new Map<string, PictureState>();
  const show = (picture: Picture): number => {
    const next = pickLayer(before.get(picture.id) ?? startPicture(), picture, left, input.now);
    kept.set(picture.id, next);
    return take(next.layer === null ? 0 : picture.costs[next.layer]);
  };

  given.slice = take(slice);
  for (const picture of input.pictures.filter(({ exam }) => exam)) given.exam += show(picture);
  given.prefetch = take(Math.max((input.prefetchBytes * 8) / PREFETCH_WITHIN_S, input.prefetchBytes > 0 ? PREFETCH_LEAST_BPS : 0));
  for (const picture of input.pictures.filter(({ exam }) => !exam)) given.others += show(picture);
  return { kept, layers: new Map([...kept].map(([id, { layer }]) => [id, layer])), given, left };
}

/** Of each picture the lower of two layers. */
const lower = (one: Allocation['layers'], other: Allocation['layers']): Allocation['layers'] =>
  new Map([...one].map(([id, layer]) => [id, (other.get(id) ?? -1) < (layer ?? -1) ? (other.get(id) ?? null) : layer]));

/** The rate of before while it is still about right and fits: prefetch may use what nobody else wants, so between the two it is free. */
function steadied(before: number | null, most: number, least: number): number {
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

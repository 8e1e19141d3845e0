/** Which simulcast layer a picture gets, and how it goes up and down. */

export type Layer = 0 | 1 | 2;

/** A picture goes up after it has fitted with room to spare for so long, ms. */
export const RISE_AFTER_MS = 2_000;
/** … and this is the room to spare: noise of 10 % each way cannot make it go up and down. */
const RISE_ROOM = 1.25;

export interface Picture {
  id: string;
  exam: boolean;
  /** Highest layer that makes sense for the size it is shown at; null: not shown at all. */
  wanted: Layer | null;
  /** What each layer costs, bit/s, rising. */
  costs: readonly [number, number, number];
}

export interface PictureState {
  /** null: paused. */
  layer: Layer | null;
  /** Nothing was decided yet: it starts with what fits. */
  fresh: boolean;
  /** Since when a higher layer fits with room to spare. */
  roomSince: number | null;
}

export const startPicture = (): PictureState => ({ layer: null, fresh: true, roomSince: null });

/** `left`: what the link has for this picture and all after it, bit/s. */
export function pickLayer(before: PictureState, picture: Picture, left: number, now: number): PictureState {
  const most = picture.wanted ?? -1;
  const fits = highest(picture, left, most);
  const rest = { fresh: false, roomSince: null };
  if (before.fresh) return { ...rest, layer: layerOf(fits) };
  const level = before.layer ?? -1;
  if (fits <= level) return { ...rest, layer: layerOf(fits) };
  const safe = highest(picture, left / RISE_ROOM, most);
  if (safe <= level) return { ...rest, layer: before.layer };
  const roomSince = before.roomSince ?? now;
  return now - roomSince >= RISE_AFTER_MS ? { ...rest, layer: layerOf(safe) } : { fresh: false, layer: before.layer, roomSince };
}

/** Heights of the layers of a camera, pixels, and what a picture of each costs, bit/s: `client/video` sends them so. */
export const CAMERA_HEIGHTS = [180, 360, 720] as const;
export const CAMERA_COSTS = [150_000, 500_000, 1_700_000] as const;
/** A screen goes in one layer: letters that are reduced cannot be read. */
export const SCREEN_COSTS = [1_500_000, 1_500_000, 1_500_000] as const;

/** The layer that a picture shown `height` device pixels high can use: up to a fifth of enlargement is not seen. */
export function layerFor(height: number): Layer | null {
  if (height <= 0) return null;
  const found = CAMERA_HEIGHTS.findIndex((one) => one * 1.2 >= height);
  return (found < 0 ? 2 : found) as Layer;
}

function highest(picture: Picture, left: number, most: number): number {
  for (let level = most; level >= 0; level--) if (picture.costs[level]! <= left) return level;
  return -1;
}

const layerOf = (level: number): Layer | null => (level < 0 ? null : (level as Layer));

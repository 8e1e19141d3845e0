import type { SharedView } from '#shared/protocol/presence.ts';
import type { Slice } from '../catalogue/catalogue.ts';
import type { Quality } from '../stream/messages.ts';

/** Window in the unit of the picture: HU for CT. */
export interface Window {
  center: number;
  width: number;
}

/** What a pane shows at this moment; always taken from the picture on the screen, never from what it is on its way to. */
export interface PaneInfo {
  seriesUid: string | null;
  slice: Slice | null;
  /** Index of the slice in reading order; in a reformatted plane of the plane. */
  index: number;
  count: number;
  quality: Quality;
  /** Why there is no picture, in words; null when there is one. */
  notice: string | null;
  window: Window | null;
  invert: boolean;
  flipped: boolean;
  /** Directions at the edges; empty when the picture does not say. */
  letters: { left: string; right: string; top: string; bottom: string };
  /** Screen pixels per mm, CSS. */
  scale: number;
  /** What kind of plane. */
  kind: SharedView['kind'];
  /** Thickness of the slab, mm; 0: a plane. */
  slab: number;
  /** What was done to the geometry, in words. */
  remark: string | null;
  /** The graphics card is away: nothing of the picture is on the screen. */
  hidden: boolean;
}

export const NO_LETTERS = { left: '', right: '', top: '', bottom: '' };

export const EMPTY_INFO: PaneInfo = {
  seriesUid: null,
  slice: null,
  index: 0,
  count: 0,
  quality: 0,
  notice: null,
  window: null,
  invert: false,
  flipped: false,
  letters: NO_LETTERS,
  scale: 1,
  kind: 'stack',
  slab: 0,
  remark: null,
  hidden: false,
};

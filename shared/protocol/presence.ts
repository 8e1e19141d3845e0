import { z } from 'zod';
import { mark, point3 } from './marks.ts';

/** Awareness of one connection. Name, role and colour are not in it: they come from the server's roster by client id. */

/** What somebody looks at, as anatomy: a phone can follow a wall display. */
export const sharedView = z.strictObject({
  studyInstanceUid: z.string().max(64),
  seriesInstanceUid: z.string().max(64),
  sopInstanceUid: z.string().max(64).optional(),
  frame: z.int().positive().optional(),
  frameOfReferenceUid: z.string().max(64).nullable(),
  /** Centre of the picture, mm; the plane's normal and up. */
  centre: point3,
  normal: point3,
  up: point3,
  /** Half the height of the picture, mm, and width ÷ height: a follower shows at least all of it. */
  halfHeight: z.number().positive().max(1e4),
  aspect: z.number().positive().max(100),
  window: z.strictObject({ center: z.number(), width: z.number().positive() }).nullable(),
  invert: z.boolean(),
  flipHorizontal: z.boolean(),
  flipVertical: z.boolean(),
  /** 'stack' or the reformatted plane, with the slab's full thickness in mm (0: none). */
  kind: z.enum(['stack', 'axial', 'sagittal', 'coronal']),
  slab: z.number().nonnegative().max(200),
});
export type SharedView = z.infer<typeof sharedView>;

export const sharedCursor = z.strictObject({
  at: point3,
  frameOfReferenceUid: z.string().max(64).nullable(),
  /** Hidden on screens that show another slice. */
  sopInstanceUid: z.string().max(64).optional(),
  frame: z.int().positive().optional(),
});
export type SharedCursor = z.infer<typeof sharedCursor>;

export const presence = z.strictObject({
  view: sharedView.nullable(),
  cursor: sharedCursor.nullable(),
  /** Client id (Yjs) of the person followed; null: own way. */
  following: z.int().nonnegative().nullable(),
  /** "Look here": others are asked to come to this spot. `n` rises with every ping. */
  ping: z.strictObject({ n: z.int().positive(), view: sharedView, at: point3 }).nullable(),
  /** Mark being drawn right now; becomes a document entry when finished. */
  draft: mark.nullable(),
  device: z.enum(['desktop', 'tablet', 'phone', 'wall']),
});
export type Presence = z.infer<typeof presence>;

/** The stock client also sends {} and null at times; both mean "nothing to show". Bytes of one encoded state, at most. */
export const PRESENCE_MAX_BYTES = 4_096;

import { z } from 'zod';

/**
 * What the shared document of a consult holds. Root types: `marks` Y.Map<uid, Mark>, `hidden` Y.Map<uid, Hiding>, `lines` Y.Array<Line>,
 * `notes` Y.Text (plain text that everyone who may write can add to). Values of the first three are plain JSON (ContentAny), replaced as a whole. Drags, cursors and views never enter it (see presence.ts).
 */
export const MARKS = 'marks';
export const HIDDEN = 'hidden';
export const LINES = 'lines';
export const NOTES = 'notes';

/** Patient coordinates, mm; 0.1 µm grid, so that JSON is stable. Beyond 10 m is nobody's patient. */
const millimetre = z.number().gt(-1e4).lt(1e4);
export const point3 = z.tuple([millimetre, millimetre, millimetre]);
export type Point3 = z.infer<typeof point3>;

export const MARK_TOOLS = { Length: 2, Angle: 3, Bidirectional: 4, EllipticalROI: 4, RectangleROI: 4, ArrowAnnotate: 2, Probe: 1 } as const;
export type MarkTool = keyof typeof MARK_TOOLS;

export const MARK_TEXT_MAX = 500;
const uid = z.string().min(1).max(64);

export const mark = z
  .strictObject({
    uid: z
      .string()
      .min(8)
      .max(64)
      .regex(/^[\w.-]+$/),
    tool: z.enum(Object.keys(MARK_TOOLS) as [MarkTool, ...MarkTool[]]),
    studyInstanceUid: uid,
    seriesInstanceUid: uid,
    /** SOP instance and frame it was drawn on; absent when drawn in a reformatted plane. */
    sopInstanceUid: uid.optional(),
    frame: z.int().positive().optional(),
    frameOfReferenceUid: uid,
    points: z.array(point3).min(1).max(8),
    /** Plane it was drawn in. */
    normal: point3,
    up: point3,
    text: z.string().max(MARK_TEXT_MAX).optional(),
    /** Person id of the author: the server refuses any other than the connection's own. */
    by: z.string().min(1).max(64),
    /** When the author finished it, ISO 8601 UTC. */
    at: z.iso.datetime(),
  })
  .refine((value) => value.points.length === MARK_TOOLS[value.tool], { message: 'wrong number of points for the tool' });
export type Mark = z.infer<typeof mark>;

/** A moderator hides another's mark; the mark itself stays. Key: the mark's uid. */
export const hiding = z.strictObject({ by: z.string().min(1).max(64), at: z.iso.datetime(), reason: z.string().max(200) });
export type Hiding = z.infer<typeof hiding>;

/** One line of text beside it all, for when sound fails. */
export const LINE_TEXT_MAX = 1000;
export const line = z.strictObject({
  id: z.string().min(8).max(64),
  by: z.string().min(1).max(64),
  at: z.iso.datetime(),
  text: z.string().min(1).max(LINE_TEXT_MAX),
});
export type Line = z.infer<typeof line>;

/** A consult holds at most so many; the server refuses more. */
export const MAX_MARKS = 2_000;
export const MAX_LINES = 5_000;
/** UTF-16 code units. */
export const MAX_NOTES = 20_000;

import { z } from 'zod';
import { imageReference, noteSection } from '../record.ts';

/** A frame that the record shall show. */
export const keyImage = z.strictObject({ image: imageReference, why: z.string().trim().max(200) });
/** Sections as they stand; the last draft is the current one. */
export const noteDraft = z.strictObject({ sections: z.array(noteSection).min(1).max(30) });
/** Signed: from here on nothing of it changes. A later one is an addendum and says only what is new. */
export const noteSigned = z.strictObject({ sections: z.array(noteSection).min(1).max(30) });
export const remark = z.strictObject({ text: z.string().trim().min(1).max(2000) });
/** Takes back an entry made in error; it stays readable, and counts for nothing. */
export const retract = z.strictObject({ seq: z.int().positive(), reason: z.string().trim().min(1).max(300) });

export const noteStatements = { 'key-image': keyImage, 'note-draft': noteDraft, 'note-signed': noteSigned, remark, retract } as const;

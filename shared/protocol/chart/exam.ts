import { z } from 'zod';

const examId = z
  .string()
  .min(8)
  .max(64)
  .regex(/^[\w-]+$/);

export const NIHSS_ITEM_IDS = ['1a', '1b', '1c', '2', '3', '4', '5a', '5b', '6a', '6b', '7', '8', '9', '10', '11'] as const;

/** Item → score, or UN with its reason. Limits of each item: `shared/clinical/nihss.ts`. */
export const nihssAnswers = z.partialRecord(
  z.enum(NIHSS_ITEM_IDS),
  z.union([z.int().min(0).max(4), z.strictObject({ untestable: z.string().trim().min(1).max(200) })]),
);

/** One sitting in which one or two people score the same patient. */
export const examStart = z.strictObject({ exam: examId, label: z.enum(['baseline', 'repeat']) });
/** Everything its author has scored so far in that exam; replaces what the author entered before, which is kept. */
export const nihss = z.strictObject({ exam: examId, answers: nihssAnswers });
/** The author has finished: nothing of it changes any more. */
export const nihssDone = z.strictObject({ exam: examId });
/** Ends the blindness of the exam before both are in. */
export const nihssReveal = z.strictObject({ exam: examId });
/** The value both agree on; the originals stay. */
export const nihssReconciled = z.strictObject({ exam: examId, answers: nihssAnswers });
/** What NIHSS does not hold and the screens need: grip for LAMS, agnosia for RACE. */
export const screenAnswer = z.strictObject({ question: z.enum(['grip', 'agnosia']), value: z.int().min(0).max(2) });
/** Modified Rankin scale before this stroke. */
export const prestrokeMrs = z.strictObject({
  value: z.int().min(0).max(5).nullable(),
  source: z.enum(['patient', 'relative', 'record', 'other']),
});

export const examStatements = {
  'exam-start': examStart,
  nihss,
  'nihss-done': nihssDone,
  'nihss-reveal': nihssReveal,
  'nihss-reconciled': nihssReconciled,
  'screen-answer': screenAnswer,
  'prestroke-mrs': prestrokeMrs,
} as const;

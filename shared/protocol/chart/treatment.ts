import { z } from 'zod';
import { instant } from './times.ts';

const orderId = z
  .string()
  .min(8)
  .max(64)
  .regex(/^[\w-]+$/);
const mg = z.number().min(0).max(100);
const words = z.string().trim().max(500);

/** Asked of a clinician, never computed. */
export const disabling = z.strictObject({ answer: z.enum(['yes', 'no', 'unknown']), words });
/** `id` of `shared/clinical/contraindications.ts`. Unknown is an answer that stays open. */
export const contraindication = z.strictObject({ id: z.string().min(1).max(40), answer: z.enum(['yes', 'no', 'unknown']), words });

export const thrombolysisDecision = z.strictObject({
  choice: z.enum(['give', 'withhold', 'not-yet']),
  reasons: z.array(z.string().min(1).max(60)).max(10),
  words,
});

/**
 * A dose as its first person prepared it: what was worked out from which entries (`seq`), as they saw it. The server works it out again and
 * refuses what differs. Immutable; a change is a new order after this one was cancelled.
 */
export const doseOrder = z.strictObject({
  order: orderId,
  drug: z.enum(['alteplase', 'tenecteplase']),
  rule: z.enum(['alteplase', 'linear', 'bands']),
  weightSeq: z.int().positive(),
  pressureSeq: z.int().positive(),
  kg: z.number(),
  totalMg: mg,
  bolusMg: mg,
  infusionMg: mg,
  vial: z.strictObject({
    label: z.string().trim().min(1).max(60),
    mg: z.number().positive().max(100),
    diluentMl: z.number().positive().max(200),
  }),
  volumeMl: z.number().positive().max(200),
  /** Contraindications that were open or present when it was prepared, each named by the person who goes on in spite of it. */
  accepted: z.array(z.string().min(1).max(40)).max(60),
  words,
});
/** The second person, on their own device, releases it. */
export const doseRelease = z.strictObject({ order: orderId });
export const doseCancel = z.strictObject({ order: orderId, reason: z.string().trim().min(1).max(300) });
/** The drug has been started. `at` is the needle time. */
export const doseGiven = z.strictObject({ order: orderId, at: instant });
/** Headache, vomiting, worse exam, rise of pressure: the drug is stopped. */
export const treatmentStop = z.strictObject({
  order: orderId,
  signs: z.array(z.string().min(1).max(60)).min(1).max(10),
  at: instant,
  words,
});

/** Who looks after the checks from `from` to `to` (0 to 35, both included). */
export const checkOwner = z.strictObject({ from: z.int().min(0).max(35), to: z.int().min(0).max(35), personId: z.string().min(1).max(64) });
/** One of the 36 checks, or (null) one in between. */
export const check = z.strictObject({
  index: z.int().min(0).max(35).nullable(),
  at: instant,
  systolic: z.int().min(20).max(350),
  diastolic: z.int().min(10).max(250),
  nihss: z.int().min(0).max(42).nullable(),
  signs: z.array(z.string().min(1).max(60)).max(10),
  words,
});

export const treatmentStatements = {
  disabling,
  contraindication,
  'thrombolysis-decision': thrombolysisDecision,
  'dose-order': doseOrder,
  'dose-release': doseRelease,
  'dose-cancel': doseCancel,
  'dose-given': doseGiven,
  'treatment-stop': treatmentStop,
  'check-owner': checkOwner,
  check,
} as const;

import { z } from 'zod';
import { instant } from './times.ts';

const hospitalId = z.string().min(1).max(64);
const words = z.string().trim().max(1000);

/** What a candidate hospital (site policy) said on the telephone. Beds: null is not asked. */
export const candidate = z.strictObject({
  hospital: hospitalId,
  beds: z.int().min(0).max(500).nullable(),
  accepts: z.enum(['yes', 'no', 'asked', 'not-asked']),
  words,
});

/** What must be watched where the patient stays, what re-opens the room, when somebody looks next, whom to call. */
export const keepPlan = z.strictObject({
  monitoring: z.string().trim().min(1).max(1000),
  triggers: z.array(z.string().trim().min(1).max(120)).min(1).max(20),
  nextLook: instant,
  call: z.string().trim().min(1).max(200),
});
export const disposition = z
  .strictObject({
    choice: z.enum(['transfer', 'keep', 'not-a-stroke']),
    hospital: hospitalId.nullable(),
    mode: z.enum(['road', 'helicopter', 'plane']).nullable(),
    reasons: z.array(z.string().min(1).max(60)).min(1).max(10),
    plan: keepPlan.nullable(),
    words,
  })
  .refine((value) => (value.choice === 'transfer') === (value.hospital !== null), {
    message: 'a transfer names its hospital, nothing else does',
  })
  .refine((value) => (value.choice === 'keep') === (value.plan !== null), {
    message: 'keeping a patient needs a plan, nothing else has one',
  });
/** A trigger of the plan has come true: the room re-opens. */
export const trigger = z.strictObject({ trigger: z.string().trim().min(1).max(120), words });
/** What became of it, from the receiver to the sender. */
export const feedback = z.strictObject({ outcome: z.string().min(1).max(60), words });

export const dispositionStatements = { candidate, disposition, trigger, feedback } as const;

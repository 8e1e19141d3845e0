import { z } from 'zod';

/**
 * What a site decides for itself where sources leave room. Kept as the site setting `stroke-policy`; what it does not name is as here.
 */
export const strokePolicy = z.strictObject({
  thrombolytic: z.enum(['alteplase', 'tenecteplase']).default('tenecteplase'),
  tenecteplaseRule: z.enum(['linear', 'bands']).default('bands'),
  /** Editions differ between `< 180/105` and `<= 180/105` after the drug. */
  pressureAfter: z.enum(['below', 'at-or-below']).default('below'),
  monitoringAnchor: z.enum(['start-of-drug', 'end-of-infusion']).default('start-of-drug'),
  /** A weight older than this is asked for again before a dose is released, minutes. */
  weightValidMinutes: z.number().positive().max(1440).default(240),
  /** A blood pressure older than this passes no gate, minutes. */
  pressureValidMinutes: z.number().positive().max(120).default(15),
  /** Target id (`shared/clinical/targets.ts`) → minutes, where the site wants another. */
  targets: z.record(z.string().max(40), z.number().positive().max(1440)).default({}),
  /** Longest plausible way of an image from the scanner to here, and of a message from its system, seconds. */
  imageDelaySeconds: z.number().min(0).max(3600).default(180),
  messageDelaySeconds: z.number().min(0).max(600).default(20),
  hospitals: z
    .array(
      z.strictObject({
        id: z.string().min(1).max(64),
        name: z.string().min(1).max(120),
        phone: z.string().max(40).default(''),
        capabilities: z.array(z.enum(['thrombectomy', 'neurosurgery', 'stroke-unit', 'neuro-icu'])).default([]),
        /** Minutes by mode, as a range. */
        travel: z
          .array(
            z
              .strictObject({
                mode: z.enum(['road', 'helicopter', 'plane']),
                atLeast: z.number().min(0).max(1440),
                atMost: z.number().min(0).max(1440),
              })
              .refine(({ atLeast, atMost }) => atLeast <= atMost, { message: 'atLeast is above atMost' }),
          )
          .default([]),
      }),
    )
    .max(50)
    .default([]),
});
export type StrokePolicy = z.infer<typeof strokePolicy>;
export type CandidateHospital = StrokePolicy['hospitals'][number];
export const DEFAULT_POLICY: StrokePolicy = strokePolicy.parse({});

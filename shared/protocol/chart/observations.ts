import { z } from 'zod';
import { instant } from './times.ts';

/** Limits of what can be typed; whether it is plausible is `shared/clinical`'s to say. */
export const weight = z.strictObject({
  kg: z.number().positive().max(1000),
  source: z.enum(['bed-scale', 'stated', 'estimated']),
  at: instant,
});
export const pressure = z.strictObject({ systolic: z.int().min(20).max(350), diastolic: z.int().min(10).max(250), at: instant });

export const LAB_TESTS = ['glucose', 'inr', 'pt', 'aptt', 'platelets', 'creatinine'] as const;
export type LabTest = (typeof LAB_TESTS)[number];
/**
 * A result. Units: glucose mg/dL, PT and aPTT s, platelets per µL, creatinine mg/dL; INR has none. Null with `pending`: it was sent, and
 * no value is there yet. `comparator`: the laboratory's own `<` or `>`.
 */
export const lab = z.strictObject({
  test: z.enum(LAB_TESTS),
  value: z.number().min(0).max(10_000_000).nullable(),
  comparator: z.enum(['<', '>']).optional(),
  pending: z.boolean().optional(),
  at: instant.nullable(),
});
/** Age where no birth date is known: a band, years. */
export const age = z.strictObject({ from: z.int().min(0).max(120), to: z.int().min(0).max(130) });

/** From a phone before the patient arrives. `score`: of the named screen; its parts as they were answered. */
export const notification = z.strictObject({
  ageFrom: z.int().min(0).max(120),
  ageTo: z.int().min(0).max(130),
  sex: z.enum(['M', 'F', 'O', '']),
  screen: z
    .strictObject({
      name: z.enum(['LAMS', 'RACE']),
      score: z.int().min(0).max(9),
      parts: z.record(z.string().max(20), z.int().min(0).max(2)),
    })
    .nullable(),
  eta: instant.nullable(),
  words: z.string().max(500),
});

export const observationStatements = { weight, pressure, lab, age, notification } as const;

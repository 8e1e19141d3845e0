import { z } from 'zod';
import { chartRequest } from './chart/chart.ts';
import { notification } from './chart/observations.ts';
import { lastKnownWell } from './chart/times.ts';
import { consultPatient } from './http.ts';

/** A patient announced before arrival. `id` is the sender's to make: sent again, it is the same announcement. */
export const announcement = z.strictObject({ id: chartRequest.shape.id, notification, lastKnownWell });
export type Announcement = z.infer<typeof announcement>;

/** What the announcement and the patient have to say to each other; null: nothing to compare. */
export const agreement = z.object({
  what: z.enum(['age', 'sex', 'number', 'birth-date']),
  agrees: z.boolean().nullable(),
  words: z.string(),
});
export type Agreement = z.infer<typeof agreement>;

/** A patient who arrived at the site lately, and may be the one who was announced. */
export const arrival = z.object({
  patientId: z.int(),
  patient: consultPatient,
  issuer: z.string(),
  /** ISO instant: of the admission, else of the first images. */
  at: z.string(),
  by: z.enum(['admission', 'images']),
  /** The consult that the images or an order opened, which becomes part of this one. */
  consult: z.string().nullable(),
  agreement: z.array(agreement),
  /** What joins with the patient: studies of this occasion, and what systems said in the consult that ends; `people`: entries that stay there. */
  joins: z.object({ studies: z.array(z.object({ description: z.string(), instances: z.int() })), results: z.int(), people: z.int() }),
});
export type Arrival = z.infer<typeof arrival>;

/** Picks one; `shown` is what the person saw and confirmed. */
export const pickPatient = z.strictObject({ patientId: z.int(), shown: consultPatient });
export const picked = z.object({ state: z.enum(['joined', 'review']) });
export const identitySeen = z.strictObject({ change: z.int() });

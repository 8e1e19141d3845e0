import { z } from 'zod';

export const instant = z.iso.datetime();

/** Instants that a consult is measured by. Sleep and onset times feed the windows, the others the intervals. */
export const TIME_NAMES = [
  'discovered',
  'symptom-onset',
  'bedtime',
  'awoke',
  'arrival',
  'physician',
  'alert',
  'ct',
  'cta',
  'ct-read',
  'neurologist',
  'decision',
  'needle',
  'infusion-end',
  'transfer-requested',
  'transfer-accepted',
  'door-out',
  'hub-arrival',
  'groin',
  'reperfusion',
] as const;
export const timeName = z.enum(TIME_NAMES);
export type TimeName = z.infer<typeof timeName>;

export const timeSource = z.enum(['patient', 'witness', 'crew', 'record', 'device', 'button', 'other']);
export type TimeSource = z.infer<typeof timeSource>;

/**
 * A time as it was read on a clock, never corrected here. `clock`: `server`, `modality:<AE title>`, `hl7:<facility>`, `wall` (read off a
 * watch or told). Null takes it back: it is not known. No time ever stands in for another.
 */
export const time = z.strictObject({
  what: timeName,
  at: instant.nullable(),
  source: timeSource,
  clock: z.string().min(1).max(80),
  /** Half width of what the person or device can tell, seconds. */
  plusMinusSeconds: z.number().min(0).max(86_400),
});

/** Last known well: a range with how it is known; null when nobody knows. */
export const lastKnownWell = z.strictObject({
  range: z
    .strictObject({ from: instant, to: instant })
    .refine(({ from, to }) => from <= to, { message: 'the range ends before it begins' })
    .nullable(),
  source: z.enum(['patient', 'witness', 'record', 'other']),
  confidence: z.enum(['certain', 'likely', 'doubtful']),
});

/** How far a source's clock is behind the server's (negative: ahead), seconds: what must be added to its times, at least and at most. */
export const clock = z
  .strictObject({
    clock: z.string().min(1).max(80),
    behindSeconds: z.strictObject({ min: z.number(), max: z.number() }),
    /** Comparisons it rests on, and in words how. */
    samples: z.int().positive(),
    basis: z.enum(['round-trip', 'message-time', 'acquisition-time', 'read-aloud']),
  })
  .refine(({ behindSeconds }) => behindSeconds.min <= behindSeconds.max, { message: 'min is above max' });

export const timeStatements = { time, 'last-known-well': lastKnownWell, clock } as const;

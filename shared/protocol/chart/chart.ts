import { z } from 'zod';
import { role } from '../http.ts';
import { dispositionStatements } from './disposition.ts';
import { examStatements } from './exam.ts';
import { imagingStatements } from './imaging.ts';
import { noteStatements } from './note.ts';
import { observationStatements } from './observations.ts';
import { instant, timeStatements } from './times.ts';
import { treatmentStatements } from './treatment.ts';

/**
 * The chart of a consult: statements in the order in which the server took them, each with who made it and when. Nothing is ever changed or
 * removed; what is true now is worked out from all of them (`shared/chart`), by the server and by every browser alike.
 */
export const STATEMENTS = {
  ...timeStatements,
  ...examStatements,
  ...observationStatements,
  ...imagingStatements,
  ...treatmentStatements,
  ...dispositionStatements,
  ...noteStatements,
} as const;
export type Kind = keyof typeof STATEMENTS;
export const KINDS = Object.keys(STATEMENTS) as Kind[];

export type Body<K extends Kind> = z.infer<(typeof STATEMENTS)[K]>;
export type Statement = { [K in Kind]: { kind: K; body: Body<K> } }[Kind];

/** What a person asks to be entered. `id` is theirs to make: sent again, it is the same statement. */
export const chartRequest = z.strictObject({
  id: z
    .string()
    .min(16)
    .max(64)
    .regex(/^[\w-]+$/),
  kind: z.enum(KINDS as [Kind, ...Kind[]]),
  body: z.unknown(),
});

/** Throws ZodError when the body does not fit its kind. */
export const parseStatement = (kind: Kind, body: unknown): Statement => ({ kind, body: STATEMENTS[kind].parse(body) }) as Statement;

export const chartPerson = z.object({ personId: z.string(), name: z.string(), role, site: z.string() });
export type ChartPerson = z.infer<typeof chartPerson>;

/** `hl7`: told by a hospital system; `dicom`: read from images; `system`: what the server itself saw happen. */
export const origin = z.enum(['person', 'hl7', 'dicom', 'system']);

export const chartEntry = z.object({
  /** From 1, without gaps, in this consult. */
  seq: z.int().positive(),
  id: z.string(),
  /** When the server took it. */
  at: instant,
  by: chartPerson.nullable(),
  origin,
  /** `hidden`: somebody else's scores that this person must not see yet; the body says only of which exam. */
  kind: z.union([z.enum(KINDS as [Kind, ...Kind[]]), z.literal('hidden')]),
  body: z.unknown(),
});

export type EntryOf<K extends Kind> = {
  [J in K]: Omit<z.infer<typeof chartEntry>, 'kind' | 'body'> & { kind: J; body: Body<J> };
}[K];
export type HiddenEntry = Omit<z.infer<typeof chartEntry>, 'kind' | 'body'> & { kind: 'hidden'; body: { exam: string } };
export type ChartEntry = EntryOf<Kind> | HiddenEntry;

import type { People } from '../identity/people.ts';
import type { Blobs } from '../store/blobs.ts';
import type { Database } from '../store/database.ts';

/** What a command works with. */
export interface Tools {
  db: Database;
  people: People;
  blobs: Blobs;
  dataFolder: string;
  print(text: string): void;
}

/** The command was called wrongly, or what it names is not there: the message is for the person who typed it. */
export class UsageError extends Error {}

/** The parameter at `index`, or UsageError with what is missing. */
export function parameter(parameters: readonly string[], index: number, what: string): string {
  const value = parameters[index];
  if (value === undefined || value === '') throw new UsageError(`${what} is missing`);
  return value;
}

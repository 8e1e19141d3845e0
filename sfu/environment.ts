import { z } from 'zod';

/** Environment variables of media, for the server and for an SFU process of its own. */

export class ConfigError extends Error {}

export interface Variable {
  schema: z.ZodType;
  fallback: string | undefined;
  /** In words, for the line that stops the start. */
  takes: string;
}

/** Long enough that nobody guesses it, characters. */
const MIN_SECRET = 32;

export const MEDIA_VARIABLES = {
  HYPERACUTE_RTC_PORT: { schema: z.coerce.number().int().min(0).max(65_000), fallback: '44444', takes: 'a port from 0 to 65000' },
  HYPERACUTE_RTC_ANNOUNCED_ADDRESS: {
    schema: z
      .string()
      .regex(/^[0-9A-Za-z.:-]{1,253}$/)
      .optional(),
    fallback: undefined,
    takes: 'an IP address or host name',
  },
  TURN_URL: {
    schema: z
      .string()
      .regex(/^turns?:[^\s,]+([\s,]+turns?:[^\s,]+)*$/)
      .optional(),
    fallback: undefined,
    takes: 'turn: or turns: URLs, separated by commas',
  },
  TURN_SECRET: { schema: z.string().min(8).optional(), fallback: undefined, takes: 'at least 8 characters' },
  HYPERACUTE_SFU_SECRET: {
    schema: z.string().min(MIN_SECRET).optional(),
    fallback: undefined,
    takes: `at least ${MIN_SECRET} characters`,
  },
} as const;

/** Reads one variable by its schema; a wrong value throws ConfigError with the line that names it. An empty one counts as not set. */
export function reader<V extends Record<string, Variable>>(variables: V, environment: Record<string, string | undefined>) {
  return <K extends keyof V & string>(name: K): z.infer<V[K]['schema']> => {
    const { schema, fallback, takes } = variables[name]!;
    const given = environment[name] === '' ? undefined : environment[name];
    const parsed = schema.safeParse(given ?? fallback);
    if (!parsed.success) throw new ConfigError(`${name} is ${/SECRET/.test(name) ? 'set' : JSON.stringify(given)}, but takes ${takes}`);
    return parsed.data as z.infer<V[K]['schema']>;
  };
}

export interface MediaConfig {
  port: number;
  announcedAddress: string | undefined;
  turn: { urls: string[]; secret: string } | undefined;
  /** With it SFU processes of their own may register; without it none may. */
  secret: string | undefined;
}

export function mediaConfig(environment: Record<string, string | undefined>): MediaConfig {
  const value = reader(MEDIA_VARIABLES, environment);
  const urls = value('TURN_URL');
  const secret = value('TURN_SECRET');
  if ((urls === undefined) !== (secret === undefined))
    throw new ConfigError(`${urls === undefined ? 'TURN_URL' : 'TURN_SECRET'} is missing: the two go together`);
  return {
    port: value('HYPERACUTE_RTC_PORT'),
    announcedAddress: value('HYPERACUTE_RTC_ANNOUNCED_ADDRESS'),
    turn: urls === undefined ? undefined : { urls: urls.split(/[\s,]+/), secret: secret! },
    secret: value('HYPERACUTE_SFU_SECRET'),
  };
}

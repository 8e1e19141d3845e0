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
  HYPERACUTE_SFU_REGION: { schema: z.string().regex(/^[0-9a-z-]{0,40}$/), fallback: '', takes: 'up to 40 of a-z, 0-9 and -' },
} as const;

/** Only of `npm run sfu`. */
const SFU_VARIABLES = {
  HYPERACUTE_SFU_SERVER: { schema: z.url({ protocol: /^https?$/ }), fallback: undefined, takes: 'the http or https URL of the server' },
  HYPERACUTE_HOST: { schema: z.string().min(1), fallback: '127.0.0.1', takes: 'an address to listen on' },
  HYPERACUTE_LOG_LEVEL: {
    schema: z.enum(['error', 'warn', 'info', 'debug', 'silent']),
    fallback: 'info',
    takes: 'error, warn, info, debug or silent',
  },
} as const;

/** Reads one variable by its schema; a wrong value throws ConfigError with the line that names it. An empty one counts as not set. */
export function reader<V extends Record<string, Variable>>(variables: V, environment: Record<string, string | undefined>) {
  return <K extends keyof V & string>(name: K): z.infer<V[K]['schema']> => {
    const { schema, fallback, takes } = variables[name]!;
    const given = environment[name] === '' ? undefined : environment[name];
    const parsed = schema.safeParse(given ?? fallback);
    if (parsed.success) return parsed.data as z.infer<V[K]['schema']>;
    if (given === undefined) throw new ConfigError(`${name} is missing: it takes ${takes}`);
    throw new ConfigError(`${name} is ${/SECRET|SMTP_URL/.test(name) ? 'set' : JSON.stringify(given)}, but takes ${takes}`);
  };
}

export interface MediaConfig {
  port: number;
  announcedAddress: string | undefined;
  turn: { urls: string[]; secret: string } | undefined;
  /** With it SFU processes of their own may register; without it none may. */
  secret: string | undefined;
  /** Where this is, as sites name it (`npm run admin -- set-region`); '' is nowhere in particular. */
  region: string;
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
    region: value('HYPERACUTE_SFU_REGION'),
  };
}

export interface SfuConfig {
  media: MediaConfig;
  server: string;
  secret: string;
  region: string;
  host: string;
  logLevel: string;
}

const LOOPBACK_URL = /^http:\/\/(127\.|localhost[:/]|localhost$|\[::1\])/;

/** Of an SFU in a process of its own. The secret goes over the connection, so that beyond this machine it must be TLS. */
export function sfuConfig(environment: Record<string, string | undefined>): SfuConfig {
  const media = mediaConfig(environment);
  const value = reader(SFU_VARIABLES, environment);
  const server = value('HYPERACUTE_SFU_SERVER');
  if (media.secret === undefined) throw new ConfigError('HYPERACUTE_SFU_SECRET is missing: the server has the same');
  if (!server.startsWith('https:') && !LOOPBACK_URL.test(server))
    throw new ConfigError(`HYPERACUTE_SFU_SERVER is ${JSON.stringify(server)}, but beyond this machine an https URL is needed`);
  const { secret, region } = media;
  return { media, server, secret, region, host: value('HYPERACUTE_HOST'), logLevel: value('HYPERACUTE_LOG_LEVEL') };
}

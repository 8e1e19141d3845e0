import { resolve } from 'node:path';
import { z } from 'zod';
import { ConfigError, type MediaConfig, mediaConfig, reader } from '../sfu/environment.ts';

/** Environment → one typed object. A wrong value stops the start with one line that names the variable, what it got and what it takes. */

const port = z.coerce.number().int().min(0).max(65535);
const aeTitle = z.string().regex(/^[\x21-\x5b\x5d-\x7e]{1,16}$/);

const variables = {
  HYPERACUTE_DATA: { schema: z.string().min(1), fallback: './data', takes: 'a folder' },
  HYPERACUTE_HOST: { schema: z.string().min(1), fallback: '127.0.0.1', takes: 'an address to listen on' },
  HYPERACUTE_PORT: { schema: port, fallback: '8080', takes: 'a port from 0 to 65535' },
  HYPERACUTE_PUBLIC_URL: { schema: z.url({ protocol: /^https?$/ }).optional(), fallback: undefined, takes: 'an http or https URL' },
  HYPERACUTE_TLS_CERT: { schema: z.string().optional(), fallback: undefined, takes: 'a PEM file' },
  HYPERACUTE_TLS_KEY: { schema: z.string().optional(), fallback: undefined, takes: 'a PEM file' },
  HYPERACUTE_DIMSE_PORT: { schema: port, fallback: '11112', takes: 'a port from 0 to 65535' },
  HYPERACUTE_AE_TITLE: { schema: aeTitle, fallback: 'HYPERACUTE', takes: 'an AE title of 1 to 16 characters' },
  HYPERACUTE_MLLP_PORT: { schema: port, fallback: '2575', takes: 'a port from 0 to 65535' },
  HYPERACUTE_MODE: { schema: z.enum(['evaluation', 'production']), fallback: 'evaluation', takes: 'evaluation or production' },
  HYPERACUTE_EVALUATION_ON_NETWORK: { schema: z.literal('yes').optional(), fallback: undefined, takes: 'yes' },
  HYPERACUTE_DIMSE_TLS_CERT: { schema: z.string().optional(), fallback: undefined, takes: 'a PEM file' },
  HYPERACUTE_DIMSE_TLS_KEY: { schema: z.string().optional(), fallback: undefined, takes: 'a PEM file' },
  HYPERACUTE_DIMSE_TLS_CA: { schema: z.string().optional(), fallback: undefined, takes: 'a PEM file' },
  HYPERACUTE_MLLP_TLS_CERT: { schema: z.string().optional(), fallback: undefined, takes: 'a PEM file' },
  HYPERACUTE_MLLP_TLS_KEY: { schema: z.string().optional(), fallback: undefined, takes: 'a PEM file' },
  HYPERACUTE_MLLP_TLS_CA: { schema: z.string().optional(), fallback: undefined, takes: 'a PEM file' },
  HYPERACUTE_SAMPLE_CASE: { schema: z.string().optional(), fallback: undefined, takes: "a folder, or 'off'" },
  HYPERACUTE_LOG_LEVEL: {
    schema: z.enum(['error', 'warn', 'info', 'debug', 'silent']),
    fallback: 'info',
    takes: 'error, warn, info, debug or silent',
  },
  HYPERACUTE_DELIVERY_RETRY: {
    schema: z
      .string()
      .regex(/^\d{1,5}(\.\d{1,3})?-\d{1,5}(\.\d{1,3})?$/)
      .transform((text) => text.split('-').map((seconds) => Math.round(Number(seconds) * 1000)) as [number, number])
      .refine(([first, longest]) => first > 0 && first <= longest),
    fallback: '5-300',
    takes: 'the first and the longest pause between tries, in seconds, like 5-300',
  },
  HYPERACUTE_TRANSCODE_WORKERS: {
    schema: z.coerce.number().int().min(1).max(64).optional(),
    fallback: undefined,
    takes: 'a number of threads from 1 to 64',
  },
  SMTP_URL: {
    schema: z.url({ protocol: /^smtps?$/ }).optional(),
    fallback: undefined,
    takes: 'an smtp or smtps URL: smtp://user:password@host:587',
  },
  SMTP_FROM: { schema: z.email().optional(), fallback: undefined, takes: 'the e-mail address that mails come from' },
} as const;

/** Named in the contract, not there yet: refusing is better than running without what the operator asked for. */
const NOT_YET = ['DATABASE_URL', 'REDIS_URL', 'BLOB_URL', 'HYPERACUTE_ROLES'];

export interface Config {
  dataFolder: string;
  host: string;
  port: number;
  publicUrl: string | undefined;
  tls: { certFile: string; keyFile: string } | undefined;
  dimsePort: number;
  dimseTls: { certFile: string; keyFile: string; caFile: string | undefined } | undefined;
  aeTitle: string;
  mllpPort: number;
  mllpTls: { certFile: string; keyFile: string; caFile: string | undefined } | undefined;
  mode: 'evaluation' | 'production';
  /** Folder of DICOM files to send as the sample case, null: the built-in phantom, 'off': none. */
  sampleCase: string | null;
  logLevel: string;
  transcodeWorkers: number | undefined;
  /** Pauses between tries to deliver a signed record, ms. */
  deliveryRetry: { firstMs: number; longestMs: number };
  media: MediaConfig;
  /** The mail server that calls are sent through. */
  smtp: { url: string; from: string } | undefined;
}

export { ConfigError };

export const LOOPBACK = /^(127\.|::1$|localhost$)/;

export function readConfig(environment: Record<string, string | undefined>): Config {
  const value = reader(variables, environment);
  for (const name of NOT_YET)
    if (environment[name]) throw new ConfigError(`${name} is set, but this version runs on embedded parts only; unset it`);
  const [firstMs, longestMs] = value('HYPERACUTE_DELIVERY_RETRY');
  const config: Config = {
    dataFolder: resolve(value('HYPERACUTE_DATA')),
    host: value('HYPERACUTE_HOST'),
    port: value('HYPERACUTE_PORT'),
    publicUrl: value('HYPERACUTE_PUBLIC_URL')?.replace(/\/$/, ''),
    tls: pair('HYPERACUTE_TLS_CERT', value('HYPERACUTE_TLS_CERT'), 'HYPERACUTE_TLS_KEY', value('HYPERACUTE_TLS_KEY')),
    dimsePort: value('HYPERACUTE_DIMSE_PORT'),
    dimseTls: undefined,
    mllpPort: value('HYPERACUTE_MLLP_PORT'),
    mllpTls: undefined,
    aeTitle: value('HYPERACUTE_AE_TITLE'),
    mode: value('HYPERACUTE_MODE'),
    sampleCase: value('HYPERACUTE_SAMPLE_CASE') ?? null,
    logLevel: value('HYPERACUTE_LOG_LEVEL'),
    transcodeWorkers: value('HYPERACUTE_TRANSCODE_WORKERS'),
    deliveryRetry: { firstMs, longestMs },
    media: mediaConfig(environment),
    smtp: undefined,
  };
  const smtpUrl = value('SMTP_URL');
  const from = value('SMTP_FROM') ?? `hyperacute@${config.publicUrl === undefined ? 'localhost' : new URL(config.publicUrl).hostname}`;
  if (smtpUrl !== undefined) config.smtp = { url: smtpUrl, from };
  const dimseTls = pair(
    'HYPERACUTE_DIMSE_TLS_CERT',
    value('HYPERACUTE_DIMSE_TLS_CERT'),
    'HYPERACUTE_DIMSE_TLS_KEY',
    value('HYPERACUTE_DIMSE_TLS_KEY'),
  );
  if (dimseTls !== undefined) config.dimseTls = { ...dimseTls, caFile: value('HYPERACUTE_DIMSE_TLS_CA') };
  const mllpTls = pair(
    'HYPERACUTE_MLLP_TLS_CERT',
    value('HYPERACUTE_MLLP_TLS_CERT'),
    'HYPERACUTE_MLLP_TLS_KEY',
    value('HYPERACUTE_MLLP_TLS_KEY'),
  );
  if (mllpTls !== undefined) config.mllpTls = { ...mllpTls, caFile: value('HYPERACUTE_MLLP_TLS_CA') };
  refuseUnsafe(config, value('HYPERACUTE_EVALUATION_ON_NETWORK') === 'yes');
  return config;
}

function pair(
  certName: string,
  cert: string | undefined,
  keyName: string,
  key: string | undefined,
): { certFile: string; keyFile: string } | undefined {
  if (cert === undefined && key === undefined) return undefined;
  if (cert === undefined || key === undefined)
    throw new ConfigError(`${cert === undefined ? certName : keyName} is missing: certificate and key go together`);
  return { certFile: cert, keyFile: key };
}

function refuseUnsafe(config: Config, evaluationOnNetwork: boolean): void {
  const { announcedAddress } = config.media;
  if (announcedAddress !== undefined && !LOOPBACK.test(announcedAddress) && config.mode === 'evaluation' && !evaluationOnNetwork)
    throw new ConfigError(
      `HYPERACUTE_RTC_ANNOUNCED_ADDRESS is ${JSON.stringify(announcedAddress)}, but evaluation mode listens on loopback only; set HYPERACUTE_EVALUATION_ON_NETWORK=yes to do it all the same`,
    );
  if (LOOPBACK.test(config.host)) return;
  if (config.mode === 'evaluation' && !evaluationOnNetwork)
    throw new ConfigError(
      `HYPERACUTE_HOST is ${JSON.stringify(config.host)}, but evaluation mode with its known passwords listens on loopback only; set HYPERACUTE_EVALUATION_ON_NETWORK=yes to do it all the same`,
    );
  if (config.tls === undefined && !config.publicUrl?.startsWith('https://'))
    throw new ConfigError(
      `HYPERACUTE_HOST is ${JSON.stringify(config.host)}, but beyond loopback HYPERACUTE_TLS_CERT and HYPERACUTE_TLS_KEY or an https HYPERACUTE_PUBLIC_URL are needed: browsers refuse cameras otherwise`,
    );
}

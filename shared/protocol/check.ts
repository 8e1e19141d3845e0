import { z } from 'zod';

/** What `/check` found on one device. Nothing in it names a person or a patient. */

const found = z.strictObject({
  state: z.enum(['good', 'poor', 'failed']),
  /** Number with its unit, or the reason; '' when there is nothing to add. */
  detail: z.string().max(200),
});
export type Found = z.infer<typeof found>;

export const CHECKS = ['camera', 'microphone', 'speaker', 'udp', 'tcp', 'roundTrip', 'down', 'up', 'webgl2', 'webAssembly'] as const;
export type CheckName = (typeof CHECKS)[number];

export const checkReport = z.strictObject({
  /** Chosen by the device itself and kept there: the same PC is one line on the admin page. */
  device: z.string().regex(/^[0-9a-f-]{36}$/),
  /** Browser and system in a few words. */
  browser: z.string().max(120),
  results: z.strictObject({
    camera: found,
    microphone: found,
    speaker: found,
    udp: found,
    tcp: found,
    roundTrip: found,
    down: found,
    up: found,
    webgl2: found,
    webAssembly: found,
  }),
});
export type CheckReport = z.infer<typeof checkReport>;

export const siteCheck = checkReport.extend({ at: z.string(), site: z.string(), by: z.string() });
export type SiteCheck = z.infer<typeof siteCheck>;

/** Bytes of one rate measurement each way: a second at 16 Mbit/s. */
export const RATE_BYTES = 2_000_000;

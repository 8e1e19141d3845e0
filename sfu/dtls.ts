import type { DtlsParameters } from 'mediasoup/types';
import { z } from 'zod';
import { AppError } from '#shared/protocol/errors.ts';

/** Hex pairs of a digest of that many bytes (RFC 8122 §5). SHA-1 identifies nobody any more; a worker would take any text for a fingerprint. */
const fingerprint = <A extends string>(algorithm: A, bytes: number) =>
  z.object({ algorithm: z.literal(algorithm), value: z.string().regex(new RegExp(`^([0-9A-Fa-f]{2}:){${bytes - 1}}[0-9A-Fa-f]{2}$`)) });
const dtls = z.object({
  role: z.enum(['auto', 'client', 'server']).optional(),
  fingerprints: z
    .array(
      z.discriminatedUnion('algorithm', [
        fingerprint('sha-224', 28),
        fingerprint('sha-256', 32),
        fingerprint('sha-384', 48),
        fingerprint('sha-512', 64),
      ]),
    )
    .min(1)
    .max(8),
});

/** Throws BAD_REQUEST. */
export function dtlsParametersOf(given: unknown): DtlsParameters {
  const { success, data } = dtls.safeParse(given);
  if (!success) throw new AppError('BAD_REQUEST');
  const { role, fingerprints } = data;
  return role === undefined ? { fingerprints } : { role, fingerprints };
}

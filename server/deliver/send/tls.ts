import { readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'node:tls';
import { DeliveryFault } from '../fault.ts';
import type { ClientTls } from './sender.ts';

/** Our certificate, for receivers that ask for one, and the CA we believe; without one of our own, those that Node knows. */
export function clientTls(own: ClientTls | undefined): ConnectionOptions {
  if (own === undefined) return {};
  try {
    return {
      cert: readFileSync(own.certFile),
      key: readFileSync(own.keyFile),
      ...(own.caFile === undefined ? {} : { ca: readFileSync(own.caFile) }),
    };
  } catch (cause) {
    throw new DeliveryFault('TLS_FAILED', { cause });
  }
}

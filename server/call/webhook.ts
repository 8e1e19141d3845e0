import { createHmac } from 'node:crypto';
import { request } from 'node:https';
import { isIP } from 'node:net';
import type { CallWebhook } from '#shared/protocol/call.ts';
import { isOwnAddress, OwnAddressError, safeLookup } from './safe-address.ts';

/** From the first byte to the last, ms: a pager that answers later rings too late anyway. */
const TIMEOUT_MS = 5_000;

export interface Webhook {
  url: string;
  secret: string | null;
  body: CallWebhook;
}

/**
 * POSTs the body as JSON over https; answers nothing, throws when it was not taken (2xx). No redirect is followed. With a secret, `x-hyperacute-signature`
 * is `sha256=` and the hex HMAC-SHA256 of `<x-hyperacute-timestamp>.<body>`. `anywhere`: loopback too (evaluation).
 */
export function sendWebhook({ url, secret, body }: Webhook, anywhere: boolean): Promise<void> {
  const target = new URL(url);
  const host = target.hostname.replace(/^\[|\]$/g, '');
  if (target.protocol !== 'https:') return Promise.reject(new Error('only https is taken'));
  if (!anywhere && isIP(host) !== 0 && isOwnAddress(host)) return Promise.reject(new OwnAddressError());
  const text = JSON.stringify(body);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const asking = request(
    target,
    {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text), ...signature(text, secret) },
      // A connection of its own: nothing is kept open towards the outside.
      agent: false,
      ...(anywhere ? {} : { lookup: safeLookup }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    },
    (answer) => {
      // Nothing that comes back is read.
      answer.destroy();
      const status = answer.statusCode ?? 0;
      if (status >= 200 && status < 300) resolve();
      else reject(new Error(`it answered ${status}`));
    },
  );
  asking.on('error', (error) => reject(new Error(why(error))));
  asking.end(text);
  return promise;
}

function signature(text: string, secret: string | null): Record<string, string> {
  if (secret === null) return {};
  const timestamp = String(Math.floor(Date.now() / 1000));
  return {
    'x-hyperacute-timestamp': timestamp,
    'x-hyperacute-signature': `sha256=${createHmac('sha256', secret).update(`${timestamp}.${text}`).digest('hex')}`,
  };
}

/** For the coordinator's eyes: no address, no text of the other side. */
function why(error: NodeJS.ErrnoException): string {
  if (error instanceof OwnAddressError) return error.message;
  if (error.name === 'AbortError' || error.name === 'TimeoutError') return `no answer in ${TIMEOUT_MS / 1000} s`;
  if (error.code === 'ENOTFOUND' || error.code === 'EAI_AGAIN') return 'the name is not known';
  if (error.code === 'ECONNREFUSED') return 'nothing listens there';
  return error.code ?? 'the connection failed';
}

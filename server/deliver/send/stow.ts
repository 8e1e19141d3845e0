import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { stowSettings } from '#shared/protocol/deliver.ts';
import { DeliveryFault } from '../fault.ts';
import type { Sender } from './sender.ts';

/** The answer may take so long, ms. */
const PATIENCE = 30_000;
/** Bytes of an answer that are looked at. */
const MAX_ANSWER = 256 * 1024;
/** Failure Reason (0008,1197) for an object that is there already. */
const DUPLICATE = 0x0111;

/** STOW-RS (PS3.18 §10.5) to the address that an administrator gave, and to no other: redirects are not followed. */
export function stowSender({ url, authorization }: z.infer<typeof stowSettings>): Sender {
  return {
    send: async ({ bytes }, signal) => {
      const response = await post(`${url.replace(/\/+$/, '')}/studies`, authorization, bytes, signal);
      const answer = await read(response);
      if (response.status === 200 || (response.status === 202 && !failed(answer))) return;
      if (failed(answer) && reasons(answer).every((reason) => reason === DUPLICATE)) return;
      throw new DeliveryFault(faultOf(response.status));
    },
    close: () => undefined,
  };
}

async function post(url: string, authorization: string, bytes: Uint8Array, signal: AbortSignal): Promise<Response> {
  const boundary = randomUUID();
  const body = Buffer.concat([
    Buffer.from(`--${boundary}\r\nContent-Type: application/dicom\r\nContent-Length: ${bytes.length}\r\n\r\n`),
    bytes,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ]);
  try {
    return await fetch(url, {
      method: 'POST',
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]),
      headers: {
        'content-type': `multipart/related; type="application/dicom"; boundary=${boundary}`,
        accept: 'application/dicom+json',
        ...(authorization === '' ? {} : { authorization }),
      },
      body,
    });
  } catch (error) {
    if ((error as Error).name === 'TimeoutError') throw new DeliveryFault('NO_ANSWER');
    const code = String(((error as Error).cause as { code?: string } | undefined)?.code ?? '');
    if (/CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO/.test(code)) throw new DeliveryFault('TLS_FAILED');
    throw new DeliveryFault(/RESET|PIPE|SOCKET/.test(code) ? 'CONNECTION_LOST' : code === '' ? 'ANSWER_INVALID' : 'NO_CONNECTION');
  }
}

type Answer = Record<string, { Value?: Record<string, { Value?: unknown[] }>[] }>;

/** The DICOM JSON of the answer; an empty one when there is none that can be read. */
async function read(response: Response): Promise<Answer> {
  try {
    const text = await response.text();
    const parsed: unknown = text.length > MAX_ANSWER ? null : JSON.parse(text);
    return (typeof parsed === 'object' && parsed !== null ? parsed : {}) as Answer;
  } catch {
    return {};
  }
}

const FAILED_SOP = '00081198';
const failed = (answer: Answer): boolean => (answer[FAILED_SOP]?.Value?.length ?? 0) > 0;
const reasons = (answer: Answer): unknown[] => (answer[FAILED_SOP]?.Value ?? []).map((item) => item['00081197']?.Value?.[0]);

function faultOf(status: number): DeliveryFault['code'] {
  if (status === 401 || status === 403 || status === 404) return 'NOT_ALLOWED';
  if (status === 429 || status === 502 || status === 503 || status === 504 || status === 507) return 'RECEIVER_BUSY';
  if (status >= 500) return 'RECEIVER_ERROR';
  return status === 415 ? 'CLASS_REFUSED' : 'STORE_REFUSED';
}

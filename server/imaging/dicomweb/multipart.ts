import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';

export interface Part {
  type: string;
  location?: string;
  body: Uint8Array | (() => Promise<Uint8Array>);
}

/** Sends parts one after another as multipart/related (RFC 2387); one part is in memory at a time. */
export function sendMultipart(reply: FastifyReply, rootType: string, parts: Iterable<Part>): FastifyReply {
  const boundary = randomUUID();
  async function* write(): AsyncGenerator<Uint8Array> {
    for (const part of parts) {
      const body = typeof part.body === 'function' ? await part.body() : part.body;
      // Cornerstone's loader looks for exactly this spelling of the header.
      const location = part.location === undefined ? '' : `Content-Location: ${part.location}\r\n`;
      yield Buffer.from(`--${boundary}\r\nContent-Type: ${part.type}\r\n${location}Content-Length: ${body.length}\r\n\r\n`);
      yield body;
      yield Buffer.from('\r\n');
    }
    yield Buffer.from(`--${boundary}--\r\n`);
  }
  return reply
    .header('content-type', `multipart/related; type="${rootType.split(';')[0]}"; boundary=${boundary}`)
    .send(Readable.from(write()));
}

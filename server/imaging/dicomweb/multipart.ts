import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import type { StoredBytes } from '../stored-bytes.ts';

export interface Part {
  type: string;
  location?: string;
  body: Uint8Array | (() => Promise<Uint8Array | StoredBytes>);
}

const END_OF_PART = Buffer.from('\r\n');

/** Sends parts as multipart/related (RFC 2387): one that is at hand in one piece, several one after another, one in memory at a time, or less of it. */
export function sendMultipart(reply: FastifyReply, rootType: string, parts: readonly Part[]): FastifyReply {
  const boundary = randomUUID();
  const end = Buffer.from(`--${boundary}--\r\n`);
  const head = (part: Part, length: number): Buffer => {
    // Cornerstone's loader looks for exactly this spelling of the header.
    const location = part.location === undefined ? '' : `Content-Location: ${part.location}\r\n`;
    return Buffer.from(`--${boundary}\r\nContent-Type: ${part.type}\r\n${location}Content-Length: ${length}\r\n\r\n`);
  };
  async function* write(): AsyncGenerator<Uint8Array> {
    for (const part of parts) {
      const body = typeof part.body === 'function' ? await part.body() : part.body;
      yield head(part, body.length);
      if ('pieces' in body) yield* body.pieces;
      else yield body;
      yield END_OF_PART;
    }
    yield end;
  }
  reply.header('content-type', `multipart/related; type="${rootType.split(';')[0]}"; boundary=${boundary}`);
  const [only] = parts;
  if (parts.length > 1 || only === undefined || typeof only.body === 'function') return reply.send(Readable.from(write()));
  return sendPieces(reply, [head(only, only.body.length), only.body, END_OF_PART, end]);
}

/** Straight to the socket and without putting the pieces together: a frame is cached once and copied by the kernel alone. */
function sendPieces(reply: FastifyReply, pieces: readonly Uint8Array[]): FastifyReply {
  reply.hijack();
  const { raw } = reply;
  for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) raw.setHeader(name, value);
  raw.setHeader('x-content-type-options', 'nosniff');
  raw.setHeader(
    'content-length',
    pieces.reduce((sum, piece) => sum + piece.length, 0),
  );
  raw.cork();
  for (const piece of pieces) raw.write(piece);
  raw.end();
  return reply;
}

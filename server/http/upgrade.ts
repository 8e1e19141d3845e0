import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { AppError } from '#shared/protocol/errors.ts';
import { GUEST_PATH } from '#shared/protocol/guest.ts';
import { SFU_PATH } from '../../sfu/remote/messages.ts';
import type { Consults } from '../consult/consults.ts';
import type { Actor } from '../identity/policy.ts';
import { sessionToken, type Who } from './who.ts';

type Person = Extract<Actor, { kind: 'person' }>;

export interface RoomSockets {
  stream(request: IncomingMessage, socket: Duplex, head: Buffer, person: Person, consultId: string, sessionToken: string): void;
  collab(request: IncomingMessage, socket: Duplex, head: Buffer, person: Person, consultId: string, sessionToken: string): void;
  /** No person's: SFU processes register there, by a secret that it checks itself. */
  sfu(request: IncomingMessage, socket: Duplex, head: Buffer): void;
}

const STATUS_TEXT: Record<number, string> = { 401: 'Unauthorized', 403: 'Forbidden', 404: 'Not Found', 500: 'Internal Server Error' };

/**
 * The two raw WebSockets of a room. Session (401), origin (403) and access to the consult (404) are settled before anything is
 * allocated for the connection. `/socket.io` looks after its own upgrades.
 */
export function listenForUpgrades(server: Server, deps: { who: Who; consults: Consults; sockets: RoomSockets }): void {
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const url = new URL(request.url ?? '/', 'http://unused');
    if (url.pathname.startsWith('/socket.io') || url.pathname.startsWith(`${GUEST_PATH}/`)) return;
    socket.on('error', () => socket.destroy());
    if (url.pathname === SFU_PATH) return deps.sockets.sfu(request, socket, head);
    void route(request, socket, head, url, deps).catch((error: unknown) => refuse(socket, error instanceof AppError ? error.status : 500));
  });
}

async function route(
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  url: URL,
  { who, consults, sockets }: Parameters<typeof listenForUpgrades>[1],
): Promise<void> {
  const person = await who.upgrade(request);
  if (person === undefined) throw new AppError('NOT_SIGNED_IN');
  who.checkOrigin(request.headers.origin);
  const collab = /^\/collab\/([\w-]{1,64})$/.exec(url.pathname)?.[1];
  const consultId = collab ?? (url.pathname === '/stream' ? (url.searchParams.get('consult') ?? '') : '');
  await consults.require(person, consultId);
  const token = sessionToken(request.headers.cookie) ?? '';
  if (collab === undefined) sockets.stream(request, socket, head, person, consultId, token);
  else sockets.collab(request, socket, head, person, consultId, token);
}

function refuse(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} ${STATUS_TEXT[status] ?? 'Bad Request'}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

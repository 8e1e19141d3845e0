import type { Socket, Server as SocketServer } from 'socket.io';
import type { ClientToServerEvents, ServerToClientEvents } from '#shared/protocol/events.ts';
import type { Actor } from '../identity/policy.ts';

export type Person = Extract<Actor, { kind: 'person' }>;
/** What is known of a connection for as long as it lives. */
export interface SocketData {
  person: Person;
  sessionId: string;
}
export type Io = SocketServer<ClientToServerEvents, ServerToClientEvents, object, SocketData>;
export type IoSocket = Socket<ClientToServerEvents, ServerToClientEvents, object, SocketData>;

/** The socket.io room of those who entered that consult. */
export const roomOf = (consultId: string): string => `room:${consultId}`;

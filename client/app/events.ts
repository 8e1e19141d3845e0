import { io, type Socket } from 'socket.io-client';
import { type Accessor, createSignal } from 'solid-js';
import type { ClientToServerEvents, ServerToClientEvents } from '#shared/protocol/events.ts';

export type EventSocket = Socket<ServerToClientEvents, ClientToServerEvents>;

/** One wire's state, for the dots in the header. `since`: when it went down (ms), null while up. */
export interface Plane {
  up: boolean;
  since: number | null;
}

export interface Events {
  socket: EventSocket;
  plane: Accessor<Plane>;
  /** Server clock minus this device's, ms: "minutes since" is right on a PC whose clock is wrong. */
  offset: Accessor<number>;
  close(): void;
}

/** The event wire: reconnects by itself, for ever. */
export function createEvents(): Events {
  const socket: EventSocket = io({ transports: ['websocket', 'polling'], reconnectionDelay: 300, reconnectionDelayMax: 5_000 });
  const [plane, setPlane] = createSignal<Plane>({ up: false, since: Date.now() });
  const [offset, setOffset] = createSignal(0);
  socket.on('connect', () => setPlane({ up: true, since: null }));
  socket.on('disconnect', (reason) => {
    setPlane({ up: false, since: Date.now() });
    // The server ended it: with a session that has gone, trying again is right too; the page finds out by HTTP.
    if (reason === 'io server disconnect') setTimeout(() => socket.connect(), 1_000);
  });
  socket.on('clock', (now) => setOffset(Date.parse(now) - Date.now()));
  return { socket, plane, offset, close: () => socket.close() };
}

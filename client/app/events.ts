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
  /** How well that is known: half of the shortest way there and back, ms; null until it has been measured. */
  offsetError: Accessor<number | null>;
  close(): void;
}

/** The clocks are compared this often, ms. */
const COMPARE_MS = 30_000;
/** A clock of a PC drifts by so much until the next comparison, ms: a newer one may be that much worse and still be the better. */
const DRIFT_MS = 5;

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
  const [offsetError, setOffsetError] = createSignal<number | null>(null);
  socket.on('clock', (now) => offsetError() === null && setOffset(Date.parse(now) - Date.now()));
  // The comparison with the shortest way is the best: the server's clock was read somewhere between asking and hearing.
  const compare = async () => {
    const asked = Date.now();
    const now = await socket
      .timeout(COMPARE_MS)
      .emitWithAck('clock-now')
      .catch(() => null);
    const heard = Date.now();
    if (now === null) return;
    const error = Math.max(1, (heard - asked) / 2);
    if (error > (offsetError() ?? Number.POSITIVE_INFINITY) + DRIFT_MS) return;
    setOffset(Date.parse(now) - (asked + heard) / 2);
    setOffsetError(error);
  };
  socket.on('connect', () => void compare());
  const timer = setInterval(() => socket.connected && void compare(), COMPARE_MS);
  return {
    socket,
    plane,
    offset,
    offsetError,
    close: () => {
      clearInterval(timer);
      socket.close();
    },
  };
}

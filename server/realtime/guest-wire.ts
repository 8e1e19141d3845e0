import type { Server as HttpServer, IncomingMessage } from 'node:http';
import { type Socket, Server as SocketServer } from 'socket.io';
import { AppError } from '#shared/protocol/errors.ts';
import {
  GUEST_PATH,
  GUEST_ROOM,
  type GuestClientEvents,
  type GuestServerEvents,
  type GuestState,
  guestAuth,
} from '#shared/protocol/guest.ts';
import type { Rooms } from '../consult/rooms.ts';
import { type GuestLine, type Guests, personIdOf } from '../guest/guests.ts';
import type { Invitation } from '../guest/invitations.ts';
import type { Who } from '../http/who.ts';
import type { Bus } from '../store/bus.ts';
import { answer } from './answer.ts';
import type { Media } from './media.ts';
import { guardPackets } from './packet-guard.ts';
import type { IoSocket } from './wire.ts';

/** Connections of guests and of those who say they are, all together: nobody has signed in here. */
const MAX_CONNECTIONS = 256;
/** Who has not shown a link by then is not waited for, ms. */
const SHOW_LINK_WITHIN_MS = 5_000;
/** Largest message, bytes: media's own. */
const MAX_MESSAGE_BYTES = 64 * 1024;
const PING_EVERY_MS = 5_000;
const PING_TIMEOUT_MS = 5_000;
/** Knocking again and again rings in the room: not more often, ms. */
const KNOCK_EVERY_MS = 5_000;

interface GuestData {
  invitation: Invitation;
  device: string;
  knockedAt: number;
  /** What was told last; the people of the room are told with it again when they change. */
  state: Omit<GuestState, 'people'> | null;
}
type GuestSocket = Socket<GuestClientEvents, GuestServerEvents, object, GuestData>;

export interface GuestWireDeps {
  guests: Guests;
  media: Media;
  rooms: Rooms;
  who: Who;
  bus: Bus;
}

/** The guests' own socket.io server. Nothing of a consult is on it but its sound, its pictures and who speaks. */
export class GuestWire {
  readonly #io: SocketServer<GuestClientEvents, GuestServerEvents, object, GuestData>;
  readonly #deps: GuestWireDeps;
  readonly #off: () => void;

  constructor(server: HttpServer, deps: GuestWireDeps) {
    this.#deps = deps;
    this.#io = new SocketServer(server, {
      path: GUEST_PATH,
      destroyUpgrade: false,
      serveClient: false,
      maxHttpBufferSize: MAX_MESSAGE_BYTES,
      pingInterval: PING_EVERY_MS,
      pingTimeout: PING_TIMEOUT_MS,
      connectTimeout: SHOW_LINK_WITHIN_MS,
      allowRequest: (request, callback) => callback(null, this.#allows(request)),
    });
    guardPackets(this.#io);
    this.#io.use((socket, next) => void this.#identify(socket, next));
    this.#io.on('connection', (socket) => this.#connected(socket));
    this.#off = deps.bus.on('room', ({ consultId }) => {
      for (const socket of this.#io.of('/').sockets.values())
        if (socket.data.invitation.consultId === consultId && socket.data.state?.stage === 'in-call') this.#tell(socket);
    });
  }

  async close(): Promise<void> {
    this.#off();
    await this.#io.close();
  }

  #allows(request: IncomingMessage): boolean {
    try {
      this.#deps.who.checkOrigin(request.headers.origin);
    } catch {
      return false;
    }
    // Only the first request of a connection makes a new one.
    return this.#io.engine.clientsCount < MAX_CONNECTIONS || /[?&]sid=/.test(request.url ?? '');
  }

  async #identify(socket: GuestSocket, next: (error?: Error) => void): Promise<void> {
    const { success, data } = guestAuth.safeParse(socket.handshake.auth);
    const invitation = success ? await this.#deps.guests.byToken(data.token).catch(() => undefined) : undefined;
    if (!success || invitation === undefined) return next(new AppError('NOT_FOUND'));
    Object.assign(socket.data, { invitation, device: data.device, knockedAt: 0, state: null });
    // The token has done its work.
    socket.handshake.auth = {};
    next();
  }

  #connected(socket: GuestSocket): void {
    const { guests, media } = this.#deps;
    const { invitation, device } = socket.data;
    // It carries the same events of media as a person's, and of theirs nothing else is said over it.
    const wire = socket as unknown as IoSocket;
    const line: GuestLine = {
      id: socket.id,
      tell: (state) => {
        socket.data.state = state;
        this.#tell(socket);
      },
      leaveCall: () => media.leaveRoom(wire, GUEST_ROOM),
      silence: () => media.silence(wire, GUEST_ROOM),
      close: () => socket.disconnect(true),
    };
    media.serve(wire, (consultId) => {
      const inside = consultId === GUEST_ROOM ? guests.inside(invitation.id, line) : undefined;
      if (inside === undefined) throw new AppError('NOT_FOUND');
      return {
        kind: 'guest',
        personId: personIdOf(invitation.id),
        organisationId: invitation.organisationId,
        roomId: invitation.consultId,
        silenced: () => inside.silenced,
      };
    });
    socket.on('guest:knock', (ack) => void answer(ack, () => this.#knock(socket, line)));
    socket.on(
      'guest:leave',
      (ack) =>
        void answer(ack, async () => {
          await guests.leave(invitation, line);
          return {};
        }),
    );
    socket.on('disconnect', () => guests.disconnected(invitation, line));
    guests.connected(invitation, device, line);
  }

  async #knock(socket: GuestSocket, line: GuestLine): Promise<object> {
    const now = Date.now();
    if (now - socket.data.knockedAt < KNOCK_EVERY_MS) throw new AppError('TOO_MANY_REQUESTS');
    socket.data.knockedAt = now;
    await this.#deps.guests.knock(socket.data.invitation, socket.data.device, line);
    return {};
  }

  #tell(socket: GuestSocket): void {
    const { state, invitation } = socket.data;
    if (state === null) return;
    // Before a clinician has let them in they learn of nobody who is there.
    const roster = state.stage === 'in-call' ? this.#deps.rooms.roster(invitation.consultId) : [];
    socket.emit('guest:state', { ...state, people: roster.map(({ personId, name, role }) => ({ personId, name, role })) });
  }
}

import type { Server as HttpServer } from 'node:http';
import { Server as SocketServer } from 'socket.io';
import { z } from 'zod';
import { AppError } from '#shared/protocol/errors.ts';
import { CHECK_ROOM } from '#shared/protocol/media.ts';
import type { Sfu } from '../../sfu/sfu.ts';
import type { Calls } from '../call/calls.ts';
import type { Consults } from '../consult/consults.ts';
import type { Rooms } from '../consult/rooms.ts';
import type { Guests } from '../guest/guests.ts';

import { sessionToken, type Who } from '../http/who.ts';
import { People } from '../identity/people.ts';
import type { TenancyLookup } from '../identity/tenancy.ts';
import type { Bus } from '../store/bus.ts';
import type { Database } from '../store/database.ts';
import { answer } from './answer.ts';
import { GuestWire } from './guest-wire.ts';
import { Media } from './media.ts';
import { guardPackets } from './packet-guard.ts';
import { type Io, type IoSocket, roomOf } from './wire.ts';

export interface RealtimeDeps {
  consults: Consults;
  calls: Calls;
  rooms: Rooms;
  tenancy: TenancyLookup;
  who: Who;
  db: Database;
  sfu: Sfu;
  guests: Guests;
}

/** Largest message of a client, bytes: what a browser can receive (RTP capabilities) takes up to about 20 kB. */
const MAX_MESSAGE_BYTES = 64 * 1024;
/** A dead line is noticed at both ends within the sum of the two, ms. */
const PING_EVERY_MS = 5_000;
const PING_TIMEOUT_MS = 5_000;
/** Changes of one consult are gathered this long, ms: an arriving series is not a message a slice. */
const GATHER_MS = 100;

const consultRef = z.strictObject({ consultId: z.string().min(1).max(64) });

/** What happened, told live: worklist, roster, and the signalling of media. Everything else has a wire of its own. */
export class Realtime {
  readonly #io: Io;
  readonly #deps: RealtimeDeps;
  readonly #media: Media;
  readonly #guestWire: GuestWire;
  readonly #gathering = new Map<string, NodeJS.Timeout>();

  constructor(server: HttpServer, bus: Bus, deps: RealtimeDeps) {
    this.#deps = deps;
    this.#io = new SocketServer(server, {
      destroyUpgrade: false,
      serveClient: false,
      maxHttpBufferSize: MAX_MESSAGE_BYTES,
      pingInterval: PING_EVERY_MS,
      pingTimeout: PING_TIMEOUT_MS,
      allowRequest: (request, callback) => void this.#allow(request, callback),
    });
    guardPackets(this.#io);
    this.#media = new Media({
      io: this.#io,
      sfu: deps.sfu,
      db: deps.db,
      consults: deps.consults,
      regionOf: (organisationId) => deps.tenancy.regionOf(organisationId),
    });
    this.#guestWire = new GuestWire(server, { guests: deps.guests, media: this.#media, rooms: deps.rooms, who: deps.who, bus });
    deps.guests.onChange((consultId) => void this.#tellGuests(consultId));
    this.#io.use((socket, next) => void this.#identify(socket, next));
    this.#io.on('connection', (socket) => this.#connected(socket));
    bus.on('consult', ({ consultId }) => this.#announceSoon(consultId));
    bus.on('call', ({ consultId }) => void this.#announceCall(consultId).catch(() => undefined));
    bus.on('room', ({ consultId }) => {
      this.#io.to(roomOf(consultId)).emit('roster', { consultId, people: deps.rooms.roster(consultId) });
      this.#announceSoon(consultId);
    });
    bus.on('slice', (slice) => this.#media.hold(slice));
    bus.on('revoked', ({ personId, sessionId }) =>
      this.#io.in(sessionId === null ? `person:${personId}` : `session:${sessionId}`).disconnectSockets(true),
    );
  }

  async close(): Promise<void> {
    for (const timer of this.#gathering.values()) clearTimeout(timer);
    this.#media.close();
    await this.#guestWire.close();
    await this.#io.close();
  }

  async #allow(request: Parameters<Who['upgrade']>[0], callback: (error: string | null, success: boolean) => void): Promise<void> {
    try {
      this.#deps.who.checkOrigin(request.headers.origin);
      callback(null, (await this.#deps.who.upgrade(request)) !== undefined);
    } catch {
      callback(null, false);
    }
  }

  async #identify(socket: IoSocket, next: (error?: Error) => void): Promise<void> {
    const person = await this.#deps.who.upgrade(socket.request);
    if (person === undefined) return next(new AppError('NOT_SIGNED_IN'));
    socket.data.person = person;
    socket.data.sessionId = People.sessionId(sessionToken(socket.request.headers.cookie) ?? '');
    next();
  }

  #connected(socket: IoSocket): void {
    const { person } = socket.data;
    void socket.join([
      `person:${person.personId}`,
      `session:${socket.data.sessionId}`,
      ...(person.role === 'admin' ? [] : [`org:${person.organisationId}`]),
    ]);
    socket.emit('clock', new Date().toISOString());
    socket.on('enter', (request, ack) => void answer(ack, async () => this.#enter(socket, consultRef.parse(request).consultId)));
    socket.on('clock-now', (ack) => typeof ack === 'function' && ack(new Date().toISOString()));
    socket.on('leave', (request, ack) =>
      answer(ack, async () => {
        const { consultId } = consultRef.parse(request);
        await this.#media.leaveRoom(socket, consultId);
        await socket.leave(roomOf(consultId));
        this.#deps.rooms.leave(consultId, socket.id);
        return {};
      }),
    );
    this.#media.serve(socket, (consultId) => {
      // Whoever has not entered the consult's room learns nothing of it; into a room of one's own there is no other door.
      if (consultId === CHECK_ROOM) return { kind: 'person', personId: person.personId, person, roomId: `${CHECK_ROOM} ${socket.id}` };
      if (!socket.rooms.has(roomOf(consultId))) throw new AppError('NOT_FOUND');
      return { kind: 'person', personId: person.personId, person, roomId: consultId };
    });
    socket.on('disconnect', () => {
      for (const consultId of this.#deps.rooms.of(socket.id)) this.#deps.rooms.leave(consultId, socket.id);
    });
  }

  async #enter(socket: IoSocket, consultId: string) {
    const { consults, rooms, tenancy } = this.#deps;
    const consult = await consults.get(socket.data.person, consultId);
    await socket.join(roomOf(consultId));
    rooms.enter(consultId, socket.id, socket.data.person, await tenancy.of(consult.site.id));
    await this.#media.greet(socket, consultId);
    return { consult, people: rooms.roster(consultId) };
  }

  async #tellGuests(consultId: string): Promise<void> {
    const guests = await this.#deps.guests.list(consultId).catch(() => null);
    if (guests !== null) this.#io.to(roomOf(consultId)).emit('guests', { consultId, guests });
  }

  #announceSoon(consultId: string): void {
    if (this.#gathering.has(consultId) || this.#io.engine.clientsCount === 0) return;
    const timer = setTimeout(() => {
      this.#gathering.delete(consultId);
      void this.#announce(consultId);
    }, GATHER_MS);
    this.#gathering.set(consultId, timer);
  }

  async #announce(consultId: string): Promise<void> {
    const news = await this.#deps.consults.announce(consultId);
    if (news !== null) this.#io.to(news.organisations.map((id) => `org:${id}`)).emit('consult', news.consult);
  }
  /** At once: what rings must stop when somebody has it. A page that misses it reads the calls when it connects. */
  async #announceCall(consultId: string): Promise<void> {
    const news = await this.#deps.calls.announce(consultId);
    if (news !== null) this.#io.to(news.organisations.map((id) => `org:${id}`)).emit('call', news.call);
  }
}

import { AppError } from '#shared/protocol/errors.ts';
import { GUEST_ROOM } from '#shared/protocol/guest.ts';
import type { MediaAvailability, MediaRequest, MediaRequestName, MediaRoom } from '#shared/protocol/media.ts';
import { mediaRequests } from '#shared/protocol/media.ts';
import type { Sfu, SfuEvent } from '../../sfu/sfu.ts';
import type { Consults } from '../consult/consults.ts';
import type { BusEvents } from '../store/bus.ts';
import type { Database } from '../store/database.ts';
import { answer } from './answer.ts';
import { consentOf } from './media-consent.ts';
import { mediaHandlers, seenByGuest } from './media-handlers.ts';
import { MediaRoomState } from './media-room.ts';
import { type Occupant, Seat } from './media-seat.ts';
import { type Io, type IoSocket, roomOf } from './wire.ts';

export interface MediaDeps {
  io: Io;
  sfu: Sfu;
  db: Database;
  consults: Consults;
  /** Where the media of that site had best run. */
  regionOf: (organisationId: string) => Promise<string>;
}

const NAMES = Object.keys(mediaRequests) as MediaRequestName[];

/** Signalling of media: who is in which consult's room and what they send. Rights are asked here, everything else is the SFU's. */
export class Media {
  readonly deps: MediaDeps;
  readonly #served = new Set<IoSocket>();
  readonly #seats = new Map<string, Seat>();
  readonly #byPeer = new Map<string, Seat>();
  readonly #rooms = new Map<string, Promise<MediaRoomState>>();
  readonly #off: () => void;

  constructor(deps: MediaDeps) {
    this.deps = deps;
    this.#off = deps.sfu.on((event) => void this.#happened(event));
  }

  close(): void {
    this.#off();
  }

  /** Takes media requests of this connection. `seated` says who sits there in the room that the client names; it throws NOT_FOUND. */
  serve(socket: IoSocket, seated: (consultId: string) => Occupant): void {
    this.#served.add(socket);
    socket.emit('media:availability', this.deps.sfu.availability);
    for (const name of NAMES) {
      const take = (raw: unknown, ack: unknown) => void answer(ack, () => this.#handle(socket, seated, name, raw));
      (socket as unknown as { on(name: string, listener: typeof take): void }).on(name, take);
    }
    socket.on('disconnect', () => {
      this.#served.delete(socket);
      for (const seat of this.#seats.values()) if (seat.socket === socket) void this.leaveRoom(socket, seat.consultId);
    });
  }

  /** What a newcomer to the room needs to know. */
  async greet(socket: IoSocket, consultId: string): Promise<void> {
    socket.emit('media:availability', this.deps.sfu.availability);
    const known = this.#rooms.get(consultId);
    const room = known === undefined ? new MediaRoomState(consultId, await consentOf(this.deps.db, consultId)) : await known;
    socket.emit('media:room', room.snapshot);
  }

  /** The connection leaves the consult's room: so does all its media. */
  async leaveRoom(socket: IoSocket, consultId: string): Promise<void> {
    const seat = this.#seats.get(`${socket.id} ${consultId}`);
    if (seat === undefined) return;
    seat.closed = true;
    this.#seats.delete(`${socket.id} ${consultId}`);
    await this.unjoin(seat);
    if (!this.#hasSeats(seat.roomId)) this.#rooms.delete(seat.roomId);
  }

  /** State of a room's media, kept while any connection has a seat in it. Throws NOT_FOUND when none has. */
  async room(roomId: string): Promise<MediaRoomState> {
    const known = this.#rooms.get(roomId);
    if (known !== undefined) return known;
    if (!this.#hasSeats(roomId)) throw new AppError('NOT_FOUND');
    const made = consentOf(this.deps.db, roomId).then((consent) => new MediaRoomState(roomId, consent));
    this.#rooms.set(roomId, made);
    made.catch(() => this.#rooms.delete(roomId));
    return made;
  }

  async tell(roomId: string): Promise<void> {
    const room = await this.#rooms.get(roomId);
    if (room === undefined) return;
    this.deps.io.to(roomOf(roomId)).emit('media:room', room.snapshot);
    for (const seat of this.#guestsIn(roomId)) seat.socket.emit('media:room', this.view(seat, room));
  }

  /** The room as whoever sits there may know it. */
  view({ occupant }: Seat, { snapshot }: MediaRoomState): MediaRoom {
    if (occupant.kind === 'person') return snapshot;
    return { ...snapshot, consultId: GUEST_ROOM, producers: snapshot.producers.filter(seenByGuest), consent: [] };
  }

  /** Turns off the microphones that this connection sends in that room. */
  async silence(socket: IoSocket, consultId: string): Promise<void> {
    const seat = this.#seats.get(`${socket.id} ${consultId}`);
    if (seat === undefined || seat.peerId === null) return;
    const { snapshot } = await this.room(seat.roomId);
    const microphones = snapshot.producers.filter(({ peerId, source }) => peerId === seat.peerId && source === 'microphone');
    for (const { producerId } of microphones) await this.pause(seat, producerId);
    await this.tell(seat.roomId);
  }

  async pause(seat: Seat, producerId: string): Promise<void> {
    await this.deps.sfu.call('producer', { roomId: seat.roomId, peerId: seat.joined, producerId, state: 'paused' });
    (await this.room(seat.roomId)).setPaused(producerId, true);
  }

  #guestsIn(roomId: string): Seat[] {
    return [...this.#seats.values()].filter((seat) => seat.roomId === roomId && seat.occupant.kind === 'guest');
  }

  joined(seat: Seat, peerId: string): void {
    seat.peerId = peerId;
    this.#byPeer.set(peerId, seat);
  }

  /** Closes the peer and everything it sent; does nothing when it has not joined. */
  async unjoin(seat: Seat): Promise<void> {
    const { peerId, roomId } = seat;
    if (peerId === null) return;
    seat.forget();
    this.#byPeer.delete(peerId);
    (await this.#rooms.get(roomId))?.leave(peerId);
    await this.deps.sfu.call('leave', { roomId, peerId }).catch(() => undefined);
    await this.tell(roomId);
  }

  /** Pictures to that person's browser stand still while a slice is on its way to it; the arbiter there has said so before. */
  hold({ consultId, personId, sessionId, loading }: BusEvents['slice']): void {
    for (const { socket, roomId, peerId, occupant } of this.#seats.values())
      if (roomId === consultId && peerId !== null && occupant.personId === personId && socket.data.sessionId === sessionId)
        // Whoever leaves meanwhile has no pictures to hold.
        void this.deps.sfu.call('hold', { roomId, peerId, held: loading }).catch(() => undefined);
  }

  socketOf(peerId: string): IoSocket | undefined {
    return this.#byPeer.get(peerId)?.socket;
  }

  #hasSeats(roomId: string): boolean {
    return [...this.#seats.values()].some((seat) => seat.roomId === roomId);
  }

  async #handle(socket: IoSocket, seated: (consultId: string) => Occupant, name: MediaRequestName, raw: unknown): Promise<object> {
    const request = mediaRequests[name].parse(raw) as MediaRequest<MediaRequestName>;
    const { consultId, requestId } = request;
    // Asked each time: whoever was put out is nobody from then on.
    const occupant = seated(consultId);
    const key = `${socket.id} ${consultId}`;
    const seat = this.#seats.get(key) ?? new Seat(socket, consultId, occupant);
    this.#seats.set(key, seat);
    seat.pay();
    const handler = mediaHandlers[name] as (media: Media, seat: Seat, request: MediaRequest<MediaRequestName>) => Promise<object>;
    return seat.once(name, requestId, () => handler(this, seat, request));
  }

  async #happened(event: SfuEvent): Promise<void> {
    const { sfu } = this.deps;
    switch (event.t) {
      case 'availability': {
        for (const socket of this.#served) socket.emit('media:availability', event.availability);
        return;
      }
      case 'room-closed': {
        return this.#lost(event.roomId, event.why);
      }
      case 'estimate': {
        this.socketOf(event.peerId)?.volatile.emit('media:estimate', { availableBitrate: event.availableBitrate });
        return;
      }
      case 'consumer-closed': {
        this.socketOf(event.peerId)?.emit('media:consumer-closed', { consumerId: event.consumerId });
        return;
      }
      case 'producer-closed': {
        const room = await this.#rooms.get(event.roomId);
        if (room?.closed(event.producerId) === true) await this.tell(event.roomId);
        return;
      }
      case 'speaking': {
        const room = await this.#rooms.get(event.roomId);
        if (room === undefined || room.empty) return;
        room.speaking(event.peerIds);
        return this.tell(event.roomId);
      }
      default: {
        const never: never = event;
        throw new Error(`unknown event ${JSON.stringify(never)} of ${sfu.availability.state}`);
      }
    }
  }

  /** Down, then ready as soon as anything can run the room: everybody joins anew, and nothing of before is left to trip over. */
  async #lost(roomId: string, why: string): Promise<void> {
    const told = new Set<Pick<IoSocket, 'emit'>>();
    for (const seat of this.#seats.values()) {
      if (seat.roomId !== roomId) continue;
      if (seat.alone || seat.occupant.kind === 'guest') told.add(seat.socket);
      if (seat.peerId !== null) this.#byPeer.delete(seat.peerId);
      seat.forget();
    }
    const { io, sfu } = this.deps;
    (await this.#rooms.get(roomId))?.clear();
    const tell = (availability: MediaAvailability) => {
      io.to(roomOf(roomId)).emit('media:availability', availability);
      for (const socket of told) socket.emit('media:availability', availability);
    };
    tell({ state: 'down', why, since: new Date().toISOString() });
    if (sfu.availability.state === 'ready') tell({ state: 'ready' });
    await this.tell(roomId);
  }
}

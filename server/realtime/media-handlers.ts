import { AppError } from '#shared/protocol/errors.ts';
import type { MediaAnswers, MediaProducer, MediaRequest, MediaRequestName, MediaSource } from '#shared/protocol/media.ts';
import { newId } from '../identity/new-id.ts';
import type { Action } from '../identity/policy.ts';
import type { Media } from './media.ts';
import { recordConsent } from './media-consent.ts';
import type { Seat } from './media-seat.ts';

type Handler<N extends MediaRequestName> = (media: Media, seat: Seat, request: MediaRequest<N>) => Promise<MediaAnswers[N]>;

/** Actions in a room of one's own, which everybody who is signed in may: nobody is there to see or to be seen. */
const ALONE: readonly Action[] = ['media.join', 'media.send'];

/** Actions of a guest who was let in. */
const AS_GUEST: readonly Action[] = ['media.join', 'media.send'];
/** What a guest sends. */
const OF_GUEST: readonly MediaSource[] = ['microphone', 'camera'];

/** Whose consult it is. Throws NOT_FOUND or FORBIDDEN. */
async function need(media: Media, { alone, occupant, consultId }: Seat, action: Action): Promise<{ organisationId: string }> {
  if (occupant.kind === 'guest') {
    if (AS_GUEST.includes(action)) return occupant;
    throw new AppError('FORBIDDEN');
  }
  if (alone && ALONE.includes(action)) return occupant.person;
  return media.deps.consults.require(occupant.person, consultId, action);
}

/** A screen may show images or the chart: for a guest it is not there. */
export const seenByGuest = ({ source }: Pick<MediaProducer, 'source'>): boolean => source !== 'screen';

const mayNotSpeak = ({ occupant }: Seat): boolean => occupant.kind === 'guest' && occupant.silenced();

/** What each request does. Whatever it names (transport, producer, consumer) is looked for in the seat's own room only. */
export const mediaHandlers: { [N in MediaRequestName]: Handler<N> } = {
  'media:join': async (media, seat) => {
    const { organisationId } = await need(media, seat, 'media.join');
    await media.unjoin(seat);
    const turn = ++seat.joins;
    const peerId = newId();
    const region = await media.deps.regionOf(organisationId);
    const answer = await media.deps.sfu.call('join', { roomId: seat.roomId, peerId, region });
    const room = await media.room(seat.roomId).catch(() => undefined);
    // One that was asked before and came through meanwhile.
    await media.unjoin(seat);
    // The connection has gone, or asked again with another request: that one is the peer.
    if (room === undefined || seat.closed || turn !== seat.joins) {
      await media.deps.sfu.call('leave', { roomId: seat.roomId, peerId });
      throw new AppError(turn === seat.joins ? 'NOT_FOUND' : 'CONFLICT');
    }
    room.join(peerId, seat.occupant.personId, seat.occupant.kind === 'guest');
    media.joined(seat, peerId);
    await media.tell(seat.roomId);
    return { peerId, ...answer, room: media.view(seat, room), startMuted: room.startMuted };
  },

  'media:leave': async (media, seat) => {
    await media.unjoin(seat);
    return {};
  },

  'media:transport': async (media, seat, { direction, forceTcp }) => {
    if (direction === 'send') await need(media, seat, 'media.send');
    return media.deps.sfu.call('transport', { ...own(seat), direction, forceTcp });
  },

  'media:connect': (media, seat, { transportId, dtlsParameters }) =>
    media.deps.sfu.call('connect', { ...own(seat), transportId, dtlsParameters }),

  'media:restart-ice': (media, seat, { transportId }) => media.deps.sfu.call('restart-ice', { ...own(seat), transportId }),

  'media:produce': async (media, seat, { transportId, kind, source, rtpParameters, paused: wanted, control }) => {
    await need(media, seat, 'media.send');
    const { kind: who, personId } = seat.occupant;
    if (who === 'guest' && !OF_GUEST.includes(source)) throw new AppError('FORBIDDEN');
    const paused = wanted || (source === 'microphone' && mayNotSpeak(seat));
    const peerId = seat.joined;
    const room = await media.room(seat.roomId);
    const { producerId } = await media.deps.sfu.call('produce', { ...own(seat), transportId, kind, source, rtpParameters, paused });
    if (seat.peerId !== peerId) throw new AppError('NOT_FOUND');
    room.sends({ producerId, peerId, personId, kind, source, paused, control });
    // Silenced while it was being made.
    if (!paused && source === 'microphone' && mayNotSpeak(seat)) await media.pause(seat, producerId);
    await media.tell(seat.roomId);
    return { producerId };
  },

  'media:producer': async (media, seat, { producerId, state }) => {
    const room = await media.room(seat.roomId);
    if (state === 'resumed' && mayNotSpeak(seat) && room.producer(producerId)?.source === 'microphone') throw new AppError('FORBIDDEN');
    await media.deps.sfu.call('producer', { ...own(seat), producerId, state });
    if (state !== 'closed') room.setPaused(producerId, state === 'paused');
    else if (!room.closed(producerId)) return {};
    await media.tell(seat.roomId);
    return {};
  },

  'media:consume': async (media, seat, { producerId, rtpCapabilities }) => {
    await need(media, seat, 'media.join');
    const producer = (await media.room(seat.roomId)).producer(producerId);
    // One that is only just being told of is found by the SFU; to a guest it is not there until it is known what it shows.
    if (seat.occupant.kind === 'guest' && (producer === undefined || !seenByGuest(producer))) throw new AppError('NOT_FOUND');
    return media.deps.sfu.call('consume', { ...own(seat), producerId, rtpCapabilities });
  },

  'media:consumer': (media, seat, { consultId: _, requestId: __, ...change }) =>
    media.deps.sfu.call('consumer', { ...own(seat), ...change }),

  'media:health': async (media, seat, { hears, heard, why }) => {
    (await media.room(seat.roomId)).health(seat.joined, { hears, heard, why });
    await media.tell(seat.roomId);
    return {};
  },

  'media:consent': async (media, seat, { granted }) => {
    await need(media, seat, 'media.consent');
    const room = await media.room(seat.roomId);
    const { personId } = seat.occupant;
    if (room.setConsent(personId, granted)) {
      await recordConsent(media.deps.db, seat.roomId, personId, granted);
      await media.tell(seat.roomId);
    }
    return {};
  },

  'media:camera': async (media, seat, { producerId, zoom, pan, tilt, torch }) => {
    await need(media, seat, 'media.camera');
    const room = await media.room(seat.roomId);
    const producer = room.producer(producerId);
    if (producer === undefined) throw new AppError('NOT_FOUND');
    if (!room.allows(producer.personId)) throw new AppError('FORBIDDEN');
    const { control } = producer;
    const asks = { zoom, pan, tilt, torch };
    const can = { zoom: control?.zoom != null, pan: control?.pan === true, tilt: control?.tilt === true, torch: control?.torch === true };
    const asked = Object.entries(asks).filter(([, value]) => value !== undefined);
    if (asked.length === 0 || asked.some(([name]) => !can[name as keyof typeof can])) throw new AppError('BAD_REQUEST');
    media.socketOf(producer.peerId)?.emit('media:camera-asked', { producerId, by: seat.occupant.personId, ...Object.fromEntries(asked) });
    return {};
  },
};

const own = (seat: Seat): { roomId: string; peerId: string } => ({ roomId: seat.roomId, peerId: seat.joined });

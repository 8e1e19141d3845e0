import { z } from 'zod';
import {
  type IceServer,
  type MediaAvailability,
  type MediaKind,
  type MediaTransportOptions,
  mediaKind,
  mediaSource,
} from '#shared/protocol/media.ts';

/**
 * What an SFU is to whoever uses it: rooms, peers, transports, producers, consumers, addressed by ids. It knows nothing of consults, people
 * or rights: a room is a name that its user chose, and who may enter it is settled before anything here is called. The same requests
 * and events go over a connection when the SFU is a process of its own; RTP, ICE and DTLS parameters are mediasoup's own JSON.
 */

const id = z.string().min(1).max(64);
const opaque = z.record(z.string(), z.unknown());
const peer = { roomId: id, peerId: id };

export const sfuRequests = {
  /** `region`: where the room had best run; taken when the room is opened. */
  join: z.object({ ...peer, region: z.string().max(64).optional() }),
  leave: z.object(peer),
  /** Pictures to this peer stand still while `held`, whatever else is asked of them; sound goes on. */
  hold: z.object({ ...peer, held: z.boolean() }),
  transport: z.object({ ...peer, direction: z.enum(['send', 'receive']), forceTcp: z.boolean() }),
  connect: z.object({ ...peer, transportId: id, dtlsParameters: opaque }),
  'restart-ice': z.object({ ...peer, transportId: id }),
  produce: z.object({ ...peer, transportId: id, kind: mediaKind, source: mediaSource, rtpParameters: opaque, paused: z.boolean() }),
  producer: z.object({ ...peer, producerId: id, state: z.enum(['paused', 'resumed', 'closed']) }),
  consume: z.object({ ...peer, producerId: id, rtpCapabilities: opaque }),
  consumer: z.object({
    ...peer,
    consumerId: id,
    state: z.enum(['paused', 'resumed', 'closed']).optional(),
    spatialLayer: z.int().min(0).max(2).optional(),
    keyFrame: z.boolean().optional(),
  }),
} as const;
export type SfuMethod = keyof typeof sfuRequests;
export type SfuRequest<M extends SfuMethod> = z.infer<(typeof sfuRequests)[M]>;

export interface SfuAnswers {
  join: { routerRtpCapabilities: unknown; iceServers: IceServer[] };
  leave: object;
  hold: object;
  transport: MediaTransportOptions;
  connect: object;
  'restart-ice': { iceParameters: unknown };
  produce: { producerId: string };
  producer: object;
  consume: { consumerId: string; kind: MediaKind; rtpParameters: unknown; producerPaused: boolean };
  consumer: object;
}

/** What an SFU has to carry now. `workers` are those alive, one a core. */
export interface SfuLoad {
  workers: number;
  rooms: number;
  peers: number;
  transports: number;
  producers: number;
  consumers: number;
}
export const NO_LOAD: SfuLoad = { workers: 0, rooms: 0, peers: 0, transports: 0, producers: 0, consumers: 0 };

export type SfuEvent =
  /** The room is gone with all it held: whoever was in it joins anew. */
  | { t: 'room-closed'; roomId: string; why: string }
  | { t: 'producer-closed'; roomId: string; peerId: string; producerId: string }
  | { t: 'consumer-closed'; roomId: string; peerId: string; consumerId: string }
  /** Peers whose microphone is above the threshold, loudest first. */
  | { t: 'speaking'; roomId: string; peerIds: string[] }
  /** What may be sent to this peer, bit/s. */
  | { t: 'estimate'; roomId: string; peerId: string; availableBitrate: number }
  | { t: 'availability'; availability: MediaAvailability };

/** Throws AppError: BAD_REQUEST (parameters that mediasoup refuses), NOT_FOUND (not in that room), TOO_MANY_REQUESTS (a limit), NOT_READY. */
export interface Sfu {
  readonly availability: MediaAvailability;
  readonly load: SfuLoad;
  call<M extends SfuMethod>(method: M, request: SfuRequest<M>): Promise<SfuAnswers[M]>;
  on(listener: (event: SfuEvent) => void): () => void;
  close(): Promise<void>;
}

/** Lines of a log; pino's own shape. */
export interface SfuLog {
  info(what: object, message: string): void;
  warn(what: object, message: string): void;
  error(what: object, message: string): void;
}

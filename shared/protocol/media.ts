import { z } from 'zod';
import type { Ack } from './events.ts';

/**
 * Signalling of audio, video and screen on the room's socket.io connection. Every request carries the client's own `requestId`: one
 * that is sent again (a lost answer, a reconnection) gets the answer of the first. RTP, DTLS and ICE parameters are mediasoup's own
 * JSON and pass through; the SFU checks them.
 */

/** What a producer is: decides its priority, its layers, and who may send it. */
export const mediaSource = z.enum(['microphone', 'camera', 'handheld', 'screen']);
export type MediaSource = z.infer<typeof mediaSource>;
export const mediaKind = z.enum(['audio', 'video']);
export type MediaKind = z.infer<typeof mediaKind>;

export const cameraControl = z.strictObject({
  zoom: z.strictObject({ min: z.number(), max: z.number() }).nullable(),
  pan: z.boolean(),
  tilt: z.boolean(),
  torch: z.boolean(),
});
export type CameraControl = z.infer<typeof cameraControl>;

/**
 * `consultId` of the path test of `/check`: a room of one's own with nobody else in it, for everybody who is signed in. Nothing is
 * consumed there; that a transport connects is the answer.
 */
export const CHECK_ROOM = 'check';

const id = z.string().min(1).max(64);
const opaque = z.record(z.string(), z.unknown());
const request = { consultId: id, requestId: z.string().min(8).max(64) };

export const mediaRequests = {
  'media:join': z.strictObject({ ...request, rtpCapabilities: opaque.nullable() }),
  'media:leave': z.strictObject(request),
  'media:transport': z.strictObject({ ...request, direction: z.enum(['send', 'receive']), forceTcp: z.boolean() }),
  'media:connect': z.strictObject({ ...request, transportId: id, dtlsParameters: opaque }),
  'media:restart-ice': z.strictObject({ ...request, transportId: id }),
  'media:produce': z.strictObject({
    ...request,
    transportId: id,
    kind: mediaKind,
    source: mediaSource,
    rtpParameters: opaque,
    paused: z.boolean(),
    /** What this camera can do when asked from afar. */
    control: cameraControl.nullable(),
  }),
  'media:producer': z.strictObject({ ...request, producerId: id, state: z.enum(['paused', 'resumed', 'closed']) }),
  'media:consume': z.strictObject({ ...request, producerId: id, rtpCapabilities: opaque }),
  /** `spatialLayer`: highest wanted of three. Only what is named changes. */
  'media:consumer': z.strictObject({
    ...request,
    consumerId: id,
    state: z.enum(['paused', 'resumed', 'closed']).optional(),
    spatialLayer: z.int().min(0).max(2).optional(),
    keyFrame: z.boolean().optional(),
  }),
  /** What this person can hear and be heard with, measured in their browser: told to everybody. */
  'media:health': z.strictObject({ ...request, hears: z.boolean(), heard: z.boolean(), why: z.string().max(120) }),
  /** The bedside says yes or no to others moving its camera; asked once a consult, withdrawn with one tap. */
  'media:consent': z.strictObject({ ...request, granted: z.boolean() }),
  /** To whoever sends that producer: refused without consent. */
  'media:camera': z.strictObject({
    ...request,
    producerId: id,
    zoom: z.number().min(1).max(16).optional(),
    pan: z.number().min(-1).max(1).optional(),
    tilt: z.number().min(-1).max(1).optional(),
    torch: z.boolean().optional(),
  }),
} as const;
export type MediaRequestName = keyof typeof mediaRequests;
export type MediaRequest<N extends MediaRequestName> = z.infer<(typeof mediaRequests)[N]>;

export interface IceServer {
  urls: string[];
  username?: string;
  credential?: string;
}

export interface MediaTransportOptions {
  id: string;
  iceParameters: unknown;
  iceCandidates: unknown[];
  dtlsParameters: unknown;
}

/** One thing somebody sends, as everybody in the room sees it. */
export interface MediaProducer {
  producerId: string;
  peerId: string;
  personId: string;
  kind: MediaKind;
  source: MediaSource;
  paused: boolean;
  /** What the bedside camera can do when asked from afar; null: no camera that can be moved. */
  control: CameraControl | null;
}

/** One connection that joined media; a person may have several (cart and phone). */
export interface MediaPeer {
  peerId: string;
  personId: string;
  /** Media only: no images, no chart (interpreter, family). */
  limited: boolean;
  hears: boolean;
  heard: boolean;
  /** In words, '' when all is well. */
  why: string;
}

/** The whole of a room's media, sent again whenever it changes: small, and nothing can be missed. */
export interface MediaRoom {
  consultId: string;
  peers: MediaPeer[];
  producers: MediaProducer[];
  /** Person ids, loudest first. */
  speaking: string[];
  /** Who allows their camera to be moved. */
  consent: string[];
}

export type MediaAvailability = { state: 'ready' } | { state: 'starting' | 'down'; why: string; since: string };

export interface MediaAnswers {
  'media:join': {
    peerId: string;
    routerRtpCapabilities: unknown;
    iceServers: IceServer[];
    room: MediaRoom;
    /** So many are in the room that one starts muted. */
    startMuted: boolean;
  };
  'media:leave': object;
  'media:transport': MediaTransportOptions;
  'media:connect': object;
  'media:restart-ice': { iceParameters: unknown };
  'media:produce': { producerId: string };
  'media:producer': object;
  'media:consume': { consumerId: string; kind: MediaKind; rtpParameters: unknown; producerPaused: boolean };
  'media:consumer': object;
  'media:health': object;
  'media:consent': object;
  'media:camera': object;
}

export type MediaClientEvents = {
  [N in MediaRequestName]: (request: MediaRequest<N>, ack: (answer: Ack<MediaAnswers[N]>) => void) => void;
};

export interface MediaServerEvents {
  'media:room': (room: MediaRoom) => void;
  /** Whether there is an SFU at all; after `down` everybody joins anew. */
  'media:availability': (availability: MediaAvailability) => void;
  'media:consumer-closed': (closed: { consumerId: string }) => void;
  /** What the SFU's bandwidth estimate allows this peer to receive, bit/s: an input of the arbiter. */
  'media:estimate': (estimate: { availableBitrate: number }) => void;
  /** Somebody with consent asks this person's camera to move. */
  'media:camera-asked': (asked: { producerId: string; by: string; zoom?: number; pan?: number; tilt?: number; torch?: boolean }) => void;
}

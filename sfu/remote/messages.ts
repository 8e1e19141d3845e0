import { z } from 'zod';
import { ERRORS, type ErrorCode } from '#shared/protocol/errors.ts';
import { type SfuEvent, type SfuLoad, sfuRequests } from '../sfu.ts';

/**
 * What an SFU process and the server say to each other: JSON text frames on one WebSocket that the SFU opens at `/sfu`. Requests go to the SFU, answers,
 * events and its load come back.
 */

export const SFU_PROTOCOL = 1;
export const SFU_PATH = '/sfu';
/** Largest message, bytes: RTP capabilities are the largest thing in one. */
export const MAX_MESSAGE_BYTES = 256 * 1024;
/** Each end asks the other whether it is there so often, and gives it up when nothing came for the second, ms. */
export const PING_MS = 1_000;
export const SILENCE_MS = 4_000;

const id = z.string().min(1).max(64);
const count = z.int().min(0);
const load = z.object({ workers: count, rooms: count, peers: count, transports: count, producers: count, consumers: count });
const availability = z.discriminatedUnion('state', [
  z.object({ state: z.literal('ready') }),
  z.object({ state: z.enum(['starting', 'down']), why: z.string().max(1_000), since: z.string().max(40) }),
]);
const event = z.discriminatedUnion('t', [
  z.object({ t: z.literal('room-closed'), roomId: id, why: z.string().max(1_000) }),
  z.object({ t: z.literal('producer-closed'), roomId: id, peerId: id, producerId: id }),
  z.object({ t: z.literal('consumer-closed'), roomId: id, peerId: id, consumerId: id }),
  z.object({ t: z.literal('speaking'), roomId: id, peerIds: z.array(id).max(64) }),
  z.object({ t: z.literal('estimate'), roomId: id, peerId: id, availableBitrate: z.number() }),
  z.object({ t: z.literal('availability'), availability }),
]);
const code = z.enum(Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]]);

/** From the SFU. `hello` is the first, and the only one before it is registered. */
export const fromSfu = z.discriminatedUnion('t', [
  z.object({
    t: z.literal('hello'),
    protocol: z.literal(SFU_PROTOCOL),
    name: z.string().min(1).max(64),
    region: z.string().max(64),
    availability,
    load,
  }),
  z.object({ t: z.literal('answer'), call: z.int(), ok: z.literal(true), answer: z.record(z.string(), z.unknown()) }),
  z.object({ t: z.literal('refusal'), call: z.int(), code }),
  z.object({ t: z.literal('event'), event }),
  z.object({ t: z.literal('load'), load }),
]);
export type FromSfu =
  | Exclude<z.infer<typeof fromSfu>, { t: 'event' | 'load' }>
  | { t: 'event'; event: SfuEvent }
  | { t: 'load'; load: SfuLoad };

/** To the SFU. */
export const toSfu = z.object({
  t: z.literal('call'),
  call: z.int(),
  method: z.enum(Object.keys(sfuRequests) as [keyof typeof sfuRequests, ...(keyof typeof sfuRequests)[]]),
  request: z.record(z.string(), z.unknown()),
});

import { z } from 'zod';
import type { Ack } from './events.ts';
import type { Role } from './http.ts';
import type { MediaClientEvents, MediaServerEvents } from './media.ts';

/**
 * Limited participants: an interpreter or a relative, who sees and hears and has no account. The link's token names one invitation; it goes to the server
 * in the first packet of the guest's own socket.io connection and nowhere else.
 */

/** Path of the guests' own socket.io server: nothing else is on it, and a guest is on nothing else. */
export const GUEST_PATH = '/guest';
/** `consultId` of every media request of a guest: which consult that is they are not told. */
export const GUEST_ROOM = 'guest';
/** Longest time that a link is good for, minutes. */
export const LONGEST_MINUTES = 12 * 60;

export const guestKind = z.enum(['interpreter', 'family']);
export type GuestKind = z.infer<typeof guestKind>;

export const inviteGuest = z.strictObject({
  kind: guestKind,
  /** Who it is for those in the room: "Ms Lind", "Anna, daughter". */
  name: z.string().trim().min(1).max(60),
  language: z.string().trim().max(40),
  minutes: z.int().min(5).max(LONGEST_MINUTES),
});
export type InviteGuest = z.infer<typeof inviteGuest>;

/** `away`: was admitted and the line is down; comes back without knocking for a minute. */
export const guestStage = z.enum(['invited', 'waiting', 'in-call', 'away']);

/** One invitation that is still good, as the care team sees it. */
export const guestEntry = z.object({
  id: z.string(),
  personId: z.string(),
  kind: guestKind,
  name: z.string(),
  language: z.string(),
  invitedBy: z.string(),
  expiresAt: z.string(),
  stage: guestStage,
  /** A clinician turned the microphone off: only a clinician turns it on again. */
  silenced: z.boolean(),
});
export type GuestEntry = z.infer<typeof guestEntry>;

/** `path` holds the token, which is told this once and kept nowhere. */
export const guestInvited = z.object({ guest: guestEntry, path: z.string() });
export type GuestInvited = z.infer<typeof guestInvited>;

export const patchGuest = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('admit'), consent: z.enum(['patient', 'representative']) }),
  z.strictObject({ action: z.literal('decline') }),
  z.strictObject({ action: z.literal('silence') }),
  z.strictObject({ action: z.literal('let-speak') }),
  /** Out of the call, and the link is dead. */
  z.strictObject({ action: z.literal('end') }),
]);
export type PatchGuest = z.infer<typeof patchGuest>;

/** First packet of a guest. `device` is made up by the page and kept for the tab: who was admitted is known by it after the line was down. */
export const guestAuth = z.strictObject({ token: z.string().regex(/^[\w-]{43}$/), device: z.uuid() });

/** Somebody in the room, for a guest: who is speaking to them. */
export interface GuestSees {
  personId: string;
  name: string;
  role: Role | GuestKind;
}

/** Everything a guest is told of the consult. */
export interface GuestState {
  hospital: string;
  kind: GuestKind;
  name: string;
  expiresAt: string;
  /** `elsewhere`: the same link was opened on another device. `ended`: for good. */
  stage: 'preview' | 'waiting' | 'declined' | 'in-call' | 'elsewhere' | 'ended';
  silenced: boolean;
  people: GuestSees[];
}

export interface GuestServerEvents extends MediaServerEvents {
  'guest:state': (state: GuestState) => void;
}

export interface GuestClientEvents extends MediaClientEvents {
  'guest:knock': (ack: (answer: Ack) => void) => void;
  'guest:leave': (ack: (answer: Ack) => void) => void;
}

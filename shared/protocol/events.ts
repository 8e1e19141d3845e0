import type { CallView } from './call.ts';
import type { ErrorCode } from './errors.ts';
import type { GuestEntry } from './guest.ts';
import type { ConsultSummary, Role } from './http.ts';
import type { MediaClientEvents, MediaServerEvents } from './media.ts';

/** socket.io: what happened. Acks are `{ok: true, …} | {ok: false, code}`. */

export interface RosterEntry {
  personId: string;
  name: string;
  role: Role;
  site: string;
  /** Index into the eight presence hues, fixed for the person in this room. */
  hue: number;
  /** Yjs client ids bound to this person's live connections: whose cursor is whose. */
  clientIds: number[];
  /** May change others' marks' visibility. */
  moderator: boolean;
  /** May write in the document. */
  writer: boolean;
}

export type Ack<T = object> = ({ ok: true } & T) | { ok: false; code: ErrorCode };

export interface ServerToClientEvents extends MediaServerEvents {
  /** A consult that this person may see was opened or changed. */
  consult: (consult: ConsultSummary) => void;
  /** Interpreters and relatives of a consult whose room this person has entered: who is invited, knocks, is in. */
  guests: (room: { consultId: string; guests: GuestEntry[] }) => void;
  roster: (room: { consultId: string; people: RosterEntry[] }) => void;
  /** The call of a consult that this person may see went on. */
  call: (call: CallView) => void;
  /** Server clock, for "minutes since": ISO instant. */
  clock: (now: string) => void;
}

export interface ClientToServerEvents extends MediaClientEvents {
  enter: (request: { consultId: string }, ack: (answer: Ack<{ consult: ConsultSummary; people: RosterEntry[] }>) => void) => void;
  /** The server's clock now, ISO instant: half the way there and back is how well it is known here. */
  'clock-now': (ack: (now: string) => void) => void;
  leave: (request: { consultId: string }, ack: (answer: Ack) => void) => void;
}

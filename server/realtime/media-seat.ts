import { AppError } from '#shared/protocol/errors.ts';
import { CHECK_ROOM } from '#shared/protocol/media.ts';
import type { IoSocket, Person } from './wire.ts';

/** Who sits there. A guest was let in by a clinician, has no account, and sees no screen that is shared. */
export type Occupant =
  | { kind: 'person'; personId: string; person: Person; roomId: string }
  | { kind: 'guest'; personId: string; organisationId: string; roomId: string; silenced: () => boolean };

/** Answers are kept for as many requests of one connection in one room; older ones are not sent again by any client, they are past their time limit. */
const KEPT_ANSWERS = 256;
/** Requests a second that one connection may go on making, and how many at once after a pause: joining a full room takes a burst of them. */
const REQUESTS_PER_S = 30;
const BURST = 300;

/** One connection in the media of one consult: its peer while it has joined, and the answers it has had. */
export class Seat {
  readonly socket: IoSocket;
  readonly consultId: string;
  readonly occupant: Occupant;
  /** Null until it joins, and again after it left or the room was lost. */
  peerId: string | null = null;
  closed = false;
  /** How often joining was begun: only the last one counts. */
  joins = 0;
  readonly #answers = new Map<string, { made: Promise<object>; settled: boolean }>();
  #tokens = BURST;
  #at = performance.now();

  /** `consultId`: what the client calls the room. */
  constructor(socket: IoSocket, consultId: string, occupant: Occupant) {
    this.socket = socket;
    this.consultId = consultId;
    this.occupant = occupant;
  }

  /** The SFU's name of the room: the consult's id, or one of this connection's own for the path test. */
  get roomId(): string {
    return this.occupant.roomId;
  }

  /** In a room of one's own, where nobody else is or comes. */
  get alone(): boolean {
    return this.consultId === CHECK_ROOM;
  }

  /** Throws NOT_FOUND while not joined: a transport or producer of a lost room is not there any more. */
  get joined(): string {
    if (this.peerId === null) throw new AppError('NOT_FOUND');
    return this.peerId;
  }

  /** Throws TOO_MANY_REQUESTS. */
  pay(): void {
    const now = performance.now();
    this.#tokens = Math.min(BURST, this.#tokens + ((now - this.#at) / 1000) * REQUESTS_PER_S);
    this.#at = now;
    if (this.#tokens < 1) throw new AppError('TOO_MANY_REQUESTS');
    this.#tokens--;
  }

  /** A request that comes again gets the answer of the first, also while that is still on its way. What failed may be tried again. */
  once<T extends object>(name: string, requestId: string, work: () => Promise<T>): Promise<T> {
    const key = `${name} ${requestId}`;
    const known = this.#answers.get(key);
    if (known !== undefined) return known.made as Promise<T>;
    const entry = { made: work(), settled: false };
    this.#answers.set(key, entry);
    entry.made.then(
      () => {
        entry.settled = true;
      },
      () => this.#answers.get(key) === entry && this.#answers.delete(key),
    );
    if (this.#answers.size > KEPT_ANSWERS) this.#answers.delete(this.#answers.keys().next().value!);
    return entry.made;
  }

  /** What was answered speaks of things that are gone. What is still on its way finds that out itself. */
  forget(): void {
    this.peerId = null;
    for (const [key, { settled }] of this.#answers) if (settled) this.#answers.delete(key);
  }
}

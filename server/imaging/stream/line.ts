import { Credit } from './credit.ts';
import { Pace } from './pace.ts';
import { Yielding } from './yielding.ts';

/** The link's figures are told at most this often, ms. */
const FIGURES_EVERY_MS = 1_000;
/** While sound and pictures share the link, what nobody looks at is sent only into a queue shorter than this, ms: the next jump stands behind it. */
const PREFETCH_QUEUE_MS = 30;

/** How fast the link is, and how long a byte takes there and back. */
export interface Figures {
  bytesPerSecond: number;
  rttMs: number;
}

/**
 * The link to one viewer: what may go on it now, beside what the viewer's sound and pictures need. Slices on the screen go first, and
 * pictures of people stand still for them. The clock is a parameter (ms).
 */
export class Line {
  readonly #credit = new Credit();
  readonly #pace = new Pace();
  readonly #yielding: Yielding;
  /** Of all bytes sent, where the last for a slice on the screen ended. */
  #screenEnd = 0;
  #toldAt = 0;

  constructor(holdPictures: (held: boolean) => void) {
    this.#yielding = new Yielding(holdPictures);
  }

  /** A good size for the next chunk, bytes. */
  get chunkBytes(): number {
    return this.#credit.chunkBytes;
  }

  /** The viewer's arbiter: a cap on what nobody looks at (null: none), and whether pictures give way to slices. */
  limit(bytesPerSecond: number | null, yields: boolean, now: number): void {
    this.#pace.set(bytesPerSecond, now);
    this.#yielding.allow(yields);
  }

  /** `total`: bytes that the viewer has received in all. */
  acked(total: number, now: number): void {
    this.#credit.onAck(total, now);
  }

  /** `onScreen`: what is to be sent next is for a slice on the screen. Pictures stand still for it, and until such bytes have arrived. */
  turn(onScreen: boolean): void {
    this.#yielding.slice(onScreen || this.#credit.acked < this.#screenEnd);
  }

  /** Whether there is credit for anything. */
  hasRoom(onScreen: boolean): boolean {
    return (onScreen && this.#pace.capped ? this.#credit.availableToScreen : this.#credit.available) > 0;
  }

  /** How long until a chunk may go, ms; 0: now; null: not before something has arrived. */
  wait(onScreen: boolean, now: number): number | null {
    if (onScreen) return 0;
    const crowded = this.#credit.queueMs > PREFETCH_QUEUE_MS || this.#credit.availableToPrefetch <= 0;
    if (this.#pace.capped && this.#credit.inFlight > 0 && crowded) return null;
    return this.#pace.wait(now);
  }

  sent(bytes: number, onScreen: boolean, now: number): void {
    this.#credit.onSend(bytes, now, !onScreen && this.#pace.capped);
    if (onScreen) this.#screenEnd = this.#credit.sent;
    else this.#pace.sent(bytes);
  }

  /** For the viewer, when it is time to tell it again; else null. */
  figures(now: number): Figures | null {
    if (this.#credit.bytesPerSecond === 0 || now - this.#toldAt < FIGURES_EVERY_MS) return null;
    this.#toldAt = now;
    return { bytesPerSecond: Math.round(this.#credit.bytesPerSecond), rttMs: Math.round(this.#credit.rttMs * 10) / 10 };
  }

  close(): void {
    this.#yielding.close();
  }
}

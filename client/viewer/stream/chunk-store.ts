import { type Chunk, MAX_HELD_FRAMES, type ReadyFrame, tagOf } from '#shared/protocol/stream.ts';
import { QUALITY, type Quality } from './messages.ts';

/** A frame whose bytes failed their hash this often is given up: something on the way damages it every time. */
export const MAX_HASH_FAILURES = 3;

interface Held {
  tag: number;
  total: number;
  /** Received without a gap from byte 0. */
  have: number;
  parts: Uint8Array[];
  /** Hash checked and right. */
  verified: boolean;
  /** `have` at which a gap was reported last: reported once, not for every chunk in flight behind it. */
  gapAt: number;
  /** Rises with every arrival and use; the lowest is dropped first. */
  used: number;
}

/** What a chunk led to. */
export type Taken =
  | { kind: 'taken'; id: number; complete: boolean }
  /** Nothing new in it: after a re-connection some bytes may come twice. */
  | { kind: 'known' }
  | { kind: 'again'; id: number; have: number };

/**
 * Codestreams as they arrive, compressed. Invariants: `have` bytes from 0 are held without a gap; a frame is `full` only after its
 * whole codestream matched the announced SHA-256; `bytes` is the sum of all held bytes.
 */
export class ChunkStore {
  readonly #frames = new Map<number, Held>();
  readonly #ready = new Map<number, ReadyFrame>();
  readonly #failures = new Map<number, number>();
  #bytes = 0;
  #clock = 0;

  get bytes(): number {
    return this.#bytes;
  }

  ready(frame: ReadyFrame): void {
    const held = this.#frames.get(frame.id);
    if (held && held.tag !== tagOf(frame.sha256)) this.#forget(frame.id);
    if (this.#ready.get(frame.id)?.sha256 !== frame.sha256) this.#failures.delete(frame.id);
    this.#ready.set(frame.id, frame);
  }

  info(id: number): ReadyFrame | undefined {
    return this.#ready.get(id);
  }

  /** Bytes of this frame held without a gap. */
  have(id: number): number {
    return this.#frames.get(id)?.have ?? 0;
  }

  /** Bytes held, frames announced, and the length of all their codestreams. */
  totals(): { held: number; announced: number; announcedBytes: number } {
    let announcedBytes = 0;
    for (const frame of this.#ready.values()) announcedBytes += frame.ends.at(-1)!;
    return { held: this.#bytes, announced: this.#ready.size, announcedBytes };
  }

  take(chunk: Chunk): Taken {
    const { id, tag, from, total, payload } = chunk;
    let held = this.#frames.get(id);
    if (held && (held.tag !== tag || held.total !== total)) {
      this.#forget(id);
      held = undefined;
    }
    if (!held) {
      if (from !== 0) return { kind: 'again', id, have: 0 };
      held = { tag, total, have: 0, parts: [], verified: false, gapAt: -1, used: 0 };
      this.#frames.set(id, held);
    }
    held.used = ++this.#clock;
    const to = from + payload.length;
    if (from > held.have) {
      if (held.gapAt === held.have) return { kind: 'known' };
      held.gapAt = held.have;
      return { kind: 'again', id, have: held.have };
    }
    if (to <= held.have) return { kind: 'known' };
    const news = payload.subarray(held.have - from);
    held.parts.push(news);
    held.have = to;
    held.gapAt = -1;
    this.#bytes += news.length;
    return { kind: 'taken', id, complete: held.have === held.total };
  }

  /** Checks the hash of a complete codestream (FIPS 180-4). Wrong: its bytes are thrown away and the frame is to be sent again. */
  async verify(id: number): Promise<'verified' | 'again' | 'refused' | 'superseded'> {
    const held = this.#frames.get(id);
    const ready = this.#ready.get(id);
    if (!held || !ready || held.have !== held.total) return 'superseded';
    const whole = join(held.parts, held.have);
    held.parts = [whole];
    const digest = hex(await crypto.subtle.digest('SHA-256', whole));
    if (this.#frames.get(id) !== held || this.#ready.get(id) !== ready) return 'superseded';
    if (digest === ready.sha256) {
      held.verified = true;
      return 'verified';
    }
    this.#forget(id);
    const failures = (this.#failures.get(id) ?? 0) + 1;
    this.#failures.set(id, failures);
    return failures >= MAX_HASH_FAILURES ? 'refused' : 'again';
  }

  quality(id: number): Quality {
    const held = this.#frames.get(id);
    const ready = this.#ready.get(id);
    if (!held || !ready) return QUALITY.none;
    if (held.verified) return QUALITY.full;
    const end = ready.ends[ready.preview]!;
    return ready.codec === 'htj2k' && held.have >= end && end < held.total ? QUALITY.preview : QUALITY.none;
  }

  /** A copy of the bytes that make the best picture; null when there is none. Before the hash was right, a resolution less than all. */
  codestream(id: number): Uint8Array<ArrayBuffer> | null {
    const held = this.#frames.get(id);
    const ready = this.#ready.get(id);
    const quality = this.quality(id);
    if (!held || !ready || quality === QUALITY.none) return null;
    held.used = ++this.#clock;
    const end = quality === QUALITY.full ? held.total : Math.max(...ready.ends.filter((at) => at <= held.have && at < held.total));
    return join(held.parts, end);
  }

  /** For `hello`: [id, tag, have] of what is held, newest use first. */
  held(): [number, number, number][] {
    return [...this.#frames]
      .filter(([, held]) => held.have > 0)
      .sort(([, a], [, b]) => b.used - a.used)
      .slice(0, MAX_HELD_FRAMES)
      .map(([id, held]) => [id, held.tag, held.have]);
  }

  /** Drops the longest unused frames until `limit` bytes are held, except `keep`; returns what was dropped. */
  shrink(limit: number, keep: ReadonlySet<number>): number[] {
    if (this.#bytes <= limit) return [];
    const dropped: number[] = [];
    const candidates = [...this.#frames].filter(([id]) => !keep.has(id)).sort(([, a], [, b]) => a.used - b.used);
    for (const [id] of candidates) {
      if (this.#bytes <= limit) break;
      this.#forget(id);
      dropped.push(id);
    }
    return dropped;
  }

  forget(ids: Iterable<number>): void {
    for (const id of ids) {
      this.#forget(id);
      this.#ready.delete(id);
      this.#failures.delete(id);
    }
  }

  fullFrames(): number {
    let count = 0;
    for (const held of this.#frames.values()) if (held.verified) count += 1;
    return count;
  }

  #forget(id: number): void {
    this.#bytes -= this.#frames.get(id)?.have ?? 0;
    this.#frames.delete(id);
  }
}

function join(parts: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    if (at >= length) break;
    const piece = at + part.length > length ? part.subarray(0, length - at) : part;
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

const hex = (bytes: ArrayBuffer): string => Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');

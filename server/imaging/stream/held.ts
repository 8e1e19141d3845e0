import type { ReadyFrame } from '#shared/protocol/stream.ts';

/** What one viewer has of every frame. Later parts ask it, e.g. before a reader signs that all slices were there to be seen. */
export type FrameFidelity = 'none' | 'preview' | 'lossless';

/** Bytes of a codestream that make its preview, and the whole of it. */
export const previewBytes = (ready: ReadyFrame): number => ready.ends[ready.preview]!;
export const totalBytes = (ready: ReadyFrame): number => ready.ends[ready.ends.length - 1]!;

/** Offsets up to which codestreams were sent to (or are held by) one client, and what it has put away to make room. */
export class Held {
  readonly #sent = new Map<number, number>();
  readonly #dropped = new Set<number>();

  sent(id: number): number {
    return this.#sent.get(id) ?? 0;
  }

  set(id: number, bytes: number): void {
    if (bytes === 0) this.#sent.delete(id);
    else this.#sent.set(id, bytes);
  }

  /** The client found less than was sent: from there it needs it again. */
  again(id: number, have: number): void {
    this.set(id, Math.min(have, this.sent(id)));
    this.#dropped.delete(id);
  }

  /** Put away by the client: not sent again until it is looked at or asked for. */
  drop(id: number): void {
    this.set(id, 0);
    this.#dropped.add(id);
  }

  isDropped(id: number): boolean {
    return this.#dropped.has(id);
  }

  lookedAt(id: number): void {
    this.#dropped.delete(id);
  }

  fidelity(ready: ReadyFrame): FrameFidelity {
    const [sent, preview, total] = [this.sent(ready.id), previewBytes(ready), totalBytes(ready)];
    if (total > 0 && sent >= total) return 'lossless';
    return preview > 0 && sent >= preview ? 'preview' : 'none';
  }
}

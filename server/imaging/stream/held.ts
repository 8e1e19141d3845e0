/** What one viewer has of every frame. Later parts ask it, e.g. before a reader signs that all slices were there to be seen. */
export type FrameFidelity = 'none' | 'preview' | 'lossless';

/** Offsets up to which codestreams were sent to (or are held by) one client. */
export class Held {
  readonly #sent = new Map<number, number>();

  sent(id: number): number {
    return this.#sent.get(id) ?? 0;
  }

  set(id: number, bytes: number): void {
    if (bytes === 0) this.#sent.delete(id);
    else this.#sent.set(id, bytes);
  }

  fidelity(id: number, previewBytes: number, totalBytes: number): FrameFidelity {
    const sent = this.sent(id);
    if (totalBytes > 0 && sent >= totalBytes) return 'lossless';
    return previewBytes > 0 && sent >= previewBytes ? 'preview' : 'none';
  }
}

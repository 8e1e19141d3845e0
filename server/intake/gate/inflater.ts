import { createInflateRaw, type InflateRaw } from 'node:zlib';
import { INFLATE_FLOOR_BYTES, MAX_INFLATE_RATIO } from './limits.ts';
import { Refusal } from './refusal.ts';

/** Where inflated bytes and faults go. `data` answers false when it wants no more. */
export interface InflaterSink {
  data(inflated: Buffer): boolean;
  refuse(refusal: Refusal): void;
}

/** Inflates a deflated data set (PS3.5 §A.5) piece by piece, and stops when it grows out of proportion. */
export class Inflater {
  readonly #stream: InflateRaw;
  readonly #sink: InflaterSink;
  #input = 0;
  #output = 0;
  #lastByte = 0;
  #stopped = false;
  /** zlib saw the end of the deflate stream and reads no further. */
  #ended = false;
  #release: (() => void) | null = null;

  constructor(maxBytes: number, sink: InflaterSink) {
    this.#sink = sink;
    this.#stream = createInflateRaw({ chunkSize: 65_536 });
    this.#stream.on('data', (inflated: Buffer) => {
      if (this.#stopped) return;
      this.#output += inflated.length;
      const limit = Math.min(maxBytes, Math.max(INFLATE_FLOOR_BYTES, MAX_INFLATE_RATIO * this.#input));
      if (this.#output > limit) {
        sink.refuse(new Refusal('DICOM_INFLATE_LIMIT', 'the deflated data set'));
        this.#stop();
      } else if (!sink.data(inflated)) {
        this.#stop();
      }
    });
    this.#stream.on('error', (error: NodeJS.ErrnoException) => {
      if (this.#stopped) return;
      const cut = error.code === 'Z_BUF_ERROR';
      sink.refuse(new Refusal(cut ? 'DICOM_TRUNCATED' : 'DICOM_PARSE', cut ? 'the deflated data set ends early' : 'not a deflate stream'));
      this.#stop();
    });
    this.#stream.on('end', () => {
      this.#ended = true;
      this.#release?.();
    });
  }

  /** Resolves when everything written so far went through the sink, or nothing is wanted any more. */
  async write(chunk: Buffer): Promise<void> {
    if (this.#stopped || chunk.length === 0) return;
    this.#input += chunk.length;
    this.#lastByte = chunk[chunk.length - 1]!;
    if (this.#ended) return;
    await new Promise<void>((resolve) => {
      this.#release = resolve;
      this.#stream.write(chunk, () => resolve());
    });
  }

  /** The stream must end where the bytes do; one NUL of padding is due when its length is odd. */
  async end(): Promise<void> {
    if (!this.#stopped && !this.#ended) {
      await new Promise<void>((resolve) => {
        this.#release = resolve;
        this.#stream.end();
      });
    }
    if (this.#stopped) return;
    const behind = this.#input - this.#stream.bytesWritten;
    if (behind > 1 || (behind === 1 && this.#lastByte !== 0)) {
      this.#sink.refuse(new Refusal('DICOM_TRAILING_DATA', `${behind} bytes behind the deflated data set`));
    }
    this.close();
  }

  close(): void {
    this.#stopped = true;
    this.#stream.destroy();
  }

  #stop(): void {
    this.close();
    this.#release?.();
  }
}

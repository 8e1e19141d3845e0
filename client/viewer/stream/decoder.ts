import type { HTJ2KDecoder, OpenJphModule } from '../vendor-types.ts';
import type { DecodeAnswer, DecodeJob } from './messages.ts';
import { rescale } from './pixels.ts';

/**
 * Decodes codestreams one after the other. One decoder object serves for ever (each new one would take 0.72 MB of WASM memory
 * for good); after an exception it is replaced, because its state is then unknown.
 */
export class FrameDecoder {
  readonly #module: OpenJphModule;
  #decoder: HTJ2KDecoder;

  constructor(module: OpenJphModule) {
    this.#module = module;
    this.#decoder = new module.HTJ2KDecoder();
  }

  get wasmBytes(): number {
    return this.#module.HEAPU8?.length ?? 0;
  }

  async decode(job: DecodeJob): Promise<DecodeAnswer> {
    const { id, quality, shape } = job;
    const started = performance.now();
    try {
      const raw = job.codec === 'jpeg' ? await decodeJpeg(job) : this.#decodeHtj2k(job);
      const { data, min, max } = rescale(raw, shape);
      return { ok: true, pixels: { id, quality, data, min, max, decodeMs: performance.now() - started }, wasmBytes: this.wasmBytes };
    } catch (error) {
      if (job.codec === 'htj2k') this.#replace();
      return { ok: false, id, quality, why: reason(error) };
    }
  }

  #decodeHtj2k({ bytes, shape }: DecodeJob): Uint8Array {
    const decoder = this.#decoder;
    decoder.getEncodedBuffer(bytes.length).set(bytes);
    // Level 0 of a prefix is the full-size picture, only smoother: coordinates and spacing stay right.
    decoder.decodeSubResolution(0);
    const { width, height, componentCount } = decoder.getFrameInfo();
    if (width !== shape.columns || height !== shape.rows || componentCount !== shape.samples) {
      throw new RangeError(
        `the picture is ${width} × ${height} × ${componentCount}, not ${shape.columns} × ${shape.rows} × ${shape.samples}`,
      );
    }
    return decoder.getDecodedBuffer();
  }

  #replace(): void {
    try {
      this.#decoder.delete();
    } catch {
      // Already unusable.
    }
    this.#decoder = new this.#module.HTJ2KDecoder();
  }
}

/** JPEG baseline originals (PS3.5 §8.2.1): the browser's own decoder, without colour management. */
async function decodeJpeg({ bytes, shape }: DecodeJob): Promise<Uint8Array> {
  const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/jpeg' }), {
    colorSpaceConversion: 'none',
    premultiplyAlpha: 'none',
  });
  try {
    if (bitmap.width !== shape.columns || bitmap.height !== shape.rows) {
      throw new RangeError(`the picture is ${bitmap.width} × ${bitmap.height}, not ${shape.columns} × ${shape.rows}`);
    }
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
    if (!context) throw new Error('no canvas to decode on');
    context.drawImage(bitmap, 0, 0);
    const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
    const out = new Uint8Array(shape.rows * shape.columns * shape.samples);
    for (let from = 0, to = 0; from < data.length; from += 4) {
      for (let sample = 0; sample < shape.samples; sample += 1) out[to++] = data[from + sample]!;
    }
    return out;
  } finally {
    bitmap.close();
  }
}

/** The codec throws bare numbers (addresses of C++ exceptions). */
const reason = (error: unknown): string => (error instanceof Error ? error.message : 'the codestream is damaged');

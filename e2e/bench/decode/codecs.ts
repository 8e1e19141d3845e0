import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** Pictures of 512 × 512, 12 bits unsigned: stored values of a CT. */
export const SIDE = 512;
const BITS = 12;

interface JpegLsEncoder {
  getDecodedBuffer(info: { width: number; height: number; bitsPerSample: number; componentCount: number }): Uint8Array;
  setNearLossless(loss: number): void;
  encode(): void;
  getEncodedBuffer(): Uint8Array;
  delete(): void;
}
interface CharLs {
  JpegLSEncoder: new () => JpegLsEncoder;
}

/** Files of the two codecs as a browser loads them, and the names under which the scripts put their factories. */
export const FILES = {
  htj2k: { script: file('@cornerstonejs/codec-openjph', 'openjphjs.js'), wasm: file('@cornerstonejs/codec-openjph', 'openjphjs.wasm') },
  jpegLs: { script: file('@cornerstonejs/codec-charls', 'charlswasm.js'), wasm: file('@cornerstonejs/codec-charls', 'charlswasm.wasm') },
};

function file(name: string, path: string): string {
  const main = require.resolve(name);
  return `${main.slice(0, main.lastIndexOf('/dist/'))}/dist/${path}`;
}

/** A lossless JPEG-LS encoder (ISO/IEC 14495-1). */
export async function jpegLsEncoder(): Promise<(pixels: Uint16Array) => Uint8Array> {
  const factory = require(FILES.jpegLs.script) as (options: object) => Promise<CharLs>;
  const library = await factory({ wasmBinary: readFileSync(FILES.jpegLs.wasm) });
  return (pixels) => {
    const encoder = new library.JpegLSEncoder();
    try {
      const into = encoder.getDecodedBuffer({ width: SIDE, height: SIDE, bitsPerSample: BITS, componentCount: 1 });
      into.set(new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength));
      encoder.setNearLossless(0);
      encoder.encode();
      return Uint8Array.from(encoder.getEncodedBuffer());
    } finally {
      encoder.delete();
    }
  };
}

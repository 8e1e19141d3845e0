import openJph from '@cornerstonejs/codec-openjph';
import type { ReadyFrame } from '#shared/protocol/stream.ts';

interface Encoder {
  getDecodedBuffer(info: object): Uint8Array;
  setDecompositions(n: number): void;
  setQuality(lossless: boolean, step: number): void;
  setProgressionOrder(order: number): void;
  setTLMMarker(on: boolean): void;
  setTilePartDivisionsAtResolutions(on: boolean): void;
  encode(): void;
  getEncodedBuffer(): Uint8Array;
  delete(): void;
}

const factory = openJph as unknown as () => Promise<{ HTJ2KEncoder: new () => Encoder }>;
const codec = factory();

export interface Raster {
  width: number;
  height: number;
  samples: 1 | 3;
  bits: number;
  signed: boolean;
  /** Samples as they lie in memory, little endian. */
  bytes: Uint8Array;
}

/** RPCL, so that a prefix is the picture at a lower resolution. */
const RPCL = 2;

/** A lossless codestream as the server makes it, with where each of its six resolutions ends. */
export async function encode({
  width,
  height,
  samples,
  bits,
  signed,
  bytes,
}: Raster): Promise<Pick<ReadyFrame, 'codec' | 'ends' | 'preview' | 'sha256'> & { codestream: Uint8Array }> {
  const encoder = new (await codec).HTJ2KEncoder();
  try {
    encoder
      .getDecodedBuffer({
        width,
        height,
        bitsPerSample: bits,
        componentCount: samples,
        isSigned: signed,
        isUsingColorTransform: samples === 3,
      })
      .set(bytes);
    encoder.setDecompositions(5);
    encoder.setQuality(true, 0);
    encoder.setProgressionOrder(RPCL);
    encoder.setTLMMarker(true);
    encoder.setTilePartDivisionsAtResolutions(true);
    encoder.encode();
    const codestream = new Uint8Array(encoder.getEncodedBuffer());
    const ends = tilePartEnds(codestream);
    return {
      codec: 'htj2k',
      codestream,
      ends,
      preview: Math.min(3, ends.length - 1),
      sha256: await sha256(codestream),
    };
  } finally {
    encoder.delete();
  }
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return Array.from(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Ends of the tile-parts (ISO/IEC 15444-1 §A.4.2); the last is the end of the codestream. */
function tilePartEnds(codestream: Uint8Array): number[] {
  const view = new DataView(codestream.buffer, codestream.byteOffset, codestream.length);
  const ends: number[] = [];
  let at = 2;
  while (at < codestream.length - 1) {
    const marker = view.getUint16(at);
    if (marker === 0xffd9) break;
    if (marker === 0xff90) {
      at += view.getUint32(at + 6);
      ends.push(at);
    } else at += 2 + view.getUint16(at + 2);
  }
  ends[ends.length - 1] = codestream.length;
  return ends;
}

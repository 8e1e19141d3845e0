import { createRequire } from 'node:module';
import type { Picture } from './normalise.ts';

interface Encoder {
  getDecodedBuffer(info: {
    width: number;
    height: number;
    bitsPerSample: number;
    componentCount: number;
    isSigned: boolean;
    isUsingColorTransform: boolean;
  }): Uint8Array;
  getEncodedBuffer(): Uint8Array;
  setDecompositions(n: number): void;
  setQuality(lossless: boolean, quantisation: number): void;
  setProgressionOrder(order: number): void;
  setTLMMarker(on: boolean): void;
  setTilePartDivisionsAtResolutions(on: boolean): void;
  encode(): void;
  delete(): void;
}
interface OpenJph {
  HTJ2KEncoder: new () => Encoder;
}

/** Five halvings: 512 → 16 (decision 5). Fewer for pictures too small to halve so often. */
const DECOMPOSITIONS = 5;
const RPCL = 2;
/** The preview is the highest resolution not beyond a quarter of the full one in each direction. */
const PREVIEW_LEVELS_BELOW_FULL = 2;

let loaded: Promise<OpenJph> | undefined;
const openJph = (): Promise<OpenJph> => {
  loaded ??= (createRequire(import.meta.url)('@cornerstonejs/codec-openjph') as () => Promise<OpenJph>)();
  return loaded;
};

export interface Codestream {
  bytes: Uint8Array;
  /** Offset at which each resolution is complete, lowest first. */
  ends: number[];
  preview: number;
}

/** Lossless HTJ2K (ISO/IEC 15444-15), RPCL, one tile-part a resolution: a prefix is the picture at a lower resolution. */
export async function encodeHtj2k(picture: Picture, rows: number, columns: number): Promise<Codestream> {
  const library = await openJph();
  const encoder = new library.HTJ2KEncoder();
  try {
    const info = {
      width: columns,
      height: rows,
      bitsPerSample: picture.bits,
      componentCount: picture.samples,
      isSigned: picture.signed,
      isUsingColorTransform: picture.samples === 3,
    };
    const buffer = encoder.getDecodedBuffer(info);
    if (buffer.length !== picture.bytes.length)
      throw new Error(`${picture.bytes.length} bytes of pixels, the encoder takes ${buffer.length}`);
    buffer.set(picture.bytes);
    encoder.setDecompositions(Math.max(0, Math.min(DECOMPOSITIONS, Math.floor(Math.log2(Math.min(rows, columns))))));
    encoder.setQuality(true, 0);
    encoder.setProgressionOrder(RPCL);
    encoder.setTLMMarker(true);
    encoder.setTilePartDivisionsAtResolutions(true);
    encoder.encode();
    const bytes = new Uint8Array(encoder.getEncodedBuffer());
    const ends = resolutionEnds(bytes);
    return { bytes, ends, preview: Math.max(0, ends.length - 1 - PREVIEW_LEVELS_BELOW_FULL) };
  } finally {
    encoder.delete();
  }
}

const SOT = 0xff90;
const SOC = 0xff4f;
const EOC = 0xffd9;

/** Reads the end of every tile-part from the SOT markers (ISO/IEC 15444-1 §A.4.2). The last end includes EOC. */
export function resolutionEnds(codestream: Uint8Array): number[] {
  const view = new DataView(codestream.buffer, codestream.byteOffset, codestream.length);
  const ends: number[] = [];
  let at = 0;
  while (at + 2 <= codestream.length) {
    const marker = view.getUint16(at);
    if (marker === EOC) break;
    if (marker === SOC) at += 2;
    else if (marker === SOT) {
      const length = view.getUint32(at + 6);
      if (length === 0) break;
      at += length;
      ends.push(at);
    } else at += 2 + view.getUint16(at + 2);
  }
  ends[Math.max(0, ends.length - 1)] = codestream.length;
  return ends;
}

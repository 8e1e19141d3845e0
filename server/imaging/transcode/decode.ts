import { createRequire } from 'node:module';
import type { PixelAttributes } from '../catalogue/pixel-attributes.ts';

/** Raw pixels of one frame: little endian, interleaved, 8 or 16 bits a sample. */
export interface RawFrame {
  bytes: Uint8Array;
  bitsAllocated: 8 | 16;
  samples: 1 | 3;
  /** RGB, YBR…, MONOCHROME…, PALETTE COLOR: what the samples mean now. */
  photometric: string;
  planar: boolean;
}

interface CodecContext {
  getEncodedBuffer(): Uint8Array;
  getDecodedBuffer(): Uint8Array;
  getBitsAllocated(): number;
  getPhotometricInterpretation(): string;
  getPlanarConfiguration(): number;
}
interface Codecs {
  NativeCodecs: { initializeAsync(options: object): Promise<void> } & Record<
    Decoder | 'encodeJpeg',
    (context: CodecContext, parameters?: object) => CodecContext
  >;
  Context: new (attributes: object) => CodecContext;
}
type Decoder = 'decodeRle' | 'decodeJpeg' | 'decodeJpegLs' | 'decodeJpeg2000' | 'decodeHtJpeg2000';

const DECODERS: Record<string, Decoder> = {
  '1.2.840.10008.1.2.5': 'decodeRle',
  '1.2.840.10008.1.2.4.50': 'decodeJpeg',
  '1.2.840.10008.1.2.4.51': 'decodeJpeg',
  '1.2.840.10008.1.2.4.57': 'decodeJpeg',
  '1.2.840.10008.1.2.4.70': 'decodeJpeg',
  '1.2.840.10008.1.2.4.80': 'decodeJpegLs',
  '1.2.840.10008.1.2.4.81': 'decodeJpegLs',
  '1.2.840.10008.1.2.4.90': 'decodeJpeg2000',
  '1.2.840.10008.1.2.4.91': 'decodeJpeg2000',
  '1.2.840.10008.1.2.4.201': 'decodeHtJpeg2000',
  '1.2.840.10008.1.2.4.202': 'decodeHtJpeg2000',
  '1.2.840.10008.1.2.4.203': 'decodeHtJpeg2000',
};
const BIG_ENDIAN = '1.2.840.10008.1.2.2';

/** Rendered pictures are for orientation, not for reading. */
const RENDERED_QUALITY = 90;

let loaded: Promise<Codecs> | undefined;
const codecs = (): Promise<Codecs> => {
  loaded ??= (async () => {
    const library = createRequire(import.meta.url)('dcmjs-codecs') as Codecs;
    await library.NativeCodecs.initializeAsync({ logCodecsInfo: false, logCodecsTrace: false });
    return library;
  })();
  return loaded;
};

/** Uncompressed pixels of one frame from any taken transfer syntax. Throws with a reason in words when it cannot. */
export async function decodeFrame(bytes: Uint8Array, transferSyntaxUid: string, p: PixelAttributes): Promise<RawFrame> {
  if (p.bitsAllocated !== 8 && p.bitsAllocated !== 16) throw new Error(`${p.bitsAllocated} bits a pixel cannot be shown`);
  if (p.samples !== 1 && p.samples !== 3) throw new Error(`${p.samples} samples a pixel cannot be shown`);
  const samples = p.samples;
  const decoder = DECODERS[transferSyntaxUid];
  if (decoder === undefined) {
    const swapped = transferSyntaxUid === BIG_ENDIAN && p.bitsAllocated === 16 ? Buffer.from(bytes).swap16() : bytes;
    return {
      bytes: expand422(swapped, p),
      bitsAllocated: p.bitsAllocated,
      samples,
      photometric: p.photometric,
      planar: p.planar && samples === 3,
    };
  }
  const { NativeCodecs, Context } = await codecs();
  const context = new Context({
    width: p.columns,
    height: p.rows,
    bitsAllocated: p.bitsAllocated,
    bitsStored: p.bitsStored,
    samplesPerPixel: samples,
    pixelRepresentation: p.signed ? 1 : 0,
    planarConfiguration: p.planar ? 1 : 0,
    photometricInterpretation: p.photometric,
    encodedBuffer: bytes,
  });
  const decoded = NativeCodecs[decoder](context, decoder === 'decodeJpeg' ? { convertColorspaceToRgb: true } : undefined);
  const raw = decoded.getDecodedBuffer().slice();
  const expected = p.rows * p.columns * samples * (p.bitsAllocated / 8);
  if (raw.length !== expected) throw new Error(`the decoder gave ${raw.length} bytes instead of ${expected}`);
  return {
    bytes: raw,
    bitsAllocated: p.bitsAllocated,
    samples,
    photometric: decoded.getPhotometricInterpretation(),
    planar: decoder === 'decodeRle' && samples === 3 ? decoded.getPlanarConfiguration() === 1 : false,
  };
}

/** Baseline JPEG of 8-bit grey or interleaved RGB. */
export async function encodeJpeg(bytes: Uint8Array, rows: number, columns: number, samples: 1 | 3): Promise<Uint8Array> {
  const { NativeCodecs, Context } = await codecs();
  const context = new Context({
    width: columns,
    height: rows,
    bitsAllocated: 8,
    bitsStored: 8,
    samplesPerPixel: samples,
    pixelRepresentation: 0,
    planarConfiguration: 0,
    photometricInterpretation: samples === 3 ? 'RGB' : 'MONOCHROME2',
    decodedBuffer: bytes,
  });
  return NativeCodecs.encodeJpeg(context, { quality: RENDERED_QUALITY }).getEncodedBuffer().slice();
}

/** Uncompressed YBR_FULL_422: two luminances share one chroma pair (PS3.3 §C.7.6.3.1.2). */
function expand422(bytes: Uint8Array, p: PixelAttributes): Uint8Array {
  if (p.photometric !== 'YBR_FULL_422' || bytes.length !== p.rows * p.columns * 2) return bytes;
  const out = new Uint8Array(p.rows * p.columns * 3);
  for (let i = 0, o = 0; i < bytes.length; i += 4) {
    for (const y of [bytes[i]!, bytes[i + 1]!]) {
      out[o++] = y;
      out[o++] = bytes[i + 2]!;
      out[o++] = bytes[i + 3]!;
    }
  }
  return out;
}

import type { ImageDescription } from './image.ts';

/**
 * Whether the beginning of the first compressed frame can be what the data set describes: the right kind of stream, with its
 * rows, columns and samples. True when in doubt: the decoder, in a worker that may die, has the last word.
 * `head` holds the first bytes of the first fragment, `length` is that fragment's length.
 */
export function looksDecodable(codec: string, head: Buffer, length: number, image: ImageDescription, alone: boolean): boolean {
  switch (codec) {
    case 'jpeg':
      return jpeg(head, image, JPEG_FRAMES);
    case 'jpeg-ls':
      return jpeg(head, image, JPEG_LS_FRAMES);
    case 'jpeg-2000':
      return jpeg2000(head, image);
    case 'rle':
      return !alone || rle(head, length, image);
    default:
      return true;
  }
}

/** Start-of-frame markers (ITU-T T.81 Table B.1): baseline, extended, progressive, lossless. */
const JPEG_FRAMES = new Set([0xc0, 0xc1, 0xc2, 0xc3]);
/** ITU-T T.87 §C.1.1 */
const JPEG_LS_FRAMES = new Set([0xf7]);

function jpeg(head: Buffer, image: ImageDescription, frames: ReadonlySet<number>): boolean {
  if (head.length < 4 || head.readUInt16BE(0) !== 0xffd8) return false;
  let at = 2;
  while (at + 4 <= head.length) {
    if (head[at] !== 0xff) return false;
    const marker = head[at + 1]!;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker === 0xda || marker === 0xd9) return false; // a scan, or the end, before any frame header
    const size = head.readUInt16BE(at + 2);
    if (size < 2) return false;
    if (frames.has(marker)) {
      if (at + 10 > head.length) return false;
      const lines = head.readUInt16BE(at + 5);
      // 0 lines: told later by DNL (T.81 §B.2.5)
      return (lines === image.rows || lines === 0) && head.readUInt16BE(at + 7) === image.columns && head[at + 9] === image.samples;
    }
    if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc) return false;
    at += 2 + size;
  }
  return at > head.length && head.length >= 65_536;
}

/** SOC and SIZ (ITU-T T.800 §A.5.1), bare or in a JP2 file (which DICOM forbids, and senders write). */
function jpeg2000(head: Buffer, image: ImageDescription): boolean {
  const at = head.length >= 12 && head.readUInt32BE(4) === 0x6a502020 ? head.indexOf(SOC_SIZ) : 0;
  if (at < 0 || head.length < at + 42 || !head.subarray(at, at + 4).equals(SOC_SIZ)) return false;
  const columns = head.readUInt32BE(at + 8) - head.readUInt32BE(at + 16);
  const rows = head.readUInt32BE(at + 12) - head.readUInt32BE(at + 20);
  return columns === image.columns && rows === image.rows && head.readUInt16BE(at + 40) === image.samples;
}

const SOC_SIZ = Buffer.from([0xff, 0x4f, 0xff, 0x51]);

/** PS3.5 §G: header of 16 numbers, one segment a byte plane, each of which unpacks to one byte a pixel. */
function rle(head: Buffer, length: number, image: ImageDescription): boolean {
  if (head.length < 64) return false;
  const planes = image.samples * (image.bitsAllocated / 8);
  if (head.readUInt32LE(0) !== planes || planes > 15) return false;
  const pixels = image.rows * image.columns;
  for (let plane = 0; plane < planes; plane++) {
    const begin = head.readUInt32LE(4 + plane * 4);
    const end = plane + 1 < planes ? head.readUInt32LE(8 + plane * 4) : length;
    if (begin < 64 || end <= begin || end > length || (plane === 0 && begin !== 64)) return false;
    if (head.length === length && !unpacksTo(head, begin, end, pixels)) return false;
  }
  return true;
}

/** Counts what PackBits would write, without writing it; the encoder may leave a padding byte, or a run over the last row's end. */
function unpacksTo(bytes: Buffer, begin: number, end: number, pixels: number): boolean {
  let made = 0;
  let at = begin;
  while (at < end) {
    if (made === pixels && end - at <= 1) return true;
    const control = bytes[at]!;
    if (control === 128) at += 1;
    else if (control < 128) {
      made += control + 1;
      at += control + 2;
    } else {
      made += 257 - control;
      at += 2;
    }
    if (made > pixels) return false;
  }
  return made === pixels && at <= end;
}

import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { createInflateRaw } from 'node:zlib';
import { AppError } from '#shared/protocol/errors.ts';
import type { ByteSpan } from '../intake/types.ts';
import type { ObjectLayout } from './catalogue/layout.ts';

/** Bytes in memory at once for each reader: an original may have 2 GB. */
const PIECE_BYTES = 256 * 1024;
/** What a file may be before DICOM begins (PS3.10 §7.1). */
const PREAMBLE_BYTES = 128;

/** Bytes that are read while they are sent; `length` of them come, or reading throws. */
export interface StoredBytes {
  length: number;
  pieces: AsyncIterable<Buffer> | Iterable<Buffer>;
}

/** A whole original. The preamble is served zeroed (CVE-2019-11687): a file that is also something else leaves here as DICOM only. Throws INTEGRITY. */
export async function originalBytes(file: string, bytes: number): Promise<StoredBytes> {
  await checkSize(file, bytes);
  return { length: bytes, pieces: withoutPreamble(inFile(file, { offset: 0, length: bytes })) };
}

/** A value of an original. Throws INTEGRITY when the file is not there or too short. */
export async function valueBytes(file: string, layout: Pick<ObjectLayout, 'base' | 'dataSetOffset'>, span: ByteSpan): Promise<StoredBytes> {
  const inflated = layout.base !== 'file';
  await checkSize(file, inflated ? layout.dataSetOffset : span.offset + span.length);
  return { length: span.length, pieces: inflated ? inDeflated(file, layout.dataSetOffset, span) : inFile(file, span) };
}

/** An error before the answer begins is an error in the answer. */
async function checkSize(file: string, least: number): Promise<void> {
  const { size } = await stat(file).catch((cause: unknown) => {
    throw new AppError('INTEGRITY', { cause });
  });
  if (size < least) throw new AppError('INTEGRITY');
}

async function* inFile(file: string, { offset, length }: ByteSpan): AsyncGenerator<Buffer> {
  if (length === 0) return;
  let left = length;
  for await (const piece of createReadStream(file, { start: offset, end: offset + length - 1, highWaterMark: PIECE_BYTES })) {
    left -= (piece as Buffer).length;
    yield piece as Buffer;
  }
  if (left > 0) throw new AppError('INTEGRITY');
}

async function* inDeflated(file: string, from: number, { offset, length }: ByteSpan): AsyncGenerator<Buffer> {
  let skip = offset;
  let left = length;
  // An error of the file ends the inflater with it.
  const inflated = pipeline(createReadStream(file, { start: from }), createInflateRaw({ chunkSize: PIECE_BYTES }), () => undefined);
  for await (const piece of inflated) {
    const wanted = (piece as Buffer).subarray(skip, skip + left);
    skip = Math.max(0, skip - (piece as Buffer).length);
    left -= wanted.length;
    if (wanted.length > 0) yield wanted;
    if (left === 0) return;
  }
  throw new AppError('INTEGRITY');
}

async function* withoutPreamble(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let first = true;
  for await (const piece of pieces) {
    if (first) piece.fill(0, 0, PREAMBLE_BYTES);
    first = false;
    yield piece;
  }
}

import type { FileHandle } from 'node:fs/promises';
import { crc32, createInflateRaw } from 'node:zlib';
import type { ZipEntry } from './zip-directory.ts';

/** Why an entry of an archive cannot be read; the rest of the archive can. */
export class EntryFault extends Error {
  readonly code: 'ENTRY_CORRUPT' | 'ENTRY_ENCRYPTED' | 'ENTRY_UNSUPPORTED' | 'ENTRY_OVERLAP' | 'ARCHIVE_LIMIT';
  constructor(code: EntryFault['code']) {
    super(code);
    this.code = code;
  }
}

/** One file of an upload, readable as often as wanted. `read` throws `EntryFault`, at the latest after its last piece. */
export interface Member {
  name: string;
  read(): AsyncGenerator<Buffer, void, void>;
}

/** Inflated bytes that may still come out of the archive. */
export interface Budget {
  left: number;
}

const PIECE = 65_536;

/** The upload itself as its only file. */
export function wholeFile(name: string, file: FileHandle, size: number): Member {
  return { name, read: () => stored(file, 0, size) };
}

/** An entry of a ZIP archive: its content as it is inflated, its length and CRC checked at the end against the directory. */
export function zipMember(file: FileHandle, size: number, entry: ZipEntry, budget: Budget): Member {
  async function* read(): AsyncGenerator<Buffer, void, void> {
    if (entry.encrypted) throw new EntryFault('ENTRY_ENCRYPTED');
    if (entry.method !== 0 && entry.method !== 8) throw new EntryFault('ENTRY_UNSUPPORTED');
    const from = await contentOffset(file, entry.offset);
    if (from + entry.compressedBytes > size) throw new EntryFault('ENTRY_CORRUPT');
    const compressed = stored(file, from, entry.compressedBytes);
    let bytes = 0;
    let crc = 0;
    for await (const piece of entry.method === 0 ? compressed : inflated(compressed)) {
      bytes += piece.length;
      budget.left -= piece.length;
      if (bytes > entry.bytes) throw new EntryFault('ENTRY_CORRUPT');
      if (budget.left < 0) throw new EntryFault('ARCHIVE_LIMIT');
      crc = crc32(piece, crc);
      yield piece;
    }
    if (bytes !== entry.bytes || crc !== entry.crc) throw new EntryFault('ENTRY_CORRUPT');
  }
  return { name: entry.name, read };
}

async function* stored(file: FileHandle, from: number, length: number): AsyncGenerator<Buffer, void, void> {
  for (let at = 0; at < length; ) {
    const { bytesRead, buffer } = await file.read(
      Buffer.allocUnsafe(Math.min(PIECE, length - at)),
      0,
      Math.min(PIECE, length - at),
      from + at,
    );
    if (bytesRead === 0) throw new EntryFault('ENTRY_CORRUPT');
    at += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

async function* inflated(compressed: AsyncGenerator<Buffer, void, void>): AsyncGenerator<Buffer, void, void> {
  const stream = createInflateRaw({ chunkSize: PIECE });
  const feeding = (async () => {
    for await (const piece of compressed) {
      if (stream.destroyed) return;
      if (!stream.write(piece)) await new Promise<void>((resolve) => stream.once('drain', resolve).once('close', resolve));
    }
    stream.end();
  })().catch((error: Error) => stream.destroy(error));
  try {
    for await (const piece of stream) yield piece as Buffer;
  } catch {
    throw new EntryFault('ENTRY_CORRUPT');
  } finally {
    stream.destroy();
    await feeding;
  }
}

/** The local header is believed only in where it ends: everything else is the directory's word (APPNOTE 4.3.7). */
async function contentOffset(file: FileHandle, offset: number): Promise<number> {
  const head = Buffer.alloc(30);
  const { bytesRead } = await file.read(head, 0, 30, offset);
  if (bytesRead !== 30 || head.readUInt32LE(0) !== 0x04034b50) throw new EntryFault('ENTRY_CORRUPT');
  return offset + 30 + head.readUInt16LE(26) + head.readUInt16LE(28);
}

import type { FileHandle } from 'node:fs/promises';
import { AppError } from '#shared/protocol/errors.ts';
import { MAX_DIRECTORY_BYTES, MAX_ENTRIES } from './limits.ts';

/** What the central directory says of one entry (PKWARE APPNOTE 4.3.12). All of it may be a lie. */
export interface ZipEntry {
  /** For showing only. */
  name: string;
  method: number;
  encrypted: boolean;
  symlink: boolean;
  directory: boolean;
  crc: number;
  compressedBytes: number;
  bytes: number;
  /** Of its local header, from the start of the file. */
  offset: number;
}

/** Reads the directory at the end of the file; bytes before the archive (self-extractors) are allowed. Throws ARCHIVE_CORRUPT. */
export async function readZipDirectory(file: FileHandle, size: number): Promise<ZipEntry[]> {
  const tailBytes = Math.min(size, END_BYTES + 65_535);
  const tail = await readAt(file, size - tailBytes, tailBytes);
  const end = findEnd(tail);
  if (end === null) throw corrupt();
  const { directoryBytes, directoryOffset, entries } = await wide(file, size - tailBytes + end.at, end);
  if (entries > MAX_ENTRIES || directoryBytes > MAX_DIRECTORY_BYTES)
    throw new AppError('TOO_LARGE', { detail: 'The archive has too many entries.' });
  const directoryAt = end.zip64 ? directoryOffset : size - tailBytes + end.at - directoryBytes;
  const prefix = directoryAt - directoryOffset;
  if (directoryAt < 0 || prefix < 0) throw corrupt();
  const bytes = await readAt(file, directoryAt, directoryBytes);
  const found: ZipEntry[] = [];
  let at = 0;
  while (found.length < entries) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== 0x02014b50) throw corrupt();
    const [nameBytes, extraBytes, commentBytes] = [bytes.readUInt16LE(at + 28), bytes.readUInt16LE(at + 30), bytes.readUInt16LE(at + 32)];
    const next = at + 46 + nameBytes + extraBytes + commentBytes;
    if (next > bytes.length) throw corrupt();
    found.push(entryAt(bytes, at, nameBytes, extraBytes, prefix));
    at = next;
  }
  return found;
}

const END_BYTES = 22;

interface End {
  at: number;
  entries: number;
  directoryBytes: number;
  directoryOffset: number;
  zip64: boolean;
}

/** The last record whose comment fills the file exactly, so that a comment cannot hold a second directory. */
function findEnd(tail: Buffer): End | null {
  for (let at = tail.length - END_BYTES; at >= 0; at--) {
    if (tail.readUInt32LE(at) !== 0x06054b50 || at + END_BYTES + tail.readUInt16LE(at + 20) !== tail.length) continue;
    return {
      at,
      entries: tail.readUInt16LE(at + 10),
      directoryBytes: tail.readUInt32LE(at + 12),
      directoryOffset: tail.readUInt32LE(at + 16),
      zip64: false,
    };
  }
  return null;
}

/** ZIP64 (APPNOTE 4.3.14), only where the small record says that it does not suffice. */
async function wide(file: FileHandle, endAt: number, end: End): Promise<End> {
  if (end.entries !== 0xffff && end.directoryBytes !== 0xffffffff && end.directoryOffset !== 0xffffffff) return end;
  if (endAt < 20) throw corrupt();
  const locator = await readAt(file, endAt - 20, 20);
  if (locator.readUInt32LE(0) !== 0x07064b50) return end;
  const at = Number(locator.readBigUInt64LE(8));
  const record = await readAt(file, at, 56);
  if (record.readUInt32LE(0) !== 0x06064b50) throw corrupt();
  end.entries = Number(record.readBigUInt64LE(32));
  end.directoryBytes = Number(record.readBigUInt64LE(40));
  end.directoryOffset = Number(record.readBigUInt64LE(48));
  end.zip64 = true;
  return end;
}

function entryAt(bytes: Buffer, at: number, nameBytes: number, extraBytes: number, prefix: number): ZipEntry {
  const flags = bytes.readUInt16LE(at + 8);
  const name = bytes.subarray(at + 46, at + 46 + nameBytes);
  const mode = bytes.readUInt32LE(at + 38) >>> 16;
  const entry: ZipEntry = {
    name: readable(name),
    method: bytes.readUInt16LE(at + 10),
    encrypted: (flags & 1) === 1,
    symlink: (mode & 0xf000) === 0xa000,
    directory: name.at(-1) === 0x2f,
    crc: bytes.readUInt32LE(at + 16),
    compressedBytes: bytes.readUInt32LE(at + 20),
    bytes: bytes.readUInt32LE(at + 24),
    offset: bytes.readUInt32LE(at + 42),
  };
  widen(entry, bytes.subarray(at + 46 + nameBytes, at + 46 + nameBytes + extraBytes));
  entry.offset += prefix;
  return entry;
}

/** ZIP64 extra field 0001: only the fields that are all ones, in this order. */
function widen(entry: ZipEntry, extra: Buffer): void {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue;
    const field = extra.subarray(at + 4, at + 4 + extra.readUInt16LE(at + 2));
    let from = 0;
    for (const key of ['bytes', 'compressedBytes', 'offset'] as const) {
      if (entry[key] !== 0xffffffff) continue;
      if (from + 8 > field.length) throw corrupt();
      entry[key] = Number(field.readBigUInt64LE(from));
      from += 8;
    }
    return;
  }
}

/** UTF-8 where it is, else one character a byte; without control characters. */
function readable(bytes: Buffer): string {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    text = bytes.toString('latin1');
  }
  return text.replace(/\p{Cc}/gu, '\uFFFD').slice(0, 255);
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  if (!Number.isSafeInteger(position) || position < 0 || length < 0) throw corrupt();
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await file.read(buffer, 0, length, position);
  if (bytesRead !== length) throw corrupt();
  return buffer;
}

function corrupt(): AppError {
  return new AppError('ARCHIVE_CORRUPT');
}

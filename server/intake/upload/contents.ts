import type { FileHandle } from 'node:fs/promises';
import { AppError } from '#shared/protocol/errors.ts';
import type { UploadedFile } from '#shared/protocol/upload.ts';
import { MAX_INFLATED_BYTES, MAX_RATIO, RATIO_FLOOR_BYTES } from './limits.ts';
import { type Member, wholeFile, zipMember } from './member.ts';
import { readZipDirectory, type ZipEntry } from './zip-directory.ts';

export interface Contents {
  /** More than one file in one: they are surveyed before any is stored. */
  archive: boolean;
  members: Member[];
  /** Entries that are not even looked into. */
  refused: UploadedFile[];
}

/** What kind of thing was uploaded, by its bytes and not by its name. Throws `AppError` for an archive that is none we read. */
export async function contentsOf(name: string, file: FileHandle, size: number): Promise<Contents> {
  const head = Buffer.alloc(Math.min(size, 512));
  await file.read(head, 0, head.length, 0);
  const alone = { archive: false, members: [wholeFile(name, file, size)], refused: [] };
  if (head.toString('latin1', 128, 132) === 'DICM') return alone;
  if (isOtherArchive(head)) throw new AppError('UNSUPPORTED_MEDIA_TYPE', { detail: 'Only ZIP archives are opened.' });
  const signature = head.length >= 4 ? head.readUInt32LE(0) : 0;
  if (signature !== 0x04034b50 && signature !== 0x06054b50 && !(await endsLikeZip(file, size))) return alone;

  const entries = (await readZipDirectory(file, size)).filter((entry) => !entry.directory);
  if (entries.length === 0) throw new AppError('NO_DICOM_FOUND');
  const budget = { left: Math.min(MAX_INFLATED_BYTES, Math.max(RATIO_FLOOR_BYTES, size * MAX_RATIO)) };
  const overlapping = findOverlaps(entries);
  const contents: Contents = { archive: true, members: [], refused: [] };
  for (const entry of entries) {
    if (entry.symlink) contents.refused.push({ name: entry.name, outcome: 'ignored', code: 'SYMLINK', detail: 'A link is not followed.' });
    else if (overlapping.has(entry))
      contents.refused.push({
        name: entry.name,
        outcome: 'rejected',
        code: 'ENTRY_OVERLAP',
        detail: 'Shares its bytes with another entry.',
      });
    else contents.members.push(zipMember(file, size, entry, budget));
  }
  return contents;
}

function isOtherArchive(head: Buffer): boolean {
  return isTar(head) || OTHERS.some((magic) => head.subarray(0, magic.length).equals(magic));
}

/** POSIX tar by its magic, older ones by their form: a name of 100 bytes padded with NUL, then the mode in octal digits. */
function isTar(head: Buffer): boolean {
  if (head.toString('latin1', 257, 262) === 'ustar') return true;
  return (
    head.length === 512 &&
    /^[^\0]{1,99}\0+$/.test(head.toString('latin1', 0, 100)) &&
    /^[0-7 ]{6,7}[\0 ]/.test(head.toString('latin1', 100, 108))
  );
}

/** gzip, bzip2, xz, 7z, RAR, Zstandard */
const OTHERS = ['1f8b', '425a68', 'fd377a585a00', '377abcaf271c', '526172211a07', '28b52ffd'].map((hex) => Buffer.from(hex, 'hex'));

async function endsLikeZip(file: FileHandle, size: number): Promise<boolean> {
  const tail = Buffer.alloc(Math.min(size, 22));
  await file.read(tail, 0, tail.length, size - tail.length);
  return tail.length === 22 && tail.readUInt32LE(0) === 0x06054b50;
}

/** All but the first of entries that claim the same bytes: how a small archive holds a large number of large files. */
function findOverlaps(entries: readonly ZipEntry[]): Set<ZipEntry> {
  const overlapping = new Set<ZipEntry>();
  let end = -1;
  for (const entry of [...entries].sort((a, b) => a.offset - b.offset)) {
    if (entry.offset < end) overlapping.add(entry);
    else end = entry.offset + 30 + entry.compressedBytes;
  }
  return overlapping;
}

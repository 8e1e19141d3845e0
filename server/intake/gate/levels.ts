import type { DicomJson } from '../types.ts';
import type { ByteQueue } from './byte-queue.ts';
import { type Charset, charsetOf } from './charset.ts';
import { MAX_CHARSETS, MAX_DEPTH, MAX_ELEMENTS } from './limits.ts';
import type { Parsed } from './parsed.ts';
import { Refusal, tagText } from './refusal.ts';
import { type Vr, vrByCode } from './vr.ts';

/** One data set or item being read. */
export interface Level {
  item: DicomJson;
  path: string;
  /** Byte after its last one when the length is defined, else -1. */
  end: number;
  /** No byte of it may lie at or after this one: the nearest defined end around it. */
  limit: number;
  last: number;
  count: number;
  implicit: boolean;
  littleEndian: boolean;
  charset: Charset;
  sequence: Sequence | null;
}

export interface Sequence {
  key: string;
  items: DicomJson[];
  end: number;
  limit: number;
  implicit: boolean;
  littleEndian: boolean;
}

export function readTag(queue: ByteQueue, littleEndian: boolean): number {
  const { front, at } = queue;
  return littleEndian
    ? ((front[at + 1]! << 24) | (front[at]! << 16) | (front[at + 3]! << 8) | front[at + 2]!) >>> 0
    : front.readUInt32BE(at);
}

/** 32-bit length of an implicit element or item header. */
export function readLength(queue: ByteQueue, littleEndian: boolean): number {
  return littleEndian ? queue.front.readUInt32LE(queue.at + 4) : queue.front.readUInt32BE(queue.at + 4);
}

/** After the pixels only private groups above 7FE0 may follow, and what does must look like an element. */
export function plausible(queue: ByteQueue, level: Level): boolean {
  return level.implicit || vrByCode(queue.front.readUInt16BE(queue.at + 4)) !== undefined;
}

export function openSequence(stack: Level[], level: Level, key: string, end: number, implicit: boolean, littleEndian: boolean): void {
  if (stack.length > MAX_DEPTH) throw new Refusal('DICOM_NESTING', `more than ${MAX_DEPTH} sequences inside each other`);
  const items: DicomJson[] = [];
  level.item[key] = { vr: 'SQ', Value: items };
  level.sequence = { key, items, end, limit: end === -1 ? level.limit : end, implicit, littleEndian };
}

export function countElement(parsed: Parsed, at: number): void {
  parsed.elements += 1;
  if (parsed.elements > MAX_ELEMENTS) throw new Refusal('DICOM_TOO_MANY_ELEMENTS', `in the object, at byte ${at}`);
}

/** From here on text is Unicode: the data set says so (PS3.18 §F.1.1). */
export function useCharset(value: unknown[] | undefined, parsed: Parsed): Charset {
  const terms = (value ?? []).map((term) => (term === null ? '' : String(term)));
  if (terms.length > MAX_CHARSETS) throw new Refusal('DICOM_ATTRIBUTE_INVALID', `more than ${MAX_CHARSETS} character sets`);
  const charset = charsetOf(terms);
  if (!charset.known) parsed.warn('CHARSET_UNKNOWN', 0x00080005);
  return charset;
}

export function patientIdTooLong(value: unknown[] | undefined): boolean {
  return (value ?? []).some((part) => [...String(part ?? '')].length > 64) || (value?.length ?? 0) > 1;
}

export function truncated(queue: ByteQueue, where: string): Refusal {
  return new Refusal('DICOM_TRUNCATED', `ends ${where}, after ${queue.position + queue.available} bytes`);
}

/** The bytes end within a value: cut off, mislabelled, or a length that nobody meant. */
export function cutValue(level: Level, tag: number, vr: Vr, length: number, arrived: number, at: number): Refusal {
  if (level.implicit && vrByCode(((length & 0xff) << 8) | ((length >>> 8) & 0xff)) !== undefined && length >>> 16 < 0x2000) {
    return new Refusal('DICOM_PARSE', `explicit VR where implicit is due, at ${tagText(tag)}`);
  }
  const longest = vr.max !== undefined || vr.kind === 'number' ? 65_536 : Number.POSITIVE_INFINITY;
  const absurd = length > longest || (tag !== 0x7fe00010 && length > 65_536 && length > 16 * (at + arrived));
  return new Refusal(
    absurd ? 'DICOM_LENGTH_EXCEEDS_FILE' : 'DICOM_TRUNCATED',
    `${tagText(tag)} claims ${length} bytes, ${arrived} are there`,
  );
}

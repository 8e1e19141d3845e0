import type { IntakeCode } from '#shared/protocol/intake.ts';
import type { DicomJsonElement } from '../types.ts';
import type { Charset } from './charset.ts';
import { isPublic } from './dictionary.ts';
import { isFuture, isWellFormed } from './formats.ts';
import { MAX_INLINE_BYTES } from './limits.ts';
import type { Vr } from './vr.ts';

/** What the parse has to say about values besides the values. */
export interface Notes {
  warn(code: IntakeCode, tag: number): void;
  readonly now: number;
}

/**
 * One element of the DICOM JSON model (PS3.18 §F.2) from the bytes of its value: at most `MAX_VALUE_BYTES`, or null when it is
 * longer and only its span is known.
 */
export function decodeValue(tag: number, vr: Vr, bytes: Buffer, littleEndian: boolean, charset: Charset, notes: Notes): DicomJsonElement {
  if (bytes.length === 0) return { vr: vr.name };
  switch (vr.kind) {
    case 'number':
      return { vr: vr.name, Value: numbers(vr.name, bytes, littleEndian) };
    case 'tag':
      return { vr: vr.name, Value: tags(bytes, littleEndian) };
    case 'text':
      return text(tag, vr, bytes, charset, notes);
    default:
      return bytes.length <= MAX_INLINE_BYTES ? { vr: vr.name, InlineBinary: inline(vr, bytes, littleEndian) } : { vr: vr.name };
  }
}

/** VRs whose text follows Specific Character Set; the others hold the default repertoire. */
const LOCALISED = new Set(['LO', 'LT', 'PN', 'SH', 'ST', 'UC', 'UT']);
/** One value only: a backslash is text. */
const SINGLE = new Set(['LT', 'ST', 'UT', 'UR']);
/** Leading blanks are part of these. */
const KEEPS_LEADING = new Set(['LT', 'ST', 'UT', 'UC', 'UR']);
/** Dates of events that are over when an image is sent. */
const PAST_DATES = new Set([0x00080012, 0x00080020, 0x00080021, 0x00080022, 0x00080023, 0x00100030]);
const CONTROL = /\p{Cc}/u;
/** Tabulators, line and page ends belong into long text. */
const LAYOUT = /[\t\n\f\r]/g;

function text(tag: number, vr: Vr, bytes: Buffer, charset: Charset, notes: Notes): DicomJsonElement {
  const known = isPublic(tag);
  let whole = bytes.toString('latin1');
  if (/[^ -~]/.test(whole)) {
    let end = bytes.length;
    while (end > 0 && bytes[end - 1] === 0) end -= 1;
    const localised = LOCALISED.has(vr.name);
    const decoded = localised ? charset.decode(bytes.subarray(0, end)) : { text: bytes.toString('latin1', 0, end), bad: false };
    whole = decoded.text;
    if (known && decoded.bad) notes.warn('CHARSET_UNKNOWN', tag);
    if (known && !localised && /[^ -~]/.test(whole)) notes.warn('ATTRIBUTE_INVALID_KEPT', tag);
    if (known && localised && CONTROL.test(SINGLE.has(vr.name) ? whole.replace(LAYOUT, '') : whole)) notes.warn('CONTROL_CHARS_SHOWN', tag);
  }
  const parts = SINGLE.has(vr.name) ? [whole] : whole.split('\\');
  const values = parts.map((part) => (vr.name === 'UI' ? part : KEEPS_LEADING.has(vr.name) ? part.replace(/ +$/, '') : trim(part)));
  if (values.length === 1 && values[0] === '') return { vr: vr.name };
  const out: unknown[] = [];
  for (const value of values) {
    if (value === '') out.push(null);
    else if (vr.name === 'PN') out.push(personName(tag, value, known, notes));
    else out.push(single(tag, vr, value, known, notes));
  }
  return { vr: vr.name, Value: out };
}

function single(tag: number, vr: Vr, value: string, known: boolean, notes: Notes): unknown {
  if (vr.max !== undefined) {
    if (known && value.length > vr.max && [...value].length > vr.max) notes.warn('ATTRIBUTE_TRUNCATED_FOR_DISPLAY', tag);
    return value;
  }
  const well = isWellFormed(vr.name, value);
  if (known && (!well || (vr.name === 'DA' && PAST_DATES.has(tag) && isFuture(value, notes.now))))
    notes.warn('ATTRIBUTE_INVALID_KEPT', tag);
  if (!well || (vr.name !== 'IS' && vr.name !== 'DS')) return value;
  const number = Number(value);
  if (Number.isFinite(number)) return number;
  if (known) notes.warn('ATTRIBUTE_IGNORED', tag);
  return value;
}

/** PS3.18 §F.2.2: a person's name by component group; each at most 64 characters (PS3.5 §6.2). */
function personName(tag: number, value: string, known: boolean, notes: Notes): Record<string, string> {
  const [alphabetic, ideographic, phonetic, ...more] = value.split('=').map((group) => group.trim());
  const name: Record<string, string> = {};
  if (alphabetic) name['Alphabetic'] = alphabetic;
  if (ideographic) name['Ideographic'] = ideographic;
  if (phonetic) name['Phonetic'] = phonetic;
  if (known && more.length > 0) notes.warn('ATTRIBUTE_INVALID_KEPT', tag);
  if (known && [alphabetic, ideographic, phonetic].some((group) => group !== undefined && [...group].length > 64)) {
    notes.warn('ATTRIBUTE_TRUNCATED_FOR_DISPLAY', tag);
  }
  return name;
}

function trim(part: string): string {
  return part.replace(/^ +| +$/g, '');
}

function numbers(vr: string, bytes: Buffer, littleEndian: boolean): unknown[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const read = READERS[vr]!;
  const size = UNIT[vr]!;
  const out: unknown[] = [];
  for (let at = 0; at < bytes.length; at += size) out.push(read(view, at, littleEndian));
  return out;
}

const UNIT: Record<string, number> = { US: 2, SS: 2, UL: 4, SL: 4, FL: 4, FD: 8, UV: 8, SV: 8 };
const READERS: Record<string, (view: DataView, at: number, le: boolean) => unknown> = {
  US: (view, at, le) => view.getUint16(at, le),
  SS: (view, at, le) => view.getInt16(at, le),
  UL: (view, at, le) => view.getUint32(at, le),
  SL: (view, at, le) => view.getInt32(at, le),
  FL: (view, at, le) => float(view.getFloat32(at, le)),
  FD: (view, at, le) => float(view.getFloat64(at, le)),
  UV: (view, at, le) => integer(view.getBigUint64(at, le)),
  SV: (view, at, le) => integer(view.getBigInt64(at, le)),
};

/** JSON has no number for these; PS3.18 §F.2.3.1 leaves text. */
function float(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}

function integer(value: bigint): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}

function tags(bytes: Buffer, littleEndian: boolean): string[] {
  const out: string[] = [];
  for (let at = 0; at < bytes.length; at += 4) {
    const group = littleEndian ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at);
    const element = littleEndian ? bytes.readUInt16LE(at + 2) : bytes.readUInt16BE(at + 2);
    out.push(((group * 0x10000 + element + 0x100000000) as number).toString(16).slice(1).toUpperCase());
  }
  return out;
}

/** Base64 in little endian, whatever the stream had (PS3.18 §F.2.7). */
function inline(vr: Vr, bytes: Buffer, littleEndian: boolean): string {
  if (littleEndian || vr.unit === 1) return bytes.toString('base64');
  const copy = Buffer.from(bytes);
  if (vr.unit === 2) copy.swap16();
  else if (vr.unit === 4) copy.swap32();
  else copy.swap64();
  return copy.toString('base64');
}

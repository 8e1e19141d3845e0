import { decode } from './charset.ts';
import { hasControl } from './control.ts';
import { decodeEscapes } from './escape.ts';
import { Hl7Fault } from './fault.ts';
import { checkHeader, type Header, readHeader } from './header.ts';
import { Message } from './message.ts';
import type { Separators } from './separators.ts';
import { withUsualSeparators } from './translate.ts';

/** What a sender is allowed beyond the standard. */
export interface Leniency {
  /** Character set when MSH-18 is empty; '' is ASCII. */
  charset: string;
  /** Line feeds end segments. */
  lineFeeds: boolean;
  /** IANA zone of times that name no offset. */
  zone: string;
}
export const STRICT: Leniency = { charset: '', lineFeeds: false, zone: 'UTC' };

const MAX_SEGMENTS = 10_000;
const MAX_FIELDS = 500;
const MAX_REPETITIONS = 1_000;
const MAX_COMPONENTS = 250;
/** Characters of one field; a document in OBX-5 may fill the message. */
const MAX_FIELD = 64 * 1024;
const NAME = /^[A-Z][A-Z0-9]{2}$/;

/** The first segment of a message, as far as it is one: for the answer. Null when there is nothing to answer to. */
export function headerOf(bytes: Buffer): { msh: string; header: Header } | null {
  const text = bytes
    .subarray(0, 16_384)
    .toString('latin1')
    .replace(/^[\r\n]+/, '');
  if (!text.startsWith('MSH')) return null;
  const msh = text.split(/[\r\n]/, 1)[0]!;
  try {
    return { msh, header: readHeader(msh) };
  } catch {
    return null;
  }
}

/** Throws `Hl7Fault` with what is wrong first. `bytes`: without the frame. */
export function parseMessage(bytes: Buffer, leniency: Leniency, now: number): { header: Header; message: Message } {
  // Blank lines before MSH say nothing.
  const latin1 = bytes.toString('latin1').replace(/^[\r\n]+/, '');
  if (latin1 === '') throw new Hl7Fault('HL7_EMPTY');
  if (/^(FHS|BHS)/.test(latin1)) throw new Hl7Fault('HL7_BATCH_UNSUPPORTED');
  if (!latin1.startsWith('MSH') || latin1.length < 8)
    throw new Hl7Fault(/^[A-Z][A-Z0-9]{2}\|/.test(latin1) && !/[\r\n]MSH/.test(latin1) ? 'HL7_NOT_A_MESSAGE' : 'HL7_NO_MSH');
  const segments = split(latin1, leniency);
  if (segments.length > MAX_SEGMENTS) throw new Hl7Fault('HL7_TOO_MANY_SEGMENTS');
  const header = readHeader(segments[0]!);
  checkHeader(segments[0]!, header, now);
  if (segments.slice(1).some((segment) => segment.startsWith('MSH'))) throw new Hl7Fault('HL7_MULTIPLE_MSH');
  if (segments.some((segment) => !NAME.test(segment.slice(0, 3)) || segment.slice(3, 4) !== header.separators.field))
    throw new Hl7Fault('HL7_SEGMENT_INVALID');
  for (const segment of segments) checkSize(segment, header.separators);
  const text = decode(bytes, header.charset === '' ? leniency.charset : header.charset);
  const decoded = split(text, leniency);
  if (decoded.some(hasControl)) throw new Hl7Fault('HL7_CONTROL_CHAR');
  // Escaped control characters must not come to light later, one value at a time.
  for (const segment of decoded.slice(1)) decodeEscapes(segment, header.separators);
  return { header, message: new Message(withUsualSeparators(decoded, header.separators), header.separators) };
}

function split(text: string, { lineFeeds }: Leniency): string[] {
  if (!text.includes('\r') && text.includes('\n') && !lineFeeds) throw new Hl7Fault('HL7_SEGMENT_SEPARATOR');
  return text.split(lineFeeds ? /\r\n|\r|\n/ : /\r\n?/).filter((segment) => segment !== '');
}

function checkSize(segment: string, s: Separators): void {
  const name = segment.slice(0, 3);
  const fields = segment.split(s.field);
  if (fields.length > MAX_FIELDS) throw new Hl7Fault('HL7_TOO_MANY_FIELDS');
  for (const [i, field] of fields.entries()) {
    if (name === 'MSH' && i === 1) continue;
    if (count(field, s.repetition) > MAX_REPETITIONS) throw new Hl7Fault('HL7_TOO_MANY_REPETITIONS');
    if (count(field, s.component) > MAX_COMPONENTS * MAX_REPETITIONS || longest(field, s) > MAX_COMPONENTS)
      throw new Hl7Fault('HL7_TOO_MANY_COMPONENTS');
    if (field.length > MAX_FIELD && !(name === 'OBX' && i === 5)) throw new Hl7Fault('HL7_FIELD_TOO_LONG');
  }
}

const count = (text: string, separator: string): number => (text.includes(separator) ? text.split(separator).length : 1);
const longest = (field: string, s: Separators): number =>
  Math.max(...field.split(s.repetition).map((one) => Math.max(count(one, s.component), count(one, s.subcomponent))));

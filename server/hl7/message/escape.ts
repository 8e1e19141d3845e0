import { Hl7Fault } from './fault.ts';
import type { Separators } from './separators.ts';

/**
 * Text of one value (HL7 v2.5.1 §2.7): the five separators and hexadecimal data are decoded; highlighting, formatting and local
 * sequences are kept as they stand, and so is one that does not end. Called after everything has been split, never before.
 */
export function decodeEscapes(text: string, s: Separators): string {
  if (!text.includes(s.escape)) return text;
  const plain: Record<string, string> = { F: s.field, S: s.component, T: s.subcomponent, R: s.repetition, E: s.escape };
  let out = '';
  let at = 0;
  for (;;) {
    const from = text.indexOf(s.escape, at);
    const to = from < 0 ? -1 : text.indexOf(s.escape, from + 1);
    if (to < 0) return out + text.slice(at);
    const sequence = text.slice(from + 1, to);
    out += text.slice(at, from);
    out += plain[sequence] ?? hexadecimal(sequence) ?? s.escape + sequence + s.escape;
    at = to + 1;
  }
}

const HEX = /^X((?:[0-9A-Fa-f]{2}){1,64})$/;

function hexadecimal(sequence: string): string | null {
  const digits = HEX.exec(sequence)?.[1];
  if (digits === undefined) return null;
  const bytes = Buffer.from(digits, 'hex');
  if (bytes.some((byte) => byte < 0x20 || byte === 0x7f)) throw new Hl7Fault('HL7_CONTROL_CHAR');
  return bytes.toString('latin1');
}

/** For values that go into a message of ours, which has the usual separators. */
export const encodeEscapes = (text: string): string =>
  text.replace(
    /[\\|^&~\r\n]/g,
    (c) => ({ '\\': '\\E\\', '|': '\\F\\', '^': '\\S\\', '&': '\\T\\', '~': '\\R\\', '\r': '\\.br\\', '\n': '' })[c] ?? '',
  );

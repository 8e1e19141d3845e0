import { decodeIso2022 } from './iso2022.ts';

/** Text of one value, and whether some bytes did not fit the character set (they are U+FFFD then). */
export interface Decoded {
  text: string;
  bad: boolean;
}

/** How text of one data set or item is read (PS3.3 §C.12.1.1.2, PS3.5 §6.1). */
export interface Charset {
  /** False when a term is not one of the standard's: text is then read as the default repertoire. */
  readonly known: boolean;
  decode(bytes: Buffer): Decoded;
}

/** ISO-IR 6: what holds where no character set is named. */
export const DEFAULT_CHARSET: Charset = { known: true, decode: decodeAscii };

/** The character set that the values of (0008,0005) name; the first may be empty. */
export function charsetOf(terms: readonly string[]): Charset {
  const first = terms[0] ?? '';
  if (terms.length <= 1) {
    if (first === '' || first === 'ISO_IR 6' || first === 'ISO 2022 IR 6') return DEFAULT_CHARSET;
    const whole = WHOLE[first];
    if (whole !== undefined) return { known: true, decode: whole };
    if (!EXTENSIONS.has(first)) return { known: false, decode: decodeAscii };
  }
  if (!terms.every((term, index) => EXTENSIONS.has(term) || (index === 0 && term === ''))) return { known: false, decode: decodeAscii };
  return { known: true, decode: (bytes) => decodeIso2022(bytes, first) };
}

/** Single-byte sets by ISO-IR number, shared with the code extensions. C1 control codes are not characters in any of them. */
export function decodeSingleByte(label: string, bytes: Buffer): Decoded {
  let bad = false;
  for (const byte of bytes) {
    if (byte >= 0x80 && byte < 0xa0) {
      bad = true;
      break;
    }
  }
  if (bad) return { text: decodeAscii(bytes).text, bad };
  if (label === 'latin1') return { text: bytes.toString('latin1'), bad: false };
  const text = decoder(label).decode(bytes);
  return { text, bad: text.includes('\uFFFD') };
}

/** Multi-byte text by an encoding of the platform, unknown sequences replaced. */
export function decodeWith(label: string, bytes: Buffer): Decoded {
  const text = decoder(label).decode(bytes);
  return { text, bad: text.includes('\uFFFD') };
}

export function decodeAscii(bytes: Buffer): Decoded {
  let bad = false;
  let text = '';
  for (const byte of bytes) {
    if (byte < 0x80) text += String.fromCharCode(byte);
    else {
      text += '\uFFFD';
      bad = true;
    }
  }
  return { text, bad };
}

/** `ISO_IR n` → encoding label of the right half (G1). */
export const SINGLE_BYTE: Record<string, string> = {
  '100': 'latin1',
  '101': 'iso-8859-2',
  '109': 'iso-8859-3',
  '110': 'iso-8859-4',
  '144': 'iso-8859-5',
  '127': 'iso-8859-6',
  '126': 'iso-8859-7',
  '138': 'iso-8859-8',
  '148': 'windows-1254',
  '166': 'windows-874',
  '203': 'iso-8859-15',
  '13': 'shift_jis',
};

const decoders = new Map<string, TextDecoder>();
function decoder(label: string): TextDecoder {
  let made = decoders.get(label);
  if (made === undefined) {
    made = new TextDecoder(label, { ignoreBOM: true });
    decoders.set(label, made);
  }
  return made;
}

const WHOLE: Record<string, (bytes: Buffer) => Decoded> = {
  'ISO_IR 192': (bytes) => decodeWith('utf-8', bytes),
  GB18030: (bytes) => decodeWith('gb18030', bytes),
  GBK: (bytes) => decodeWith('gb18030', bytes),
};
for (const [number, label] of Object.entries(SINGLE_BYTE)) {
  WHOLE[`ISO_IR ${number}`] = (bytes) => (number === '13' ? decodeWith(label, bytes) : decodeSingleByte(label, bytes));
}
const EXTENSIONS = new Set(['ISO 2022 IR 6', 'ISO 2022 IR 87', 'ISO 2022 IR 159', 'ISO 2022 IR 149', 'ISO 2022 IR 58']);
for (const number of Object.keys(SINGLE_BYTE)) EXTENSIONS.add(`ISO 2022 IR ${number}`);

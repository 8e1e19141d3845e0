import { Hl7Fault } from './fault.ts';

/** MSH-18 (table 0211) → the decoder's name. '' is what holds when the field is empty: ASCII. */
const CHARSETS: Record<string, string> = {
  '': 'ascii',
  ASCII: 'ascii',
  'ISO IR6': 'ascii',
  'UNICODE UTF-8': 'utf-8',
  'UTF-8': 'utf-8',
  UTF8: 'utf-8',
  '8859/1': 'latin1',
  '8859/2': 'iso-8859-2',
  '8859/3': 'iso-8859-3',
  '8859/4': 'iso-8859-4',
  '8859/5': 'iso-8859-5',
  '8859/6': 'iso-8859-6',
  '8859/7': 'iso-8859-7',
  '8859/8': 'iso-8859-8',
  '8859/15': 'iso-8859-15',
  'ISO IR87': 'iso-2022-jp',
  'GB 18030-2000': 'gb18030',
  'KS X 1001': 'euc-kr',
  'BIG-5': 'big5',
};

export const isCharset = (name: string): boolean => Object.hasOwn(CHARSETS, name.toUpperCase());

/** The message as text. Throws when the bytes are not of that character set: a wrong name is worse than none. */
export function decode(bytes: Buffer, charset: string): string {
  const name = CHARSETS[charset.toUpperCase()];
  if (name === undefined) throw new Hl7Fault('HL7_CHARSET_UNKNOWN');
  if (name === 'ascii') {
    if (bytes.some((byte) => byte > 0x7f)) throw new Hl7Fault('HL7_CHARSET_INVALID');
    return bytes.toString('latin1');
  }
  // TextDecoder's Latin-1 is really Windows-1252; Node's is the standard's.
  if (name === 'latin1') return bytes.toString('latin1');
  try {
    return new TextDecoder(name, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Hl7Fault('HL7_CHARSET_INVALID');
  }
}

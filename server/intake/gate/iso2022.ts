import { type Decoded, decodeAscii, decodeSingleByte, decodeWith, SINGLE_BYTE } from './charset.ts';

/**
 * Text with code extensions (PS3.5 §6.1.2.5, ISO 2022): escape sequences switch the left (G0) and the right half (G1), and every
 * delimiter (backslash, caret, equals sign, line end) switches back. `first` is the first value of (0008,0005).
 */
export function decodeIso2022(bytes: Buffer, first: string): Decoded {
  const initial = startOf(first);
  let { g0, g1 } = initial;
  let text = '';
  let bad = false;
  const add = (run: Decoded): void => {
    text += run.text;
    bad ||= run.bad;
  };
  let at = 0;
  while (at < bytes.length) {
    const byte = bytes[at]!;
    if (byte === ESC) {
      const found = ESCAPES.find(([sequence]) => bytes.subarray(at + 1, at + 1 + sequence.length).toString('latin1') === sequence);
      if (found === undefined) {
        add({ text: '\uFFFD', bad: true });
        at += 1;
        continue;
      }
      if (found[1] === 'G0') g0 = found[2];
      else g1 = found[2];
      at += 1 + found[0].length;
      continue;
    }
    if (g0 === 'ascii' && isDelimiter(byte)) {
      ({ g0, g1 } = initial);
      text += String.fromCharCode(byte);
      at += 1;
      continue;
    }
    const high = byte >= 0x80;
    let end = at + 1;
    while (end < bytes.length && bytes[end] !== ESC && bytes[end]! >= 0x80 === high && !(g0 === 'ascii' && isDelimiter(bytes[end]!)))
      end += 1;
    add(decodeRun(bytes.subarray(at, end), high ? g1 : g0));
    at = end;
  }
  return { text, bad };
}

const ESC = 0x1b;

/** Escape sequence after ESC, which half it sets, and to what: PS3.3 Tables C.12-3 and C.12-4. Longer ones first. */
const ESCAPES: readonly [string, 'G0' | 'G1', string][] = [
  ['$(D', 'G0', 'jis-0212'],
  ['$)C', 'G1', 'euc-kr'],
  ['$)A', 'G1', 'gb18030'],
  ['$B', 'G0', 'jis-0208'],
  ['(B', 'G0', 'ascii'],
  ['(J', 'G0', 'ascii'], // JIS X 0201 romaji: only yen and overline differ, and the yen sign is the delimiter
  [')I', 'G1', '13'],
  ['-A', 'G1', '100'],
  ['-B', 'G1', '101'],
  ['-C', 'G1', '109'],
  ['-D', 'G1', '110'],
  ['-L', 'G1', '144'],
  ['-G', 'G1', '127'],
  ['-F', 'G1', '126'],
  ['-H', 'G1', '138'],
  ['-M', 'G1', '148'],
  ['-T', 'G1', '166'],
  ['-b', 'G1', '203'],
];

function startOf(first: string): { g0: string; g1: string } {
  const number = /(\d+)$/.exec(first)?.[1] ?? '6';
  return { g0: 'ascii', g1: number in SINGLE_BYTE ? number : 'none' };
}

function isDelimiter(byte: number): boolean {
  return byte === 0x5c || byte === 0x5e || byte === 0x3d || byte === 0x0a || byte === 0x0c || byte === 0x0d || byte === 0x09;
}

function decodeRun(run: Buffer, set: string): Decoded {
  switch (set) {
    case 'ascii':
    case 'none':
      return decodeAscii(run);
    case 'euc-kr':
    case 'gb18030':
      return decodeWith(set, run);
    case 'jis-0208':
      return decodeWith('euc-jp', toHigh(run, false));
    case 'jis-0212':
      return decodeWith('euc-jp', toHigh(run, true));
    case '13':
      return decodeWith('shift_jis', run);
    default:
      return decodeSingleByte(SINGLE_BYTE[set]!, run);
  }
}

/** Seven-bit pairs of JIS X 0208 or 0212 as EUC-JP (0212 with its prefix 8F). */
function toHigh(run: Buffer, prefixed: boolean): Buffer {
  const pairs = run.length >> 1;
  const out = Buffer.alloc(pairs * (prefixed ? 3 : 2) + (run.length & 1));
  let to = 0;
  for (let at = 0; at + 1 < run.length; at += 2) {
    if (prefixed) out[to++] = 0x8f;
    out[to++] = run[at]! | 0x80;
    out[to++] = run[at + 1]! | 0x80;
  }
  if ((run.length & 1) === 1) out[to] = 0xff;
  return out;
}

import { part10Header } from '../dimse/part10.ts';
import { vrByName } from '../gate/vr.ts';

/** One element of a generated data set: tag, VR, value as text, numbers, bytes, or the items of a sequence. */
export type Element = [tag: number, vr: string, value: string | number | readonly number[] | Buffer | readonly Element[][]];

export interface Generated {
  instance?: string;
  study?: string;
  series?: string;
  sopClass?: string;
  transferSyntax?: string;
  rows?: number;
  columns?: number;
  /** Added to, or instead of, the usual elements; `null` leaves one out. */
  elements?: readonly Element[];
  without?: readonly number[];
  pixels?: Buffer | null;
}

export const CT = '1.2.840.10008.5.1.4.1.1.2';
export const EXPLICIT = '1.2.840.10008.1.2.1';
export const IMPLICIT = '1.2.840.10008.1.2';
export const BIG_ENDIAN = '1.2.840.10008.1.2.2';

/** A small CT slice as a Part 10 file, or one with whatever is wrong that the test wants. */
export function part10(generated: Generated): Buffer {
  const { instance = '1.2.3.4', sopClass = CT, transferSyntax = EXPLICIT } = generated;
  return Buffer.concat([part10Header(sopClass, instance, transferSyntax, ''), dataSet(generated)]);
}

/** The data set alone, as it goes over C-STORE. */
export function dataSet(generated: Generated): Buffer {
  const { transferSyntax = EXPLICIT } = generated;
  const elements = new Map(usual(generated).map((element) => [element[0], element]));
  for (const element of generated.elements ?? []) elements.set(element[0], element);
  for (const tag of generated.without ?? []) elements.delete(tag);
  return encode(
    [...elements.values()].sort((a, b) => a[0] - b[0]),
    transferSyntax,
  );
}

export function encode(elements: readonly Element[], transferSyntax = EXPLICIT): Buffer {
  return Buffer.concat(elements.map((element) => encodeElement(element, transferSyntax)));
}

function usual(generated: Generated): Element[] {
  const { instance = '1.2.3.4', study = '1.2.3', series = '1.2.3.0', sopClass = CT, rows = 16, columns = 16 } = generated;
  const pixels =
    generated.pixels === undefined ? Buffer.from(Array.from({ length: rows * columns * 2 }, (_, at) => (at * 7) & 0x0f)) : generated.pixels;
  const elements: Element[] = [
    [0x00080005, 'CS', 'ISO_IR 192'],
    [0x00080016, 'UI', sopClass],
    [0x00080018, 'UI', instance],
    [0x00080020, 'DA', '20240611'],
    [0x00080060, 'CS', 'CT'],
    [0x00100010, 'PN', 'SYNTHETIC^CASE'],
    [0x00100020, 'LO', 'MRN1'],
    [0x0020000d, 'UI', study],
    [0x0020000e, 'UI', series],
    [0x00200013, 'IS', '1'],
    [0x00200032, 'DS', '-120\\-120\\0'],
    [0x00200037, 'DS', '1\\0\\0\\0\\1\\0'],
    [0x00280002, 'US', 1],
    [0x00280004, 'CS', 'MONOCHROME2'],
    [0x00280010, 'US', rows],
    [0x00280011, 'US', columns],
    [0x00280030, 'DS', '0.5\\0.5'],
    [0x00280100, 'US', 16],
    [0x00280101, 'US', 12],
    [0x00280102, 'US', 11],
    [0x00280103, 'US', 0],
  ];
  if (pixels !== null) elements.push([0x7fe00010, 'OW', pixels]);
  return elements;
}

const SIZES: Record<string, number> = { US: 2, SS: 2, UL: 4, SL: 4, FL: 4, FD: 8 };

function encodeElement([tag, vr, value]: Element, transferSyntax: string): Buffer {
  const big = transferSyntax === BIG_ENDIAN;
  const bytes = valueBytes(vr, value, transferSyntax, big);
  const implicit = transferSyntax === IMPLICIT;
  const long = vrByName(vr).long;
  const head = Buffer.alloc(!implicit && long ? 12 : 8);
  const u16 = (n: number, at: number): number => (big ? head.writeUInt16BE(n, at) : head.writeUInt16LE(n, at));
  const u32 = (n: number, at: number): number => (big ? head.writeUInt32BE(n, at) : head.writeUInt32LE(n, at));
  u16(tag >>> 16, 0);
  u16(tag & 0xffff, 2);
  if (implicit) u32(bytes.length, 4);
  else {
    head.write(vr, 4, 'latin1');
    if (long) u32(bytes.length, 8);
    else u16(bytes.length, 6);
  }
  return Buffer.concat([head, bytes]);
}

function valueBytes(vr: string, value: Element[2], transferSyntax: string, big: boolean): Buffer {
  if (Buffer.isBuffer(value)) return value;
  if (typeof value === 'string') {
    const text = Buffer.from(value);
    return text.length % 2 === 0 ? text : Buffer.concat([text, Buffer.from(vr === 'UI' ? '\0' : ' ')]);
  }
  if (vr === 'SQ') return Buffer.concat((value as readonly Element[][]).map((elements) => item(encode(elements, transferSyntax), big)));
  const numbers = typeof value === 'number' ? [value] : (value as readonly number[]);
  const size = SIZES[vr]!;
  const out = Buffer.alloc(size * numbers.length);
  const view = new DataView(out.buffer, out.byteOffset);
  for (const [index, number] of numbers.entries()) {
    if (size === 2) view.setUint16(index * size, number & 0xffff, !big);
    else if (size === 8) view.setFloat64(index * size, number, !big);
    else if (vr === 'FL') view.setFloat32(index * size, number, !big);
    else view.setUint32(index * size, number >>> 0, !big);
  }
  return out;
}

export function item(content: Buffer, big = false): Buffer {
  const head = Buffer.from(big ? [0xff, 0xfe, 0xe0, 0x00, 0, 0, 0, 0] : [0xfe, 0xff, 0x00, 0xe0, 0, 0, 0, 0]);
  if (big) head.writeUInt32BE(content.length, 4);
  else head.writeUInt32LE(content.length, 4);
  return Buffer.concat([head, content]);
}

/** Encapsulated pixels: offset table, fragments, delimiter; the whole value field. */
export function encapsulated(fragments: readonly Buffer[], offsets: readonly number[] = []): Buffer {
  const table = Buffer.alloc(offsets.length * 4);
  for (const [index, offset] of offsets.entries()) table.writeUInt32LE(offset, index * 4);
  return Buffer.concat([item(table), ...fragments.map((fragment) => item(fragment)), Buffer.from([0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0])]);
}

/** What the gate must know of a value representation (PS3.5 §6.2, Table 7.1-1). */
export interface Vr {
  readonly name: string;
  /** Explicit encodings give it a 32-bit length after two reserved bytes. */
  readonly long: boolean;
  /** Every value has this many bytes; 1 for text and byte strings. */
  readonly unit: number;
  readonly kind: 'text' | 'number' | 'bytes' | 'sequence' | 'tag';
  /** Characters one value may have (PN: one component group); absent where the length is not judged. */
  readonly max?: number;
}

const TABLE: readonly Vr[] = [
  { name: 'AE', long: false, unit: 1, kind: 'text' },
  { name: 'AS', long: false, unit: 1, kind: 'text' },
  { name: 'AT', long: false, unit: 4, kind: 'tag' },
  { name: 'CS', long: false, unit: 1, kind: 'text' },
  { name: 'DA', long: false, unit: 1, kind: 'text' },
  { name: 'DS', long: false, unit: 1, kind: 'text' },
  { name: 'DT', long: false, unit: 1, kind: 'text' },
  { name: 'FD', long: false, unit: 8, kind: 'number' },
  { name: 'FL', long: false, unit: 4, kind: 'number' },
  { name: 'IS', long: false, unit: 1, kind: 'text' },
  { name: 'LO', long: false, unit: 1, kind: 'text', max: 64 },
  { name: 'LT', long: false, unit: 1, kind: 'text', max: 10_240 },
  { name: 'OB', long: true, unit: 1, kind: 'bytes' },
  { name: 'OD', long: true, unit: 8, kind: 'bytes' },
  { name: 'OF', long: true, unit: 4, kind: 'bytes' },
  { name: 'OL', long: true, unit: 4, kind: 'bytes' },
  { name: 'OV', long: true, unit: 8, kind: 'bytes' },
  { name: 'OW', long: true, unit: 2, kind: 'bytes' },
  { name: 'PN', long: false, unit: 1, kind: 'text', max: 64 },
  { name: 'SH', long: false, unit: 1, kind: 'text', max: 16 },
  { name: 'SL', long: false, unit: 4, kind: 'number' },
  { name: 'SQ', long: true, unit: 1, kind: 'sequence' },
  { name: 'SS', long: false, unit: 2, kind: 'number' },
  { name: 'ST', long: false, unit: 1, kind: 'text', max: 1_024 },
  { name: 'SV', long: true, unit: 8, kind: 'number' },
  { name: 'TM', long: false, unit: 1, kind: 'text' },
  { name: 'UC', long: true, unit: 1, kind: 'text' },
  { name: 'UI', long: false, unit: 1, kind: 'text' },
  { name: 'UL', long: false, unit: 4, kind: 'number' },
  { name: 'UN', long: true, unit: 1, kind: 'bytes' },
  { name: 'UR', long: true, unit: 1, kind: 'text' },
  { name: 'US', long: false, unit: 2, kind: 'number' },
  { name: 'UT', long: true, unit: 1, kind: 'text' },
  { name: 'UV', long: true, unit: 8, kind: 'number' },
];

const BY_NAME = new Map(TABLE.map((vr) => [vr.name, vr]));
const BY_CODE = new Map(TABLE.map((vr) => [(vr.name.charCodeAt(0) << 8) | vr.name.charCodeAt(1), vr]));

/** The VR whose two letters stand in the stream, first letter in the high byte; undefined when there is none such. */
export function vrByCode(code: number): Vr | undefined {
  return BY_CODE.get(code);
}

export function vrByName(name: string): Vr {
  return BY_NAME.get(name)!;
}

export const UN = vrByName('UN');
export const SQ = vrByName('SQ');

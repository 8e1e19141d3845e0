import type { DicomJson } from '../types.ts';
import { numbersOf } from './json.ts';
import type { Parsed } from './parsed.ts';

/** What stands in an object and must not be measured or oriented by: it is kept, named in `ignored`, and answered with a warning. */
export function judgeUsability(parsed: Parsed): void {
  const { dataset } = parsed;
  geometry(dataset, parsed);
  for (const group of ['00289145', '52009229', '52009230']) {
    for (const item of items(dataset, group)) {
      for (const nested of ['00289110', '00209113', '00209116', '00289145']) {
        for (const inner of items(item, nested)) geometry(inner, parsed);
      }
      geometry(item, parsed);
    }
  }
  overlays(dataset, parsed);
}

/** Larger spacing than any detector has, mm; larger distance than any gantry reaches, mm. */
const MAX_SPACING = 1_000;
const MAX_POSITION = 100_000;
/** Beyond it a stored value times the slope no longer is a number anyone scanned. */
const MAX_RESCALE = 1e12;

function geometry(dataset: DicomJson, parsed: Parsed): void {
  for (const key of ['00280030', '00181164', '00182010']) {
    expect(dataset, key, parsed, (values) => values.length === 2 && values.every((value) => value > 0 && value <= MAX_SPACING));
  }
  expect(dataset, '00200032', parsed, (values) => values.length === 3 && values.every((value) => Math.abs(value) <= MAX_POSITION));
  expect(dataset, '00200037', parsed, isOrientation);
  expect(dataset, '00281053', parsed, ([slope]) => slope !== 0 && Math.abs(slope!) <= MAX_RESCALE);
  expect(dataset, '00281052', parsed, ([intercept]) => Math.abs(intercept!) <= MAX_RESCALE);
}

function expect(dataset: DicomJson, key: string, parsed: Parsed, good: (values: number[]) => boolean): void {
  const values = dataset[key]?.Value;
  if (values === undefined || values.length === 0) return;
  const numbers = numbersOf(dataset, key);
  if (numbers === null || !good(numbers)) parsed.warn('ATTRIBUTE_IGNORED', Number.parseInt(key, 16));
}

/** Two unit vectors at right angles, within what 16 characters a number can hold and scanners round to. */
function isOrientation(v: number[]): boolean {
  if (v.length !== 6) return false;
  const [a, b, c, d, e, f] = v as [number, number, number, number, number, number];
  return Math.abs(Math.hypot(a, b, c) - 1) < 0.02 && Math.abs(Math.hypot(d, e, f) - 1) < 0.02 && Math.abs(a * d + b * e + c * f) < 0.02;
}

function items(dataset: DicomJson, key: string): DicomJson[] {
  const element = dataset[key];
  return element?.vr === 'SQ' ? ((element.Value as DicomJson[] | undefined) ?? []) : [];
}

/** Overlay planes, groups 6000 to 601E (PS3.3 §C.9.2): drawn only when their data cover rows, columns and frames. */
function overlays(dataset: DicomJson, parsed: Parsed): void {
  for (let group = 0x6000; group <= 0x601e; group += 2) {
    const prefix = group.toString(16).toUpperCase();
    const data = dataset[`${prefix}3000`];
    if (data === undefined) continue;
    const rows = numbersOf(dataset, `${prefix}0010`)?.[0] ?? 0;
    const columns = numbersOf(dataset, `${prefix}0011`)?.[0] ?? 0;
    const frames = numbersOf(dataset, `${prefix}0015`)?.[0] ?? 1;
    const length =
      data.InlineBinary === undefined ? (parsed.bulk[`${prefix}3000`]?.length ?? 0) : Buffer.byteLength(data.InlineBinary, 'base64');
    const bits = numbersOf(dataset, `${prefix}0100`)?.[0] ?? 1;
    if (rows < 1 || columns < 1 || bits !== 1 || length * 8 < rows * columns * frames)
      parsed.warn('OVERLAY_IGNORED', (group << 16) | 0x3000);
  }
}

import type { DicomJson } from '../../intake/types.ts';

/** Small readers of the DICOM JSON model (PS3.18 §F). All of them answer "nothing" for a value that is absent or of another kind. */

export function text(dataset: DicomJson, tag: string): string {
  const value = dataset[tag]?.Value?.[0];
  return typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : '';
}

export function texts(dataset: DicomJson, tag: string): string[] {
  return (dataset[tag]?.Value ?? []).filter((value) => typeof value === 'string').map((value) => value.trim());
}

/** Finite number, else null. */
export function number(dataset: DicomJson, tag: string): number | null {
  return finite(dataset[tag]?.Value?.[0]);
}

/** Exactly `count` finite numbers, else null. */
export function numbers(dataset: DicomJson, tag: string, count: number): number[] | null {
  const values = (dataset[tag]?.Value ?? []).map(finite);
  return values.length === count && values.every((value) => value !== null) ? (values as number[]) : null;
}

/** Items of a sequence. */
export function items(dataset: DicomJson, tag: string): DicomJson[] {
  return (dataset[tag]?.Value ?? []).filter((item): item is DicomJson => typeof item === 'object' && item !== null);
}

/** Person name for people: the alphabetic group, else the ideographic, else the phonetic, as `FAMILY^GIVEN`. */
export function personName(dataset: DicomJson, tag: string): string {
  const value = dataset[tag]?.Value?.[0];
  if (typeof value === 'string') return value.trim();
  if (typeof value !== 'object' || value === null) return '';
  const { Alphabetic, Ideographic, Phonetic } = value as Record<string, string>;
  return Alphabetic || Ideographic || Phonetic || '';
}

/** The same without the signs between its parts, for a page. */
export const readableName = (dataset: DicomJson, tag: string): string => personName(dataset, tag).replaceAll('^', ' ').trim();

function finite(value: unknown): number | null {
  const n = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof n === 'number' && Number.isFinite(n) ? n : null;
}

import type { DicomJson } from '../types.ts';

/** First value of an element as text, '' when it has none. */
export function textOf(dataset: DicomJson, key: string): string {
  const value = dataset[key]?.Value?.[0];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** All values that are numbers, or null when there is none or one of them is not. */
export function numbersOf(dataset: DicomJson, key: string): number[] | null {
  const values = dataset[key]?.Value;
  if (values === undefined || values.length === 0) return null;
  return values.every((value) => typeof value === 'number') ? (values as number[]) : null;
}

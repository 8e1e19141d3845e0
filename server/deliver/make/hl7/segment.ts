import { encodeEscapes } from '../../../hl7/message/escape.ts';
import { localTime } from '../local-time.ts';

const CONTROLS = /\p{Cc}/gu;

/** Text as a value of a message: separators escaped, control characters (which no receiver takes) as spaces. */
export const value = (text: string): string => encodeEscapes(text.toWellFormed().replace(CONTROLS, ' '));

/** Components of one field; empty ones at the end are left out. */
export const components = (...texts: string[]): string => texts.map(value).join('^').replace(/\^+$/, '');

export const coded = (code: string, text: string, system: string): string => components(code, text, system);

/** One segment. `fields`: by number as in the standard, values ready (`value`, `components`). */
export function segment(name: string, fields: Record<number, string>): string {
  // MSH-1 is the separator itself.
  const first = name === 'MSH' ? 2 : 1;
  const last = Math.max(...Object.keys(fields).map(Number));
  const values = Array.from({ length: last - first + 1 }, (_, i) => fields[first + i] ?? '');
  return [name, ...values].join('|').replace(/\|+$/, '');
}

/** TS with seconds and the offset of the place. */
export function timestamp(instant: string, zone: string): string {
  const { date, time, offset } = localTime(instant, zone);
  return `${date}${time}${offset}`;
}

export const message = (segments: readonly string[]): Buffer => Buffer.from(segments.map((one) => `${one}\r`).join(''), 'utf8');

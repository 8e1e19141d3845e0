import { instantsAt } from '#shared/chart/zone.ts';

/** A TS value (HL7 v2.5.1 §2.A.77): `YYYY[MM[DD[HH[MM[SS[.S…]]]]]][±ZZZZ]`. */
const TS = /^(\d{4})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:\.\d{1,4})?)?)?)?)?)?([+-]\d{4})?$/;

export interface Hl7Time {
  /** Of the first moment it can mean, ms since 1970; without an offset in the text, of `zoneOffsetMinutes`. */
  at: number;
  /** How long a span it names, ms: a day when it has no hour. */
  span: number;
  hasOffset: boolean;
}

const SPANS = [365 * 86_400_000, 30 * 86_400_000, 86_400_000, 3_600_000, 60_000, 1_000];

/** Null: no time. */
export function parseTime(text: string, zoneOffsetMinutes = 0): Hl7Time | null {
  const match = TS.exec(text);
  if (match === null) return null;
  const parts = match.slice(1, 7).map((part) => (part === undefined ? undefined : Number(part)));
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts;
  const utc = Date.UTC(year, month - 1, day, hour, minute, second);
  const real = new Date(utc);
  if (real.getUTCMonth() !== month - 1 || real.getUTCDate() !== day || hour > 23 || minute > 59 || second > 59) return null;
  const offset = match[7];
  const minutes = offset === undefined ? zoneOffsetMinutes : offsetMinutes(offset);
  if (Math.abs(minutes) > 14 * 60) return null;
  return {
    at: utc - minutes * 60_000,
    span: SPANS[parts.filter((part) => part !== undefined).length - 1]!,
    hasOffset: offset !== undefined,
  };
}

function offsetMinutes(text: string): number {
  const minutes = Number(text.slice(1, 3)) * 60 + Number(text.slice(3, 5));
  return text.startsWith('-') ? -minutes : minutes;
}

/** The instant of a TS value, ISO 8601; without an offset it is told in `zone` (of a time that happened twice the first). Null: no time. */
export function instantOf(text: string, zone: string): string | null {
  const time = text === '' ? null : parseTime(text);
  if (time === null) return null;
  const plain = new Date(time.at).toISOString();
  if (time.hasOffset) return plain;
  const minute = instantsAt(plain.slice(0, 16), zone).at(0);
  return minute === undefined ? null : new Date(minute + (time.at % 60_000)).toISOString();
}

/** Now, as we write it: UTC. */
export const formatTime = (ms: number): string =>
  `${new Date(ms)
    .toISOString()
    .replace(/[-:T]/g, '')
    .replace(/\.\d+Z$/, '')}+0000`;

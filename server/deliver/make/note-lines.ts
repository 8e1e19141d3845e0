import type { ConsultRecord } from '#shared/protocol/record.ts';
import { spoken } from './local-time.ts';

/** The note as plain lines: a heading, its sentences, one empty line between sections. */
export function noteLines({ note, version, signedBy, signedAt, zone }: ConsultRecord): string[] {
  const sections = note.map(({ heading, sentences }) => [
    heading.toUpperCase(),
    ...sentences.flatMap(({ text }) => text.split(/\r\n|\r|\n/)),
  ]);
  const title = version === 1 ? 'TELESTROKE CONSULT' : `TELESTROKE CONSULT, ADDENDUM ${version - 1}`;
  const signature = `Signed by ${signedBy.name} (${roleWords(signedBy.role)}, ${signedBy.site}) at ${spoken(signedAt, zone)}`;
  return [[title], ...sections, [signature]].flatMap((section, i) => (i === 0 ? section : ['', ...section]));
}

/** `emergency-physician` as people say it. */
export const roleWords = (role: string): string => role.replaceAll('-', ' ');

/** `± 20 s`, or '' where a time is taken as exact. */
export function uncertainty(seconds: number): string {
  if (seconds === 0) return '';
  return seconds < 120 ? `± ${Math.round(seconds)} s` : `± ${Math.round(seconds / 60)} min`;
}

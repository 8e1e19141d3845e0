import { DICTIONARY } from './dictionary-data.ts';

/** VR of an attribute for encodings that leave it out (implicit VR, `UN`): PS3.6, PS3.5 §6.2.2 and §7.8 for private tags. */
export function vrOf(tag: number): string {
  const known = PUBLIC.get(tag);
  if (known !== undefined) return known;
  const element = tag & 0xffff;
  if (element === 0) return 'UL'; // group length, retired
  const group = tag >>> 16;
  if ((group & 1) === 1) return element >= 0x10 && element <= 0xff ? 'LO' : 'UN';
  const family = group >>> 8;
  if (family === 0x50 || family === 0x60) return REPEATING.get(((family << 24) | element) >>> 0) ?? 'UN';
  return 'UN';
}

/** True for tags the standard defines outside of the private (odd) groups. */
export function isPublic(tag: number): boolean {
  return ((tag >>> 16) & 1) === 0;
}

/** Eight upper-case hexadecimal digits, the key of the DICOM JSON model (PS3.18 §F.2.2). */
export function tagKey(tag: number): string {
  return (tag + 0x100000000).toString(16).slice(1).toUpperCase();
}

const PUBLIC = new Map<number, string>();
const REPEATING = new Map<number, string>();
for (const line of DICTIONARY.trim().split('\n')) {
  const group = line.slice(0, 4);
  for (let at = 5; at < line.length; at += 6) {
    const element = Number.parseInt(line.slice(at, at + 4), 16);
    const vr = line.slice(at + 4, at + 6);
    if (group.endsWith('xx')) REPEATING.set(((Number.parseInt(group.slice(0, 2), 16) << 24) | element) >>> 0, vr);
    else PUBLIC.set(((Number.parseInt(group, 16) << 16) | element) >>> 0, vr);
  }
}

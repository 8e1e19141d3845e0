import type { IntakeCode } from '#shared/protocol/intake.ts';

/**
 * PS3.10 §7.1 leaves the preamble to the application: zero, or the header of a TIFF file (whole-slide images). Anything else is
 * another file format in disguise (CVE-2019-11687): kept as it came, and zeroed whenever it is served.
 */
export function preambleCode(preamble: Buffer): IntakeCode {
  if (preamble.every((byte) => byte === 0)) return 'OK';
  return TIFF.has(preamble.readUInt32BE(0)) ? 'OK' : 'PREAMBLE_ZEROED';
}

/** `II*\0`, `MM\0*`, and BigTIFF `II+\0`, `MM\0+`. */
const TIFF = new Set([0x49492a00, 0x4d4d002a, 0x49492b00, 0x4d4d002b]);

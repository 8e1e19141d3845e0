import type { IntakeCode } from '#shared/protocol/intake.ts';

/** The most serious of several findings that do not refuse the object: a person's decision first, then what cannot be shown, then text. */
export function worst(codes: readonly IntakeCode[]): IntakeCode {
  for (const code of ORDER) if (codes.includes(code)) return code;
  return 'OK';
}

const ORDER: readonly IntakeCode[] = [
  'PATIENT_UNIDENTIFIED',
  'PIXEL_UNREADABLE',
  'ATTRIBUTE_IGNORED',
  'OVERLAY_IGNORED',
  'CHARSET_UNKNOWN',
  'ATTRIBUTE_INVALID_KEPT',
  'CONTROL_CHARS_SHOWN',
  'ATTRIBUTE_TRUNCATED_FOR_DISPLAY',
  'PREAMBLE_ZEROED',
];

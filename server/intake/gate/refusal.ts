import type { IntakeCode } from '#shared/protocol/intake.ts';

/**
 * Ends the parse. Thrown, never returned, because it may come from any depth; not an Error, because a stack trace of a hostile
 * file helps nobody. `detail` names the place (tag, byte), never a value: values are the patient's.
 */
export class Refusal {
  readonly code: IntakeCode;
  readonly detail: string;
  constructor(code: IntakeCode, detail: string) {
    this.code = code;
    this.detail = detail;
  }
}

/** `(0010,0020)` */
export function tagText(tag: number): string {
  const hex = (tag + 0x100000000).toString(16).slice(1).toUpperCase();
  return `(${hex.slice(0, 4)},${hex.slice(4)})`;
}

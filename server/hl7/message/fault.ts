import type { Hl7Code } from '#shared/protocol/hl7.ts';

/** Why a message is not taken. Says nothing of its content. */
export class Hl7Fault extends Error {
  readonly code: Hl7Code;
  constructor(code: Hl7Code) {
    super(code);
    this.name = 'Hl7Fault';
    this.code = code;
  }
}

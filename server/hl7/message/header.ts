import type { Hl7Code } from '#shared/protocol/hl7.ts';
import { hasControl } from './control.ts';
import { Hl7Fault } from './fault.ts';
import { type Separators, separatorsOf } from './separators.ts';
import { parseTime } from './time.ts';

/** What MSH says, read from bytes before anything else is believed. */
export interface Header {
  separators: Separators;
  application: string;
  facility: string;
  /** MSH-7, '' when it is empty. */
  time: string;
  type: string;
  event: string;
  controlId: string;
  processingId: string;
  /** MSH-11 holds what it never can: a separator in MSH-10 has shifted what follows. */
  shifted: boolean;
  version: string;
  /** MSH-15 and MSH-16 (table 0155); both empty: original mode. */
  acceptAck: string;
  applicationAck: string;
  charset: string;
}

/** Longest control id: 199 characters since v2.7, 20 before. */
const MAX_CONTROL_ID = 199;
/** A sender's clock may be ahead by so much, ms. */
const MAX_AHEAD_MS = 24 * 3_600_000;

/** `msh`: the first segment, bytes as Latin-1. Throws where the separators cannot be used. */
export function readHeader(msh: string): Header {
  const separators = separatorsOf(msh);
  const fields = msh.split(separators.field);
  const first = (n: number, component = 0): string =>
    ((fields[n - 1] ?? '').split(separators.repetition, 1)[0]!.split(separators.component)[component] ?? '').trim();
  return {
    separators,
    application: first(3),
    facility: first(4),
    time: first(7),
    type: first(9),
    event: first(9, 1),
    controlId: (fields[9] ?? '').trim(),
    processingId: first(11),
    shifted: [separators.repetition, separators.escape].some((one) => (fields[10] ?? '').includes(one)),
    version: first(12),
    acceptAck: first(15),
    applicationAck: first(16),
    charset: first(18),
  };
}

/** Whether a header may be answered to in detail: true once these are in order. */
export function checkHeader(msh: string, header: Header, now: number): void {
  const fail = (code: Hl7Code): never => {
    throw new Hl7Fault(code);
  };
  if (hasControl(msh)) fail('HL7_HEADER_CONTROL_CHAR');
  if (header.controlId === '') fail('HL7_CONTROL_ID_MISSING');
  if (header.controlId.length > MAX_CONTROL_ID || holdsSeparator(header) || header.shifted) fail('HL7_CONTROL_ID_INVALID');
  if (header.type === '') fail('HL7_MSH_NO_TYPE');
  if (header.processingId === 'T' || header.processingId === 'D') fail('HL7_PROCESSING_ID');
  if (header.processingId !== 'P') fail('HL7_MSH_PROC_UNKNOWN');
  if (header.version === '') fail('HL7_MSH_VERSION_EMPTY');
  if (!/^2(\.[1-9](\.\d)?)?$/.test(header.version)) fail('HL7_MSH_VERSION_9');
  if (header.time === '') return;
  const time = parseTime(header.time);
  if (time === null) return fail('HL7_MSH_TS_BAD');
  if (time.at > now + MAX_AHEAD_MS) fail('HL7_MSH_TS_FUTURE');
}

function holdsSeparator({ controlId, separators: s }: Header): boolean {
  return [s.component, s.repetition, s.escape, s.subcomponent].some((one) => controlId.includes(one));
}

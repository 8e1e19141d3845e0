import { Hl7Fault } from '../../hl7/message/fault.ts';
import { readHeader } from '../../hl7/message/header.ts';

const CODES = ['AA', 'AE', 'AR', 'CA', 'CE', 'CR'] as const;

export interface Acknowledgement {
  code: (typeof CODES)[number];
  /** MSA-2 */
  controlId: string;
}

/**
 * MSA of an ACK, null when there is none. Receivers' answers are often sparse: nothing else of them is needed, so nothing else is
 * judged.
 */
export function acknowledgement(bytes: Buffer): Acknowledgement | null {
  const segments = bytes
    .toString('latin1')
    .split(/[\r\n]+/)
    .filter((segment) => segment !== '');
  try {
    const { field, component } = readHeader(segments[0] ?? '').separators;
    const msa = segments.find((segment) => segment.startsWith(`MSA${field}`))?.split(field);
    const code = CODES.find((one) => one === msa?.[1]?.trim());
    return code === undefined || !segments[0]!.startsWith('MSH') ? null : { code, controlId: (msa?.[2] ?? '').split(component)[0]!.trim() };
  } catch (error) {
    if (error instanceof Hl7Fault) return null;
    throw error;
  }
}

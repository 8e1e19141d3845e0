import type { AssociationView } from '#shared/protocol/admin.ts';
import { INTAKE, type IntakeCode } from '#shared/protocol/intake.ts';
import type { AssociationEntry } from '../intake/association-log.ts';

/** What a scanner's engineer can do about an association that did not go well. */
const FIXES: Record<string, (entry: AssociationEntry) => string> = {
  CALLING_AE_UNKNOWN: ({ callingAe, remoteAddress }) =>
    `Nobody may send as "${callingAe}" from ${remoteAddress}. Set the scanner's own AE title to one of those above, or have an administrator add it (npm run admin -- add-ae).`,
  CALLED_AE_UNKNOWN: ({ calledAe }) => `The scanner calls "${calledAe}". Set the remote AE title on the scanner to the one above.`,
  MAX_PDU_TOO_SMALL: () => 'The scanner accepts only tiny messages. Set its maximum PDU length to 16384 or more.',
  PROTOCOL_VERSION: () => 'The sender speaks no DICOM protocol version 1. Check that this is a DICOM node.',
  UNRECOGNISED_PDU: () => 'What was sent is not DICOM. Check address and port on the sender.',
  ARTIM_TIMEOUT: () =>
    'The connection was opened but nothing was said for 30 s. A firewall or a port check does this; a scanner should not.',
  MIN_RATE: () => 'The sender was slower than any working network. Check the cable and the switch port.',
  ASSOCIATION_LOST: () => 'The network dropped in the middle. What was acknowledged is kept; let the scanner send again.',
};

export function view(entry: AssociationEntry): AssociationView {
  const answers = Object.entries(entry.answers).map(([code, count]) => ({ code, count, advice: INTAKE[code as IntakeCode]?.advice ?? '' }));
  const bad = answers.find(({ code }) => INTAKE[code as IntakeCode]?.outcome === 'refused');
  const offered =
    entry.refusedContexts.length > 0 ? 'The scanner offered kinds of object or encodings that are not taken (below); the rest is.' : '';
  return { ...entry, answers, fix: FIXES[entry.state]?.(entry) ?? bad?.advice ?? offered };
}

import { EXPLICIT_LITTLE_ENDIAN, IMPLICIT_LITTLE_ENDIAN } from '../gate/transfer-syntax.ts';
import { encodeCommitmentReport } from './commitment.ts';
import type { CommitmentResult } from './context.ts';
import { STORAGE_COMMITMENT, VERIFICATION } from './negotiate.ts';
import { encodeEchoRq, Requestor, ScuFault, type ScuTarget } from './scu.ts';

export interface EchoResult {
  ok: boolean;
  /** From the first packet to the answer. */
  ms: number;
  reason?: string;
}

/** Milliseconds any one answer of a peer may take. */
const PATIENCE = 10_000;

/** C-ECHO, the button of the admin page. Never rejects. */
export async function echo(target: ScuTarget): Promise<EchoResult> {
  const began = performance.now();
  const done = (ok: boolean, reason?: string): EchoResult => ({
    ok,
    ms: Math.round(performance.now() - began),
    ...(reason === undefined ? {} : { reason }),
  });
  try {
    const requestor = await Requestor.open(
      target,
      [{ id: 1, abstractSyntax: VERIFICATION, transferSyntaxes: [IMPLICIT_LITTLE_ENDIAN] }],
      PATIENCE,
    );
    if (!requestor.contexts.has(1)) {
      requestor.abort();
      return done(false, 'verification is not offered');
    }
    requestor.send(1, encodeEchoRq(1));
    const { command } = await requestor.receive();
    await requestor.release();
    return done(command.status === 0, command.status === 0 ? undefined : `status ${command.status.toString(16).padStart(4, '0')}`);
  } catch (cause) {
    return done(false, cause instanceof ScuFault ? cause.message : 'no DICOM peer');
  }
}

/** Brings a storage commitment report to the one who asked, on an association of our own (PS3.4 §J.3.3). True when it was taken. */
export async function deliverReport(target: ScuTarget, transactionUid: string, result: CommitmentResult): Promise<boolean> {
  try {
    const context = {
      id: 1,
      abstractSyntax: STORAGE_COMMITMENT,
      transferSyntaxes: [EXPLICIT_LITTLE_ENDIAN, IMPLICIT_LITTLE_ENDIAN],
      asProvider: true,
    };
    const requestor = await Requestor.open(target, [context], PATIENCE);
    const transferSyntax = requestor.contexts.get(1);
    if (transferSyntax === undefined) {
      requestor.abort();
      return false;
    }
    const { command, dataSet } = encodeCommitmentReport(transactionUid, result, 1, transferSyntax);
    requestor.send(1, command, dataSet);
    const answer = await requestor.receive();
    await requestor.release();
    return answer.command.field === 0x8100 && answer.command.status === 0;
  } catch {
    return false;
  }
}

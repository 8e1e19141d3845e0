import type { SpoolFile } from '../spool-file.ts';
import type { Accepted, Source, Spooled } from '../types.ts';
import type { DimseLimits } from './limits.ts';
import type { AbortCode } from './pdu.ts';

/** An object named by its UIDs, as storage commitment does (PS3.4 §J.3). */
export interface InstanceReference {
  sopClassUid: string;
  sopInstanceUid: string;
}

export interface CommitmentResult {
  stored: InstanceReference[];
  /** Reasons of PS3.3 §C.14: 0110H processing failure, 0112H no such object, 0119H class and instance do not fit, … */
  failed: (InstanceReference & { reason: number })[];
}

/** A storage commitment request that was answered 0000 and is owed its report. */
export interface CommitmentTransaction {
  id: string;
  organisationId: string;
  /** Who asked, and under which title of ours: the report goes back with the roles kept. */
  callingAe: string;
  calledAe: string;
  transactionUid: string;
  items: InstanceReference[];
  /** Milliseconds since 1970. */
  requestedAt: number;
  attempts: number;
  nextAttemptAt: number;
}

export type AeResolution = { ok: true; organisationId: string } | { ok: false; reason: 'calling' | 'called' };

/** What happened on the DICOM port, for the admin page. Titles are shown as text; no UID, no patient. */
export type AssociationEvent =
  | { type: 'refused'; id: string; at: number; remoteAddress: string; callingAe: string; calledAe: string; code: string }
  | {
      type: 'opened';
      id: string;
      at: number;
      remoteAddress: string;
      callingAe: string;
      calledAe: string;
      organisationId: string;
      refusedContexts: RefusedContext[];
    }
  | { type: 'object'; id: string; at: number; code: string; status: number; bytes: number }
  | { type: 'echo'; id: string; at: number }
  | {
      type: 'closed';
      id: string;
      at: number;
      remoteAddress: string;
      callingAe: string;
      how: 'released' | AbortCode;
      objects: number;
      bytes: number;
    };

export interface RefusedContext {
  abstractSyntax: string;
  transferSyntaxes: string[];
  /** 3 abstract syntax, 4 transfer syntaxes not supported (PS3.8 Table 9-18). */
  result: 3 | 4;
}

/** What an association needs of the rest of the program. */
export interface DimseHost {
  readonly limits: DimseLimits;
  readonly stopping: boolean;
  begin(): SpoolFile;
  resolveAe(callingAe: string, calledAe: string, remoteAddress: string): Promise<AeResolution>;
  accept(spooled: Spooled, source: Source): Promise<Accepted>;
  verifyStored(organisationId: string, items: InstanceReference[]): Promise<CommitmentResult>;
  saveCommitment(transaction: CommitmentTransaction): Promise<void>;
  commitmentDone(id: string): Promise<void>;
  event(event: AssociationEvent): void;
}

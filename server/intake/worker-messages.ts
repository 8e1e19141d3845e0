import type { AssociationEvent, CommitmentResult, CommitmentTransaction, DimseHost } from './dimse/context.ts';
import type { DimseLimits } from './dimse/limits.ts';
import type { EchoResult } from './dimse/outgoing.ts';
import type { ScuTarget } from './dimse/scu.ts';
import type { DimseListen } from './dimse/server.ts';
import type { SpoolLimits } from './spool.ts';
import type { Received } from './types.ts';

/** What passes between the main thread and the intake thread. Both ends are of one version: nothing is checked again. */
export interface WorkerSetup {
  spoolDir: string;
  dimse: DimseListen | null;
  limits: { spool?: Partial<SpoolLimits>; dimse?: Partial<DimseLimits> };
}

/** The intake thread asks the main thread; each call is answered once. */
export type Port = 'resolveAe' | 'accept' | 'verifyStored' | 'saveCommitment' | 'commitmentDone';
export type PortArguments = { [P in Port]: Parameters<DimseHost[P]> };
export type PortResults = { [P in Port]: Awaited<ReturnType<DimseHost[P]>> };

export type FromWorker =
  | { type: 'ready'; dimsePort: number | null }
  | { type: 'failed'; reason: string }
  | { type: 'written'; id: number; bytes: number }
  | { type: 'received'; id: number; received: Received }
  | { type: 'call'; call: number; port: Port; args: unknown[] }
  | { type: 'events'; events: AssociationEvent[] }
  | { type: 'echoed'; call: number; result: EchoResult }
  | { type: 'delivered'; call: number; ok: boolean }
  | { type: 'closed' };

export type ToWorker =
  | { type: 'write'; id: number; chunks: Uint8Array[] }
  | { type: 'end'; id: number }
  | { type: 'abort'; id: number }
  | { type: 'answer'; call: number; ok: boolean; value: unknown }
  | { type: 'echo'; call: number; target: ScuTarget }
  | { type: 'deliver'; call: number; target: ScuTarget; transaction: CommitmentTransaction; result: CommitmentResult }
  | { type: 'close' };

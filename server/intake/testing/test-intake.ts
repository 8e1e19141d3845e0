import { mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { INTAKE } from '#shared/protocol/intake.ts';
import {
  type AssociationEvent,
  type CommitmentTransaction,
  type Intake,
  type IntakeOptions,
  type IntakePorts,
  startIntake,
} from '../thread.ts';
import type { Accepted, Source, Spooled } from '../types.ts';

export interface Kept {
  spooled: Spooled;
  source: Source;
}

/** The intake with ports that keep everything in memory and the files in a folder of their own. */
export interface TestIntake {
  intake: Intake;
  folder: string;
  kept: Kept[];
  events: AssociationEvent[];
  commitments: Map<string, CommitmentTransaction>;
  accept: IntakePorts['accept'];
  /** Where senders listen for commitment reports, by title. */
  addresses: Map<string, { host: string; port: number }>;
  spooled(): Promise<string[]>;
  bytesOf(kept: Kept): Promise<Buffer>;
  close(): Promise<void>;
}

export const OUR_AE = 'TELESTROKE';
const SENDERS = new Set(['HOSTILE', 'STORESCU', 'RIVERSIDE_CT', 'TEST_SCU']);

export async function startTestIntake(options: Partial<IntakeOptions> & { port?: number } = {}): Promise<TestIntake> {
  const folder = await mkdtemp(join(tmpdir(), 'hyperacute-intake-'));
  const spoolDir = join(folder, 'spool');
  await mkdir(join(folder, 'kept'), { recursive: true });
  const kept: Kept[] = [];
  const events: AssociationEvent[] = [];
  const commitments = new Map<string, CommitmentTransaction>();
  const addresses = new Map<string, { host: string; port: number }>();
  const accept = async (spooled: Spooled, source: Source): Promise<Accepted> => {
    const path = join(folder, 'kept', `${kept.length}`);
    const twin = kept.some((one) => one.spooled.object.sha256 === spooled.object.sha256);
    kept.push({ spooled: { ...spooled, path }, source });
    await rename(spooled.path, path);
    const code = twin && INTAKE[spooled.code].outcome === 'stored' ? 'DUPLICATE' : spooled.code;
    return { code, status: INTAKE[code].status, sopInstanceUid: spooled.object.sopInstanceUid };
  };
  const ports: IntakePorts = {
    resolveAe: async (callingAe, calledAe) => {
      if (!SENDERS.has(callingAe)) return { ok: false, reason: 'calling' };
      return calledAe === OUR_AE ? { ok: true, organisationId: 'riverside' } : { ok: false, reason: 'called' };
    },
    accept,
    verifyStored: async (_organisationId, items) => {
      const stored = items.filter((item) => kept.some(({ spooled }) => spooled.object.sopInstanceUid === item.sopInstanceUid));
      return { stored, failed: items.filter((item) => !stored.includes(item)).map((item) => ({ ...item, reason: 0x0112 })) };
    },
    onAssociation: (event) => void events.push(event),
    commitments: {
      save: async (transaction) => void commitments.set(transaction.id, transaction),
      due: async (now) => [...commitments.values()].filter((transaction) => transaction.nextAttemptAt <= now),
      done: async (id) => void commitments.delete(id),
      addressOf: async (_organisationId, aeTitle) => addresses.get(aeTitle) ?? null,
    },
  };
  const intake = await startIntake({ spoolDir, dimse: { host: '127.0.0.1', port: options.port ?? 0, aeTitle: OUR_AE }, ...options }, ports);
  return {
    intake,
    folder,
    kept,
    events,
    commitments,
    accept,
    addresses,
    spooled: () => readdir(spoolDir),
    bytesOf: (one) => readFile(one.spooled.path),
    close: async () => {
      await intake.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

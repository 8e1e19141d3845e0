import { rm } from 'node:fs/promises';
import { INTAKE, type IntakeCode } from '#shared/protocol/intake.ts';
import type { UploadedFile } from '#shared/protocol/upload.ts';
import type { Intake } from '../thread.ts';
import type { Accepted, Source, Spooled } from '../types.ts';
import { PARALLEL } from './limits.ts';
import { EntryFault, type Member } from './member.ts';

export interface StoreDeps {
  intake: Pick<Intake, 'receive'>;
  accept(spooled: Spooled, source: Source): Promise<Accepted>;
}

/** What became of one file, and of which instance it is a copy. */
export interface StoredFile extends UploadedFile {
  sopInstanceUid?: string;
}

/** Takes the files in, a few at a time, and tells of each what became of it, in the order given. */
export async function storeMembers(members: readonly Member[], source: Source, deps: StoreDeps): Promise<StoredFile[]> {
  const results: StoredFile[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < members.length) {
      const index = next++;
      results[index] = await storeMember(members[index]!, source, deps);
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, work));
  return results;
}

async function storeMember(member: Member, source: Source, deps: StoreDeps): Promise<StoredFile> {
  const receiver = deps.intake.receive();
  try {
    for await (const piece of member.read()) {
      const brake = receiver.write(piece);
      if (brake !== undefined) await brake;
    }
    const received = await receiver.end();
    if (!received.ok) return fileResult(member.name, received.code);
    const { path } = received.spooled;
    const { code } = await deps.accept(received.spooled, source).catch(async () => {
      await rm(path, { force: true });
      return { code: 'STORE_FAILED' } as const;
    });
    return {
      ...fileResult(member.name, code),
      ...(INTAKE[code].outcome === 'refused' ? {} : { sopInstanceUid: received.spooled.object.sopInstanceUid }),
    };
  } catch (cause) {
    receiver.abort();
    if (cause instanceof EntryFault) return faultResult(member.name, cause.code);
    return fileResult(member.name, 'STORE_FAILED');
  }
}

const OUTCOMES = { stored: 'stored', quarantine: 'needs-review', refused: 'rejected' } as const;

function fileResult(name: string, code: IntakeCode): UploadedFile {
  return { name, outcome: OUTCOMES[INTAKE[code].outcome], code, detail: INTAKE[code].advice };
}

export function faultResult(name: string, code: EntryFault['code']): UploadedFile {
  return { name, outcome: 'rejected', code, detail: FAULTS[code] };
}

const FAULTS: Record<EntryFault['code'], string> = {
  ENTRY_CORRUPT: 'Damaged in the archive: its length or check sum is wrong.',
  ENTRY_ENCRYPTED: 'Encrypted; pack it without a password.',
  ENTRY_UNSUPPORTED: 'Packed by a method other than Deflate.',
  ENTRY_OVERLAP: 'Shares its bytes with another entry.',
  ARCHIVE_LIMIT: 'The archive unpacks to more than is allowed.',
};

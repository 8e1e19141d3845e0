import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Of an organisation: the first two digits of a SHA-256 (`Blobs.path`). */
const FOLDERS = 256;
/** Folders kept open to be synced. Any more are opened each time. */
const MAX_OPEN_FOLDERS = 3 * FOLDERS;
const open = new Map<string, number>();
/** Organisations whose folders are there. */
const made = new Set<string>();

export interface Adoption {
  /** A file that is fsynced. */
  from: string;
  to: string;
}

/**
 * Takes files over under their final names; when this returns, names and directories are durable. One that is there already has
 * the same bytes by its name, and gives way at once. Synchronous: for a thread that has nothing else to do meanwhile.
 */
export function adoptAll(adoptions: readonly Adoption[]): void {
  const folders = new Set(adoptions.map(({ to }) => dirname(to)));
  for (const folder of folders) if (!open.has(folder)) makeDurably(folder);
  for (const { from, to } of adoptions) {
    try {
      renameSync(from, to);
    } catch (error) {
      // Taken over by an attempt that failed afterwards.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || !existsSync(to)) throw error;
    }
  }
  // All names first: the first sync then commits most of what the others would.
  for (const folder of folders) sync(folder);
}

/** A folder that is there for good: with all beside it and its two parents, organisation and all originals, once a process. */
function makeDurably(folder: string): void {
  const organisation = dirname(folder);
  if (!made.has(organisation)) {
    for (let i = 0; i < FOLDERS; i++) mkdirSync(join(organisation, i.toString(16).padStart(2, '0')), { recursive: true });
    sync(organisation);
    sync(dirname(organisation));
    made.add(organisation);
  }
  if (open.size < MAX_OPEN_FOLDERS) open.set(folder, openSync(folder, 'r'));
}

function sync(folder: string): void {
  const known = open.get(folder);
  const handle = known ?? openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    if (known === undefined) closeSync(handle);
  }
}

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Tools } from './tools.ts';

/** Every original against its hash, every row against its file. Prints each fault; the exit code is 1 when there is one. */
export async function verify({ db, blobs, dataFolder, print }: Tools): Promise<void> {
  const referred = new Set<string>();
  let faults = 0;
  const fault = (text: string) => {
    faults++;
    print(text);
  };
  const instances = await db.selectFrom('instance').select(['organisation_id', 'sha256']).execute();
  const aside = await db.selectFrom('quarantine').select(['organisation_id', 'sha256']).execute();
  for (const row of [...instances, ...aside]) {
    const name = `${row.organisation_id}/${row.sha256}`;
    if (referred.has(name)) continue;
    referred.add(name);
    const found = await hashOf(blobs.path(row.organisation_id, row.sha256));
    if (found === null) fault(`missing: ${name}`);
    else if (found !== row.sha256) fault(`damaged: ${name}`);
  }
  for (const name of await originals(join(dataFolder, 'originals'))) if (!referred.has(name)) fault(`no row refers to: ${name}`);
  print(`${referred.size} originals checked, ${faults} faults`);
  if (faults > 0) process.exitCode = 1;
}

async function hashOf(path: string): Promise<string | null> {
  const hash = createHash('sha256');
  return pipeline(createReadStream(path), hash).then(
    () => hash.digest('hex'),
    () => null,
  );
}

/** `organisation/sha256` of every file under the originals. */
export async function originals(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath.slice(folder.length + 1).split('/')[0]}/${entry.name}`);
}

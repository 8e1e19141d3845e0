import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { entryOf } from '../imaging/catalogue/entry.ts';
import { inspectFile } from '../intake/inspect-file.ts';
import type { Tools } from './tools.ts';

/**
 * Makes everything derived anew from the originals: metadata, layout and description of every instance, and (at the next start of
 * the server) every codestream. Rows that people or time made (arrival, consults, decisions) stay as they are.
 */
export async function rebuild({ db, blobs, dataFolder, print }: Tools): Promise<void> {
  const rows = await db.selectFrom('instance').select(['id', 'series_id', 'organisation_id', 'sha256', 'frames']).orderBy('id').execute();
  let unreadable = 0;
  for (const row of rows) {
    const verdict = await inspectFile(blobs.path(row.organisation_id, row.sha256));
    if (!verdict.ok) {
      unreadable++;
      print(`cannot be read any more: ${row.organisation_id}/${row.sha256}`);
      continue;
    }
    const { metadata, layout, descriptor, frames, series } = entryOf(verdict.object);
    await db.transaction().execute(async (tx) => {
      await tx.updateTable('instance').set({ metadata, layout, descriptor, frames }).where('id', '=', row.id).execute();
      await tx
        .updateTable('series')
        .set({
          role: series.role,
          modality: series.modality,
          description: series.description,
          shape: series.shape === null ? null : JSON.stringify(series.shape),
        })
        .where('id', '=', row.series_id)
        .execute();
      await tx.updateTable('frame').set({ state: 'pending', why: null }).where('instance_id', '=', row.id).execute();
      if (frames === row.frames) return;
      await tx.deleteFrom('frame').where('instance_id', '=', row.id).execute();
      for (let number = 1; number <= frames; number++)
        await tx.insertInto('frame').values({ instance_id: row.id, number, state: 'pending' }).execute();
    });
  }
  await rm(join(dataFolder, 'derived'), { recursive: true, force: true });
  print(`${rows.length - unreadable} of ${rows.length} instances described anew; codestreams are made at the next start`);
  if (unreadable > 0) process.exitCode = 1;
}

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe } from '../imaging/catalogue/describe.ts';
import { layoutOf } from '../imaging/catalogue/layout.ts';
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
    const described = describe(verdict.object);
    const frames = described.descriptor.frames.length;
    await db.transaction().execute(async (tx) => {
      const values = {
        metadata: JSON.stringify(verdict.object.dataset),
        layout: JSON.stringify(layoutOf(verdict.object)),
        descriptor: JSON.stringify(described.descriptor),
        frames,
      };
      await tx.updateTable('instance').set(values).where('id', '=', row.id).execute();
      await tx
        .updateTable('series')
        .set({
          role: described.series.role,
          modality: described.series.modality,
          description: described.series.description,
          shape: described.series.shape === null ? null : JSON.stringify(described.series.shape),
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

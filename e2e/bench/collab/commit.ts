import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../../server/store/database.ts';
import { quantile, type Row, row } from './row.ts';

const COMMITS = 300;

/** What one durable commit takes through the database worker: the least by which an update that is stored first comes later. */
export async function commitTime(rounds: number): Promise<Row> {
  const folder = await mkdtemp(join(tmpdir(), 'collab-commit-'));
  const db = await openDatabase(join(folder, 'bench.db'));
  const times: number[] = [];
  try {
    await db.schema.createTable('bench').addColumn('bytes', 'blob').execute();
    for (let round = 0; round < rounds; round++) {
      const samples: number[] = [];
      for (let i = 0; i < COMMITS; i++) {
        const started = performance.now();
        await db.transaction().execute((tx) =>
          tx
            .insertInto('bench' as never)
            .values({ bytes: new Uint8Array(300) } as never)
            .execute(),
        );
        samples.push(performance.now() - started);
      }
      times.push(quantile(samples, 0.5));
    }
  } finally {
    await db.destroy();
    await rm(folder, { recursive: true, force: true });
  }
  return row('reading together: one durable commit, p50', 'ms', times, []);
}

import { last } from '#shared/chart/entries.ts';
import type { ChartEntry } from '#shared/protocol/chart/chart.ts';
import type { Database } from '../store/database.ts';

/** Last known well of each consult that has one: what the worklist orders by. */
export async function onsetOf(db: Database, consultIds: readonly string[]): Promise<Map<string, { from: string; to: string }>> {
  const rows = await db
    .selectFrom('chart_entry')
    .select(['consult_id', 'seq', 'kind', 'body'])
    .where('consult_id', 'in', [...consultIds])
    .where('kind', 'in', ['last-known-well', 'retract'])
    .orderBy('seq')
    .execute();
  const found = new Map<string, { from: string; to: string }>();
  for (const [consultId, own] of Map.groupBy(rows, (row) => row.consult_id)) {
    const entries = own.map(({ seq, kind, body }) => ({ seq, kind, body: JSON.parse(body) as unknown }) as ChartEntry);
    const range = last(entries, 'last-known-well')?.body.range ?? null;
    if (range !== null) found.set(consultId, range);
  }
  return found;
}

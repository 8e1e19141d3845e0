import { announcedOf } from '#shared/chart/announced.ts';
import { last } from '#shared/chart/entries.ts';
import type { ChartEntry, Kind } from '#shared/protocol/chart/chart.ts';
import type { Announced } from '#shared/protocol/http.ts';
import type { Database } from '../store/database.ts';

/** Last known well of each consult that has one: what the worklist orders by. */
export async function onsetOf(db: Database, consultIds: readonly string[]): Promise<Map<string, { from: string; to: string }>> {
  const found = new Map<string, { from: string; to: string }>();
  for (const [consultId, entries] of await entriesOf(db, consultIds, 'last-known-well')) {
    const range = last(entries, 'last-known-well')?.body.range ?? null;
    if (range !== null) found.set(consultId, range);
  }
  return found;
}

/** What was told of each patient before arrival. */
export async function announcementsOf(db: Database, consultIds: readonly string[]): Promise<Map<string, Announced>> {
  const found = new Map<string, Announced>();
  for (const [consultId, entries] of await entriesOf(db, consultIds, 'notification')) {
    const announced = announcedOf(entries);
    if (announced !== null) found.set(consultId, announced);
  }
  return found;
}

/** Entries of one kind, and what takes entries back, by consult. */
async function entriesOf(db: Database, consultIds: readonly string[], kind: Kind): Promise<Map<string, ChartEntry[]>> {
  const rows = await db
    .selectFrom('chart_entry')
    .select(['consult_id', 'seq', 'kind', 'body'])
    .where('consult_id', 'in', [...consultIds])
    .where('kind', 'in', [kind, 'retract'])
    .orderBy('seq')
    .execute();
  const own = Map.groupBy(rows, (row) => row.consult_id);
  return new Map(
    [...own].map(([consultId, found]) => [
      consultId,
      found.map(({ seq, kind, body }) => ({ seq, kind, body: JSON.parse(body) as unknown }) as ChartEntry),
    ]),
  );
}

import type { ChartEntry } from '#shared/protocol/chart/chart.ts';
import type { Role } from '#shared/protocol/http.ts';
import type { Database, Tx } from '../store/database.ts';

/** All entries of a consult in their order, as nobody but the server may see them: blind scores are in them. */
export async function readEntries(db: Database | Tx, consultId: string, after = 0): Promise<ChartEntry[]> {
  const rows = await db
    .selectFrom('chart_entry')
    .leftJoin('person', 'person.id', 'chart_entry.person_id')
    .leftJoin('organisation', 'organisation.id', 'person.organisation_id')
    .where('consult_id', '=', consultId)
    .where('seq', '>', after)
    .select([
      'seq',
      'chart_entry.id',
      'at',
      'person_id',
      'origin',
      'chart_entry.kind',
      'body',
      'person.name',
      'person.role',
      'organisation.name as site',
    ])
    .orderBy('seq')
    .execute();
  return rows.map(
    (row) =>
      ({
        seq: row.seq,
        id: row.id,
        at: row.at,
        by:
          row.person_id === null
            ? null
            : { personId: row.person_id, name: row.name ?? '', role: (row.role ?? 'observer') as Role, site: row.site ?? '' },
        origin: row.origin,
        kind: row.kind,
        body: JSON.parse(row.body) as unknown,
      }) as ChartEntry,
  );
}

import type { Database, Tx } from '../store/database.ts';

/** The site's zone; the server's own where it has none. */
export async function zoneOf(db: Database | Tx, organisationId: string): Promise<string> {
  const row = await db.selectFrom('organisation').select('zone').where('id', '=', organisationId).executeTakeFirst();
  return zoneOr(row?.zone ?? '');
}

export const zoneOr = (zone: string): string => zone || Intl.DateTimeFormat().resolvedOptions().timeZone;

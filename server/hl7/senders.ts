import { zoneOf } from '../chart/zone.ts';
import { sourceAllows } from '../identity/source.ts';
import type { Database } from '../store/database.ts';
import type { Leniency } from './message/parse.ts';

export interface Sender extends Leniency {
  organisationId: string;
}

/** The connection says which facilities may speak, MSH-4 chooses among them; anything else is nobody. */
export async function senderOf(db: Database, facility: string, address: string): Promise<Sender | undefined> {
  const rows = await db.selectFrom('hl7_sender').selectAll().where('facility', '=', facility).execute();
  const row = rows.find(({ source }) => sourceAllows(source, address));
  if (row === undefined) return undefined;
  const zone = await zoneOf(db, row.organisation_id);
  return { organisationId: row.organisation_id, charset: row.charset, lineFeeds: row.line_feeds === 1, zone };
}

import type { Database } from '../store/database.ts';

/** Kind of the timeline's entries; `detail` is 'granted' or 'withdrawn'. */
const KIND = 'camera-consent';

/** Who allows their camera to be moved in that consult: the last word of each, from the timeline. */
export async function consentOf(db: Database, consultId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('consult_event')
    .select(['person_id', 'detail'])
    .where('consult_id', '=', consultId)
    .where('kind', '=', KIND)
    .orderBy('id')
    .execute();
  const last = new Map(rows.map((row) => [row.person_id, row.detail]));
  return [...last].flatMap(([personId, detail]) => (personId !== null && detail === 'granted' ? [personId] : []));
}

export async function recordConsent(db: Database, consultId: string, personId: string, granted: boolean): Promise<void> {
  await db
    .insertInto('consult_event')
    .values({
      consult_id: consultId,
      at: new Date().toISOString(),
      person_id: personId,
      kind: KIND,
      detail: granted ? 'granted' : 'withdrawn',
    })
    .execute();
}

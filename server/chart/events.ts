import type { ConsultEvent } from '#shared/protocol/chart/events.ts';
import type { Database } from '../store/database.ts';

/** What happened in a consult beside its chart: opened, who came, calls, guests, deliveries of images. */
export async function eventsOf(db: Database, consultId: string): Promise<ConsultEvent[]> {
  const rows = await db
    .selectFrom('consult_event')
    .leftJoin('person', 'person.id', 'consult_event.person_id')
    .where('consult_id', '=', consultId)
    .select(['consult_event.id', 'consult_event.at', 'kind', 'detail', 'person.name'])
    .orderBy('consult_event.id')
    .execute();
  return rows.map(({ id, at, kind, detail, name }) => ({ id, at, kind, detail, person: name }));
}

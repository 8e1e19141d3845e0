import { AppError } from '#shared/protocol/errors.ts';
import type { Decider } from '../identity/policy.ts';
import type { Database } from '../store/database.ts';
import { asideGroup, objectsOf } from './groups.ts';
import { noteInConsults } from './note.ts';

/** What was kept aside is shown to nobody; the originals stay in the store. Throws NOT_FOUND. */
export async function leaveOut(db: Database, by: Decider, id: number, reason: string): Promise<void> {
  const group = await asideGroup(db, by.organisationId, id);
  if (group === undefined) throw new AppError('NOT_FOUND');
  const done = await db
    .updateTable('quarantine')
    .set({ resolved_at: new Date().toISOString(), resolved_by: by.personId, resolution: `left out: ${reason}` })
    .where('id', 'in', objectsOf(db, by.organisationId, group).clearSelect().select('id'))
    .executeTakeFirst();
  const detail = `${done.numUpdatedRows}: ${reason}`;
  await noteInConsults(db, by, group, { kind: 'images-left-out', detail, mrn: group.patient.mrn });
}

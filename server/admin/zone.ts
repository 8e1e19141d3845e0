import { isZone } from '#shared/chart/zone.ts';
import { parameter, type Tools, UsageError } from './tools.ts';

/** `set-zone ORGANISATION-ID ZONE`: in which the times of its consults are told. */
export async function setZone({ db, print }: Tools, parameters: string[]): Promise<void> {
  const id = parameter(parameters, 0, 'ORGANISATION-ID');
  const zone = parameter(parameters, 1, 'ZONE').trim();
  if (!isZone(zone)) throw new UsageError('ZONE is a name of the IANA list, like America/Denver');
  const { numUpdatedRows } = await db.updateTable('organisation').set({ zone }).where('id', '=', id).executeTakeFirst();
  if (numUpdatedRows === 0n) throw new UsageError(`there is no organisation ${id}`);
  print(`times of consults of ${id} are told in ${zone}`);
}

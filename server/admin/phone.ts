import { parameter, type Tools, UsageError } from './tools.ts';

/** `set-phone ORGANISATION-ID NUMBER`: the number the other side sees when sound is lost. */
export async function setPhone({ db, print }: Tools, parameters: string[]): Promise<void> {
  const id = parameter(parameters, 0, 'ORGANISATION-ID');
  const phone = parameter(parameters, 1, 'NUMBER').trim();
  if (!/^\+?[\d ()-]{3,30}$/.test(phone))
    throw new UsageError('NUMBER takes digits, spaces, brackets and -, with + in front for the country');
  const { numUpdatedRows } = await db.updateTable('organisation').set({ phone }).where('id', '=', id).executeTakeFirst();
  if (numUpdatedRows === 0n) throw new UsageError(`there is no organisation ${id}`);
  print(`${phone} is shown when sound is lost in a consult with ${id}`);
}

import { stateNeurologist } from '../chart/told/neurologist.ts';
import type { Tx } from '../store/database.ts';

export interface Accepter {
  personId: string;
  role: string;
}

/**
 * The first who accepts has it. What a coordinator has taken gives way to the first neurologist or interventionalist: a coordinator takes a call to
 * find one. Answers whether it is this person's by this very act.
 */
export async function acceptConsult(tx: Tx, consultId: string, { personId, role }: Accepter, now: string): Promise<boolean> {
  const done = await tx
    .updateTable('consult')
    .set((eb) => ({ accepted_by: personId, accepted_at: now, version: eb('version', '+', 1) }))
    .where('id', '=', consultId)
    .where('state', '=', 'open')
    .where((eb) =>
      eb.or([
        eb('accepted_by', 'is', null),
        ...(role === 'coordinator'
          ? []
          : [eb('accepted_by', 'in', eb.selectFrom('person').select('person.id').where('person.role', '=', 'coordinator'))]),
      ]),
    )
    .executeTakeFirst();
  if (done.numUpdatedRows === 0n) return false;
  await tx
    .insertInto('consult_event')
    .values({ consult_id: consultId, at: now, person_id: personId, kind: 'accept', detail: '' })
    .execute();
  if (role === 'neurologist') await stateNeurologist(tx, consultId, personId, now);
  return true;
}

import type { z } from 'zod';
import type { deliveryDecision } from '#shared/protocol/deliver.ts';
import { AppError } from '#shared/protocol/errors.ts';
import type { Decider } from '../identity/policy.ts';
import type { Database } from '../store/database.ts';

/**
 * A person sends a failed document again, or a waiting one now; or gives one up, which the consult's timeline keeps with the reason.
 * Answers the consult. Throws NOT_FOUND, and CONFLICT where it has been sent or given up meanwhile.
 */
export function decideDelivery(db: Database, by: Decider, id: number, decision: z.infer<typeof deliveryDecision>): Promise<string> {
  const now = new Date().toISOString();
  return db.transaction().execute(async (tx) => {
    const row = await tx
      .selectFrom('delivery')
      .innerJoin('destination', 'destination.id', 'delivery.destination_id')
      .select(['delivery.state', 'delivery.kind', 'delivery.consult_id', 'delivery.record_version', 'destination.name'])
      .where('delivery.id', '=', id)
      .where('delivery.organisation_id', '=', by.organisationId)
      .executeTakeFirst();
    if (row === undefined) throw new AppError('NOT_FOUND');
    if (row.state !== 'waiting' && row.state !== 'failed')
      throw new AppError('CONFLICT', { detail: row.state === 'sent' ? 'It has been sent meanwhile.' : 'It has been given up meanwhile.' });
    const again = decision.decision === 'send-again';
    await tx
      .updateTable('delivery')
      .set(
        again
          ? { state: 'waiting', refusals: 0, next_try_at: now, settled_at: null }
          : { state: 'cancelled', settled_at: now, settled_by: by.personId },
      )
      .where('id', '=', id)
      .execute();
    if (decision.decision === 'give-up') {
      const detail = `${row.kind} version ${row.record_version} to ${row.name}: ${decision.reason}`;
      await tx
        .insertInto('consult_event')
        .values({ consult_id: row.consult_id, at: now, person_id: by.personId, kind: 'delivery-given-up', detail })
        .execute();
    }
    return row.consult_id;
  });
}

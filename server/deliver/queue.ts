import { DELIVERY_FAULTS, type DeliveryFaultCode } from '#shared/protocol/deliver.ts';
import type { Database } from '../store/database.ts';
import { MAX_REFUSALS, pauseAfter, type Retry } from './retry.ts';

/** The oldest document that waits for a destination. */
export interface Head {
  id: number;
  organisation_id: string;
  consult_id: string;
  record_version: number;
  kind: 'oru' | 'mdm' | 'sr' | 'kos';
  study_uid: string;
  identifier: string;
  tries: number;
  refusals: number;
  next_try_at: string;
  created_at: string;
  bytes: Uint8Array | null;
}

/**
 * Strict order: nothing overtakes what waits. What has failed steps aside for other consults, and keeps back what comes after it of its
 * own: an addendum never arrives before the note that it adds to.
 */
export async function headOf(db: Database, destinationId: string): Promise<Head | null> {
  const row = await db
    .selectFrom('delivery as d')
    .where('destination_id', '=', destinationId)
    .where('state', '=', 'waiting')
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('delivery as before')
            .select('before.id')
            .whereRef('before.destination_id', '=', 'd.destination_id')
            .whereRef('before.consult_id', '=', 'd.consult_id')
            .whereRef('before.record_version', '<', 'd.record_version')
            .where('before.state', '=', 'failed'),
        ),
      ),
    )
    .orderBy('id')
    .limit(1)
    .select([
      ...(['id', 'organisation_id', 'consult_id', 'record_version', 'kind', 'study_uid', 'identifier'] as const),
      ...(['tries', 'refusals', 'next_try_at', 'created_at', 'bytes'] as const),
    ])
    .executeTakeFirst();
  return row ?? null;
}

/** Before the first byte leaves: from now on the document is these bytes. */
export async function keepBytes(db: Database, id: number, bytes: Uint8Array): Promise<void> {
  await db.updateTable('delivery').set({ bytes }).where('id', '=', id).where('bytes', 'is', null).execute();
}

export async function markSent(db: Database, { id, tries }: Head, now: number): Promise<void> {
  await db
    .updateTable('delivery')
    .set({ state: 'sent', settled_at: new Date(now).toISOString(), tries: tries + 1, error: '' })
    .where('id', '=', id)
    .where('state', '=', 'waiting')
    .execute();
}

/** After a try that did not arrive: when to try again, or that a person must look. Answers which. */
export async function markFault(
  db: Database,
  head: Head,
  code: DeliveryFaultCode,
  { now, retry, random }: { now: number; retry: Retry; random: () => number },
): Promise<'waiting' | 'failed'> {
  const { retry: kind } = DELIVERY_FAULTS[code];
  const tries = head.tries + 1;
  const refusals = head.refusals + (kind === 'receiver' ? 1 : 0);
  const failed = kind === 'never' || refusals >= MAX_REFUSALS;
  const at = new Date(now).toISOString();
  await db
    .updateTable('delivery')
    .set({
      tries,
      refusals,
      error: code,
      ...(failed
        ? { state: 'failed' as const, settled_at: at }
        : { next_try_at: new Date(now + pauseAfter(tries, retry, random)).toISOString() }),
    })
    .where('id', '=', head.id)
    .where('state', '=', 'waiting')
    .execute();
  return failed ? 'failed' : 'waiting';
}

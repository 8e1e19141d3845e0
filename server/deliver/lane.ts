import type { Logger } from 'pino';
import type { Bus } from '../store/bus.ts';
import type { Database } from '../store/database.ts';
import { DatabaseError } from '../store/sqlite-dialect.ts';
import type { Destination } from './destinations.ts';
import { DeliveryFault } from './fault.ts';
import { makeDocument } from './make/make.ts';
import { type Head, headOf, keepBytes, markFault, markSent } from './queue.ts';
import type { Retry } from './retry.ts';
import type { Sender } from './send/sender.ts';

export interface LaneDeps {
  db: Database;
  bus: Bus;
  logger: Logger;
  retry: Retry;
  /** Cuts what is being sent. */
  signal: AbortSignal;
  /** Nothing more is begun. */
  stopping: () => boolean;
}

/**
 * Sends what is due for one destination, in order and one at a time, until nothing is. A document is marked when its receiver has
 * acknowledged it and not before: one that was sent when the process died is sent again, the same bytes under the same name.
 */
export async function runLane(destination: Destination, sender: Sender, deps: LaneDeps): Promise<void> {
  const { db, bus, signal, stopping } = deps;
  try {
    while (!stopping()) {
      const head = await headOf(db, destination.id);
      if (head === null || Date.parse(head.next_try_at) > Date.now()) return;
      const state = await attempt(head, destination, sender, deps);
      if (state === 'waiting') return;
      if (!signal.aborted) bus.emit('consult', { consultId: head.consult_id });
    }
  } finally {
    sender.close();
  }
}

async function attempt(
  head: Head,
  destination: Destination,
  sender: Sender,
  { db, logger, retry, signal }: LaneDeps,
): Promise<'sent' | 'waiting' | 'failed'> {
  const ids = { delivery: head.id, destination: destination.id, kind: head.kind };
  try {
    const bytes = head.bytes ?? (await makeDocument(db, head, destination));
    if (head.bytes === null) await keepBytes(db, head.id, bytes);
    await sender.send({ bytes, identifier: head.identifier, consultId: head.consult_id }, signal);
  } catch (error) {
    // Stopped in the middle: the next start sends it again, and nobody has failed.
    if (signal.aborted) return 'waiting';
    if (error instanceof DatabaseError) throw error;
    const code = error instanceof DeliveryFault ? error.code : 'NOT_MADE';
    const state = await markFault(db, head, code, { now: Date.now(), retry, random: Math.random });
    const cause = error instanceof DeliveryFault ? error.cause : error;
    const why = cause instanceof Error ? { error: cause.name } : {};
    if (state === 'failed') logger.error({ ...ids, code, ...why }, 'a document was not delivered: a person must look');
    else logger.warn({ ...ids, code, ...why }, 'a document was not delivered, it is tried again');
    return state;
  }
  await markSent(db, head, Date.now());
  return 'sent';
}

import type { Tx } from '../../store/database.ts';
import { stateBySystem } from '../enter.ts';
import { readPolicy } from '../policy.ts';
import { compareClock } from './clock.ts';

/** What an admission message says of the door, and when it said it. */
export interface ToldArrival {
  organisationId: string;
  inboxId: number;
  /** Of the sender, `hl7:<facility>`. */
  clock: string;
  /** ISO instants: the arrival as that clock had it, MSH-7, and the receipt. */
  at: string;
  sentAt: string | null;
  receivedAt: string;
  now: string;
}

/** The hospital system's arrival time, on its own clock, and what its message time says of that clock. */
export async function stateArrival(tx: Tx, consultId: string, told: ToldArrival): Promise<void> {
  const { clock, at, sentAt, receivedAt, now, inboxId } = told;
  if (sentAt !== null) {
    const { messageDelaySeconds } = await readPolicy(tx, told.organisationId);
    await compareClock(tx, {
      consultId,
      clock,
      basis: 'message-time',
      said: Date.parse(sentAt),
      received: Date.parse(receivedAt),
      delaySeconds: messageDelaySeconds,
      id: `hl7:${inboxId}`,
      now,
    });
  }
  await stateBySystem(tx, {
    consultId,
    id: `arrival:hl7:${inboxId}`,
    statement: { kind: 'time', body: { what: 'arrival', at, source: 'record', clock, plusMinusSeconds: 0 } },
    at: now,
    origin: 'hl7',
  });
}

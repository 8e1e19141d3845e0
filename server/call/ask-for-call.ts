import type { Tx } from '../store/database.ts';

/** The consult's call, to be begun by `Calls`: in the transaction of what asks for it, so that a crash in between loses no call. */
export async function askForCall(tx: Tx, consultId: string, now: string): Promise<void> {
  const fresh = { state: 'asked' as const, round: 1, started_at: now, alarm_since: null, alarm_why: null, accepted_by: null };
  await tx
    .insertInto('call')
    .values({ consult_id: consultId, run: 1, version: 1, ...fresh })
    .onConflict((oc) =>
      oc.column('consult_id').doUpdateSet((eb) => ({ ...fresh, run: eb('call.run', '+', 1), version: eb('call.version', '+', 1) })),
    )
    .execute();
}

import type { ChartEntry, Statement } from '#shared/protocol/chart/chart.ts';
import type { Role } from '#shared/protocol/http.ts';
import type { NoteSection } from '#shared/protocol/record.ts';
import { enqueueRecord } from '../deliver/enqueue.ts';
import type { Tx } from '../store/database.ts';
import { recordOf } from './record.ts';

export interface JustEntered {
  consultId: string;
  organisationId: string;
  /** The chart before it. */
  entries: readonly ChartEntry[];
  statement: Statement;
  seq: number;
  actor: { personId: string; role: Role };
  at: string;
}

/** What else changes when a statement is entered, in the same transaction. */
export async function consequences(tx: Tx, entered: JustEntered): Promise<void> {
  const { statement } = entered;
  if (statement.kind === 'trigger') await reopen(tx, entered, statement.body.trigger);
  if (statement.kind === 'note-signed') await sign(tx, entered, statement.body.sections);
}

/** The record is made with the signature, and put where it goes out from: either both are there or none. */
async function sign(tx: Tx, { consultId, entries, actor, at }: JustEntered, sections: NoteSection[]): Promise<void> {
  await enqueueRecord(tx, await recordOf(tx, { consultId, entries, sections, personId: actor.personId, at }), at);
}

/** A trigger of the plan opens the room again, whoever noticed it. */
async function reopen(tx: Tx, { consultId, actor, at }: JustEntered, trigger: string): Promise<void> {
  const done = await tx
    .updateTable('consult')
    .set({ state: 'open', state_reason: trigger })
    .where('id', '=', consultId)
    .where('state', '<>', 'open')
    .executeTakeFirst();
  if (done.numUpdatedRows > 0n)
    await tx
      .insertInto('consult_event')
      .values({ consult_id: consultId, at, person_id: actor.personId, kind: 're-open', detail: trigger })
      .execute();
}

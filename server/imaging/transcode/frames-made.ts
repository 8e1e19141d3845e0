import type { Insertable } from 'kysely';
import type { Tx } from '../../store/database.ts';
import type { Schema } from '../../store/schema.ts';

/** The whole row of a frame, which is there: one statement for many, whatever the database. */
export type FrameMade = Insertable<Schema['frame']>;

/** What became of frames: codestreams, or why there are none. */
export async function framesMade(tx: Tx, rows: readonly FrameMade[]): Promise<void> {
  await tx
    .insertInto('frame')
    .values(rows)
    .onConflict((oc) =>
      oc.column('id').doUpdateSet((eb) => ({
        state: eb.ref('excluded.state'),
        codec: eb.ref('excluded.codec'),
        bytes: eb.ref('excluded.bytes'),
        ends: eb.ref('excluded.ends'),
        preview: eb.ref('excluded.preview'),
        sha256: eb.ref('excluded.sha256'),
        why: eb.ref('excluded.why'),
      })),
    )
    .execute();
}

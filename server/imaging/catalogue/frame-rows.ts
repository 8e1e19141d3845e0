import type { Tx } from '../../store/database.ts';

/** Rows in one statement at most: each has three values. */
const FRAMES_AT_ONCE = 500;

/** Frame ids by instance, in the order of the frames. */
export async function frameRows(tx: Tx, of: readonly { instanceId: number; count: number }[]): Promise<Map<number, number[]>> {
  const ids = new Map<number, number[]>(of.map(({ instanceId }) => [instanceId, []]));
  const rows = of.flatMap(({ instanceId, count }) =>
    Array.from({ length: count }, (_, i) => ({ instance_id: instanceId, number: i + 1, state: 'pending' as const })),
  );
  for (let from = 0; from < rows.length; from += FRAMES_AT_ONCE) {
    const entered = await tx
      .insertInto('frame')
      .values(rows.slice(from, from + FRAMES_AT_ONCE))
      .returning(['id', 'instance_id', 'number'])
      .execute();
    for (const { id, instance_id, number } of entered) ids.get(instance_id)![number - 1] = id;
  }
  return ids;
}

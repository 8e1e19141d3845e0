import type { Statement } from '#shared/protocol/chart/chart.ts';
import type { Tx } from '../store/database.ts';

/** A dose is prepared on one device and released on another: two people at one screen are not two pairs of eyes. */
export async function refuseDevice(tx: Tx, consultId: string, statement: Statement, device: string): Promise<string | null> {
  if (statement.kind !== 'dose-release') return null;
  if (device === '') return 'This device is not known. Sign in on it again, then release the dose.';
  const orders = await tx
    .selectFrom('chart_entry')
    .select(['device', 'body'])
    .where('consult_id', '=', consultId)
    .where('kind', '=', 'dose-order')
    .execute();
  const prepared = orders.find(({ body }) => (JSON.parse(body) as { order: string }).order === statement.body.order);
  return prepared?.device === device ? 'The dose was prepared on this device. Release it on your own.' : null;
}

import type { Statement } from '#shared/protocol/chart/chart.ts';
import type { Tx } from '../store/database.ts';

/** What must not be said of the wrong patient. */
const NEEDS_IDENTITY: readonly Statement['kind'][] = ['dose-order', 'dose-release', 'note-signed'];

/** While somebody must decide who the patient is, no drug is released and nothing is signed. */
export async function refuseIdentity(tx: Tx, consultId: string, { kind }: Statement): Promise<string | null> {
  if (!NEEDS_IDENTITY.includes(kind)) return null;
  const open = await tx
    .selectFrom('identity_review')
    .select('id')
    .where('consult_id', '=', consultId)
    .where('resolved_at', 'is', null)
    .executeTakeFirst();
  return open === undefined ? null : 'The identity of the patient is in question. Decide that first.';
}

import { DEFAULT_POLICY, type StrokePolicy, strokePolicy } from '#shared/clinical/policy.ts';
import type { Database, Tx } from '../store/database.ts';

const SETTING = 'stroke-policy';

/** The site's own stroke policy, else the product's. */
export async function readPolicy(db: Database | Tx, organisationId: string): Promise<StrokePolicy> {
  const row = await db
    .selectFrom('site_setting')
    .select('value')
    .where('organisation_id', '=', organisationId)
    .where('name', '=', SETTING)
    .executeTakeFirst();
  return row === undefined ? DEFAULT_POLICY : strokePolicy.parse(JSON.parse(row.value));
}

export async function writePolicy(db: Database | Tx, organisationId: string, policy: StrokePolicy): Promise<void> {
  const value = JSON.stringify(policy);
  const changed_at = new Date().toISOString();
  await db
    .insertInto('site_setting')
    .values({ organisation_id: organisationId, name: SETTING, value, changed_at })
    .onConflict((oc) => oc.columns(['organisation_id', 'name']).doUpdateSet({ value, changed_at }))
    .execute();
}

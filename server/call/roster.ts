import type { CallPerson } from '#shared/protocol/call.ts';
import { ON_CALL_ROLES } from '#shared/protocol/call.ts';
import type { Role } from '#shared/protocol/http.ts';
import type { Database, Tx } from '../store/database.ts';

export interface RosterPerson extends CallPerson {
  hubId: string;
  /** How long it rings for this person, s. */
  seconds: number;
}

/**
 * Who is on call at `now` for each spoke: its hubs in the order of their names, each hub's lines in their order, everybody once.
 * People who were disabled, or whose role cannot take a call, are passed over.
 */
export async function rostersFor(db: Database | Tx, spokeIds: readonly string[], now: string): Promise<Map<string, RosterPerson[]>> {
  const rosters = new Map<string, RosterPerson[]>(spokeIds.map((id) => [id, []]));
  if (spokeIds.length === 0) return rosters;
  const rows = await db
    .selectFrom('organisation_link')
    .innerJoin('organisation', 'organisation.id', 'organisation_link.hub_id')
    .innerJoin('on_call', 'on_call.organisation_id', 'organisation_link.hub_id')
    .innerJoin('person', 'person.id', 'on_call.person_id')
    .where('organisation_link.spoke_id', 'in', [...spokeIds])
    .where('person.disabled_at', 'is', null)
    .where('person.role', 'in', [...ON_CALL_ROLES])
    .where((eb) => eb.or([eb('from_at', 'is', null), eb('from_at', '<=', now)]))
    .where((eb) => eb.or([eb('until_at', 'is', null), eb('until_at', '>', now)]))
    .select(['spoke_id', 'hub_id', 'call_seconds', 'person.id', 'person.name', 'person.role', 'organisation.name as site'])
    .orderBy('organisation.name')
    .orderBy('hub_id')
    .orderBy('position')
    .execute();
  for (const row of rows) {
    const roster = rosters.get(row.spoke_id)!;
    if (roster.some((one) => one.personId === row.id)) continue;
    roster.push({
      personId: row.id,
      name: row.name,
      role: row.role as Role,
      site: row.site,
      hubId: row.hub_id,
      seconds: row.call_seconds,
    });
  }
  return rosters;
}

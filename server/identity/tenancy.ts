import type { Database } from '../store/database.ts';
import type { Tenancy } from './policy.ts';

/** Links between organisations, held in memory: they change by an admin's act only. */
export class TenancyLookup {
  readonly #db: Database;
  #links: Map<string, string[]> | undefined;

  constructor(db: Database) {
    this.#db = db;
  }

  async of(organisationId: string): Promise<Tenancy> {
    return { organisationId, linkedHubs: (await this.#load()).get(organisationId) ?? [] };
  }

  /** Spokes whose consults a hub sees, and the organisation itself. */
  async reachOf(organisationId: string): Promise<string[]> {
    const spokes = [...(await this.#load())].filter(([, hubs]) => hubs.includes(organisationId)).map(([spoke]) => spoke);
    return [organisationId, ...spokes];
  }

  /** Where the organisation's media had best run; '' is anywhere. Not held in memory: asked once a join. */
  async regionOf(organisationId: string): Promise<string> {
    const row = await this.#db.selectFrom('organisation').select('region').where('id', '=', organisationId).executeTakeFirst();
    return row?.region ?? '';
  }

  forget(): void {
    this.#links = undefined;
  }

  async #load(): Promise<Map<string, string[]>> {
    if (this.#links !== undefined) return this.#links;
    const links = new Map<string, string[]>();
    for (const row of await this.#db.selectFrom('organisation_link').selectAll().execute())
      links.set(row.spoke_id, [...(links.get(row.spoke_id) ?? []), row.hub_id]);
    this.#links = links;
    return links;
  }
}

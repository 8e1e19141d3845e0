import type { StoredInstance } from './instances.ts';
import type { Scope } from './scope.ts';

/** Instances kept, most recently asked for: a few code-stroke series. Metadata is about 20 kB each. */
const MAX_INSTANCES = 2_000;

/**
 * What was found for a scope and path. Stored instances never change while the server runs, so an entry stays right; whether the
 * caller may ask at all is settled before, each time.
 */
export class InstanceCache {
  readonly #entries = new Map<string, StoredInstance>();

  async get(
    scope: Scope,
    path: { study: string; series: string; instance: string },
    find: () => Promise<StoredInstance>,
  ): Promise<StoredInstance> {
    const key = `${scope.organisationId}|${scope.consultId ?? ''}|${path.study}|${path.series}|${path.instance}`;
    const known = this.#entries.get(key);
    if (known !== undefined) {
      this.#entries.delete(key);
      this.#entries.set(key, known);
      return known;
    }
    const entry = await find();
    this.#entries.set(key, entry);
    if (this.#entries.size > MAX_INSTANCES) this.#entries.delete(this.#entries.keys().next().value!);
    return entry;
  }
}

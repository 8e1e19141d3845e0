import { createSignal } from 'solid-js';
import type { RosterEntry } from '#shared/protocol/events.ts';

export interface Named {
  readonly name: string;
  readonly hue: number;
}

/** Shown for an author whom the roster has never named on this page. */
const UNKNOWN: Named = { name: 'Someone who has left', hue: 7 };

/** Names and colours by person and by connection: from the server's roster, never from what a client says of itself. Reactive. */
export class Directory {
  readonly #version = createSignal(0);
  #people: readonly RosterEntry[] = [];
  readonly #seen = new Map<string, Named>();

  /** Takes a new roster; answers the people whose name or colour is new. */
  update(people: readonly RosterEntry[], others: readonly (Named & { personId: string })[] = []): Set<string> {
    this.#people = people;
    const fresh = new Set<string>();
    for (const { personId, name, hue } of [...others, ...people]) {
      const seen = this.#seen.get(personId);
      if (seen?.name !== name || seen.hue !== hue) fresh.add(personId);
      this.#seen.set(personId, { name, hue });
    }
    this.#version[1]((version) => version + 1);
    return fresh;
  }

  person(personId: string): RosterEntry | undefined {
    this.#version[0]();
    return this.#people.find((entry) => entry.personId === personId);
  }

  byClient(clientId: number): RosterEntry | undefined {
    return this.#people.find((entry) => entry.clientIds.includes(clientId));
  }

  named(personId: string): Named {
    this.#version[0]();
    return this.#seen.get(personId) ?? UNKNOWN;
  }
}

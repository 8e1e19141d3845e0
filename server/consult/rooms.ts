import type { RosterEntry } from '#shared/protocol/events.ts';
import { type Actor, may, type Tenancy } from '../identity/policy.ts';
import type { Bus } from '../store/bus.ts';

type Person = Extract<Actor, { kind: 'person' }>;

interface Visitor {
  person: Person;
  connections: Set<string>;
  hue: number;
  moderator: boolean;
  writer: boolean;
}

/** Number of presence hues (design tokens `--presence-0…7`). */
const HUES = 8;

/** Who is in which room now, by live connection. A person with a phone and a laptop is one visitor. */
export class Rooms {
  readonly #bus: Bus;
  readonly #rooms = new Map<string, Map<string, Visitor>>();
  /** Hues stay a person's own in this room until the process ends, so that a re-joiner keeps the colour. */
  readonly #hues = new Map<string, Map<string, number>>();
  readonly #clients = new Map<string, Map<string, readonly number[]>>();

  constructor(bus: Bus) {
    this.#bus = bus;
  }

  enter(consultId: string, connection: string, person: Person, tenancy: Tenancy): void {
    const room = this.#rooms.get(consultId) ?? new Map<string, Visitor>();
    this.#rooms.set(consultId, room);
    const known = room.get(person.personId);
    if (known !== undefined) known.connections.add(connection);
    else {
      room.set(person.personId, {
        person,
        connections: new Set([connection]),
        hue: this.hueOf(consultId, person.personId),
        moderator: may(person, 'marks.moderate', tenancy),
        writer: may(person, 'marks.write', tenancy),
      });
    }
    this.#bus.emit('room', { consultId });
  }

  leave(consultId: string, connection: string): void {
    const room = this.#rooms.get(consultId);
    for (const [personId, visitor] of room ?? []) {
      if (!visitor.connections.delete(connection)) continue;
      if (visitor.connections.size === 0) room?.delete(personId);
      this.#bus.emit('room', { consultId });
    }
    if (room?.size === 0) this.#rooms.delete(consultId);
  }

  /** Rooms this connection is in. */
  of(connection: string): string[] {
    return [...this.#rooms]
      .filter(([, room]) => [...room.values()].some((visitor) => visitor.connections.has(connection)))
      .map(([consultId]) => consultId);
  }

  /** Yjs client ids bound to live collaboration connections, per person. */
  setClients(consultId: string, present: readonly { personId: string; clientIds: readonly number[] }[]): void {
    if (present.length === 0) this.#clients.delete(consultId);
    else this.#clients.set(consultId, new Map(present.map(({ personId, clientIds }) => [personId, clientIds])));
    this.#bus.emit('room', { consultId });
  }

  roster(consultId: string): RosterEntry[] {
    return [...(this.#rooms.get(consultId)?.values() ?? [])].map(({ person, hue, moderator, writer }) => ({
      personId: person.personId,
      name: person.name,
      role: person.role,
      site: person.organisationName,
      hue,
      clientIds: [...(this.#clients.get(consultId)?.get(person.personId) ?? [])],
      moderator,
      writer,
    }));
  }

  /** The person's hue in this consult, the same for everyone who asks. */
  hueOf(consultId: string, personId: string): number {
    const hues = this.#hues.get(consultId) ?? new Map<string, number>();
    this.#hues.set(consultId, hues);
    const hue = hues.get(personId) ?? hues.size % HUES;
    hues.set(personId, hue);
    return hue;
  }
}

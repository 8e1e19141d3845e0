import { visibleTo } from '#shared/chart/visible.ts';
import type { StrokePolicy } from '#shared/clinical/policy.ts';
import { type ChartEntry, KINDS, type Kind, type Statement } from '#shared/protocol/chart/chart.ts';
import type { ConsultEvent } from '#shared/protocol/chart/events.ts';
import { AppError } from '#shared/protocol/errors.ts';
import type { Consults } from '../consult/consults.ts';
import { type Actor, may } from '../identity/policy.ts';
import type { TenancyLookup } from '../identity/tenancy.ts';
import type { Bus } from '../store/bus.ts';
import type { Database } from '../store/database.ts';
import type { Entered, ToEnter } from './enter.ts';
import { readEntries } from './entries.ts';
import { eventsOf } from './events.ts';
import { readPolicy } from './policy.ts';
import { RIGHT } from './rights.ts';
import { zoneOf } from './zone.ts';

type Person = Extract<Actor, { kind: 'person' }>;

export interface ChartView {
  entries: ChartEntry[];
  /** Newest seq, also when everything after `after` was asked for. */
  seq: number;
  policy: StrokePolicy;
  /** IANA zone of the site: local times are told in it, wherever the reader is. */
  zone: string;
  /** Kinds that this person may enter. */
  may: Kind[];
  now: string;
}

/** Charts as people see and write them. What is not yours does not exist. */
export class Charts {
  readonly #db: Database;
  readonly #bus: Bus;
  readonly #tenancy: TenancyLookup;
  readonly #consults: Consults;

  constructor(deps: { db: Database; bus: Bus; tenancy: TenancyLookup; consults: Consults }) {
    this.#db = deps.db;
    this.#bus = deps.bus;
    this.#tenancy = deps.tenancy;
    this.#consults = deps.consults;
  }

  /** Entries after `after`, as this person may see them. Throws NOT_FOUND. */
  async read(person: Person, consultId: string, after: number): Promise<ChartView> {
    const { organisationId, joinedInto } = await this.#consults.require(person, consultId);
    const tenancy = await this.#tenancy.of(organisationId);
    const entries = visibleTo(await readEntries(this.#db, consultId), person.personId);
    return {
      entries: entries.filter(({ seq }) => seq > after),
      seq: entries.at(-1)?.seq ?? 0,
      policy: await readPolicy(this.#db, organisationId),
      zone: await zoneOf(this.#db, organisationId),
      // What has become part of another consult is read, and not written any more.
      may: joinedInto === null ? KINDS.filter((kind) => may(person, RIGHT[kind], tenancy)) : [],
      now: new Date().toISOString(),
    };
  }

  async events(person: Person, consultId: string): Promise<ConsultEvent[]> {
    await this.#consults.require(person, consultId);
    return eventsOf(this.#db, consultId);
  }

  /** Throws NOT_FOUND, FORBIDDEN, or CONFLICT with the reason in words. */
  async enter(person: Person, consultId: string, given: { id: string; statement: Statement; device: string }): Promise<{ seq: number }> {
    await this.#consults.require(person, consultId, RIGHT[given.statement.kind]);
    const entered = await this.#db.call<ToEnter, Entered>('enterChart', {
      consultId,
      ...given,
      actor: { personId: person.personId, role: person.role },
    });
    if ('refused' in entered) throw new AppError('CONFLICT', { detail: entered.refused });
    if (entered.fresh) this.#bus.emit('consult', { consultId });
    return { seq: entered.seq };
  }
}

import type { z } from 'zod';
import { AppError } from '#shared/protocol/errors.ts';
import type { ConsultPerson, ConsultState, ConsultSummary, openConsult, PatchConsult, Role } from '#shared/protocol/http.ts';
import type { Announcement, Arrival, pickPatient } from '#shared/protocol/notify.ts';
import { type Action, type Actor, may } from '../identity/policy.ts';
import type { TenancyLookup } from '../identity/tenancy.ts';
import type { Bus } from '../store/bus.ts';
import type { Database } from '../store/database.ts';
import { acceptConsult } from './accept-consult.ts';
import type { AnnouncedConsult, ToAnnounce } from './announce.ts';
import { arrivalsOf } from './arrivals.ts';
import { insertConsult } from './insert-consult.ts';
import type { Joined, ToJoin } from './join-patient.ts';
import type { Rooms } from './rooms.ts';
import { markSeen } from './shown-patient.ts';
import { summarise } from './summary.ts';

/** Closed consults stay on the list for this long, hours. */
const CLOSED_SHOWN_HOURS = 24;

/** From which states an action leads where; anything else is a CONFLICT. */
const TRANSITIONS: Record<Exclude<PatchConsult['action'], 'accept'>, { from: readonly ConsultState[]; to: ConsultState }> = {
  'stand-down': { from: ['open'], to: 'stood-down' },
  close: { from: ['open', 'stood-down'], to: 'closed' },
  'undo-opening': { from: ['open'], to: 'undone' },
  're-open': { from: ['stood-down', 'closed', 'undone'], to: 'open' },
};

/** Consults as people see and change them. Everything asks the policy; what is not yours does not exist. */
export class Consults {
  readonly #db: Database;
  readonly #bus: Bus;
  readonly #tenancy: TenancyLookup;
  readonly #rooms: Rooms;

  constructor(deps: { db: Database; bus: Bus; tenancy: TenancyLookup; rooms: Rooms }) {
    this.#db = deps.db;
    this.#bus = deps.bus;
    this.#tenancy = deps.tenancy;
    this.#rooms = deps.rooms;
  }

  /** Throws NOT_FOUND when the consult does not exist or the actor may not read it, FORBIDDEN when only the action is not allowed. */
  async require(
    actor: Actor,
    consultId: string,
    action: Action = 'consult.read',
  ): Promise<{ id: string; organisationId: string; state: ConsultState; joinedInto: string | null }> {
    const row = await this.#db
      .selectFrom('consult')
      .select(['id', 'organisation_id', 'state', 'joined_into'])
      .where('id', '=', consultId)
      .executeTakeFirst();
    if (row === undefined) throw new AppError('NOT_FOUND');
    const tenancy = await this.#tenancy.of(row.organisation_id);
    if (!may(actor, 'consult.read', tenancy)) throw new AppError('NOT_FOUND');
    if (!may(actor, action, tenancy)) throw new AppError('FORBIDDEN');
    return { id: row.id, organisationId: row.organisation_id, state: row.state, joinedInto: row.joined_into };
  }

  async can(actor: Actor, consultId: string, action: Action): Promise<boolean> {
    return this.require(actor, consultId, action).then(
      () => true,
      (error: unknown) => {
        if (error instanceof AppError) return false;
        throw error;
      },
    );
  }

  /** Most urgent first: open before the rest, oldest arrival first. */
  async list(actor: Actor): Promise<ConsultSummary[]> {
    const reach = await this.#tenancy.reachOf(actor.organisationId);
    const readable: string[] = [];
    for (const organisationId of reach)
      if (may(actor, 'consult.read', await this.#tenancy.of(organisationId))) readable.push(organisationId);
    if (readable.length === 0) return [];
    const since = new Date(Date.now() - CLOSED_SHOWN_HOURS * 3_600_000).toISOString();
    const rows = await this.#db
      .selectFrom('consult')
      .select('id')
      .where('organisation_id', 'in', readable)
      .where((eb) => eb.or([eb('state', '=', 'open'), eb('opened_at', '>', since)]))
      .orderBy((eb) => eb('state', '!=', 'open'))
      .orderBy('opened_at')
      .limit(500)
      .execute();
    return summarise(
      this.#db,
      this.#rooms,
      rows.map((row) => row.id),
    );
  }

  async get(actor: Actor, consultId: string): Promise<ConsultSummary> {
    await this.require(actor, consultId);
    return (await summarise(this.#db, this.#rooms, [consultId]))[0]!;
  }

  /** Everybody who has written in the consult, so that a mark has a name when its author has gone home. */
  async people(actor: Actor, consultId: string): Promise<ConsultPerson[]> {
    await this.require(actor, consultId);
    const rows = await this.#db
      .selectFrom('collab_client')
      .innerJoin('person', 'person.id', 'collab_client.person_id')
      .innerJoin('organisation', 'organisation.id', 'person.organisation_id')
      .where('consult_id', '=', consultId)
      .distinct()
      .select(['person.id', 'person.name', 'person.role', 'organisation.name as site'])
      .execute();
    return rows.map((row) => ({
      personId: row.id,
      name: row.name,
      role: row.role as Role,
      site: row.site,
      hue: this.#rooms.hueOf(consultId, row.id),
    }));
  }

  async open(actor: Actor, body: z.infer<typeof openConsult>): Promise<ConsultSummary> {
    if (actor.kind !== 'person' || !may(actor, 'consult.open', await this.#tenancy.of(actor.organisationId)))
      throw new AppError('FORBIDDEN');
    const { mrn = '', name = '', birthDate = '', sex = '' } = body;
    const id = await this.#db.transaction().execute((tx) =>
      insertConsult(tx, {
        organisationId: actor.organisationId,
        patient: { mrn, name, birthDate, sex },
        openedBy: 'person',
        personId: actor.personId,
        now: new Date().toISOString(),
      }),
    );
    this.#bus.emit('consult', { consultId: id });
    return this.get(actor, id);
  }

  /** A patient before arrival; sent again, it is the same consult. Throws CONFLICT with the reason in words. */
  async expect(actor: Actor, announcement: Announcement, device: string): Promise<ConsultSummary> {
    if (actor.kind !== 'person' || !may(actor, 'consult.open', await this.#tenancy.of(actor.organisationId)))
      throw new AppError('FORBIDDEN');
    const { personId, role, organisationId } = actor;
    const done = await this.#db.call<ToAnnounce, AnnouncedConsult>('announce', {
      organisationId,
      announcement,
      device,
      actor: { personId, role },
    });
    if ('refused' in done) throw new AppError('CONFLICT', { detail: done.refused });
    if (done.fresh) this.#bus.emit('consult', { consultId: done.consultId });
    return this.get(actor, done.consultId);
  }

  /** Who may be the patient that nobody has named yet. Throws NOT_FOUND, FORBIDDEN. */
  async arrivals(actor: Actor, consultId: string): Promise<Arrival[]> {
    await this.require(actor, consultId, 'consult.change');
    return arrivalsOf(this.#db, consultId, Date.now());
  }

  /** A person says who it is. Throws NOT_FOUND, FORBIDDEN, or CONFLICT with the reason in words. */
  async pick(actor: Actor, consultId: string, { patientId, shown }: z.infer<typeof pickPatient>): Promise<'joined' | 'review'> {
    await this.require(actor, consultId, 'consult.change');
    if (actor.kind !== 'person') throw new AppError('FORBIDDEN');
    const now = new Date().toISOString();
    const request: ToJoin = { consultId, patientId, shown, personId: actor.personId, now };
    const done = await this.#db.call<ToJoin, Joined>('joinPatient', request);
    if (done.state === 'refused') throw new AppError('CONFLICT', { detail: done.why });
    for (const id of done.changed) this.#bus.emit('consult', { consultId: id });
    for (const studyId of done.studies) this.#bus.emit('consult-study', { consultId, studyId });
    return done.state;
  }

  /** The person has seen that another patient is shown. Throws NOT_FOUND. */
  async seen(actor: Actor, consultId: string, change: number): Promise<void> {
    await this.require(actor, consultId);
    if (actor.kind !== 'person') throw new AppError('FORBIDDEN');
    const act = { consultId, change, personId: actor.personId, now: new Date().toISOString() };
    if (!(await this.#db.transaction().execute((tx) => markSeen(tx, act)))) throw new AppError('NOT_FOUND');
    this.#bus.emit('consult', { consultId });
  }

  async patch(actor: Actor, consultId: string, patch: PatchConsult): Promise<ConsultSummary> {
    const consult = await this.require(actor, consultId, patch.action === 'accept' ? 'consult.accept' : 'consult.change');
    if (actor.kind !== 'person') throw new AppError('FORBIDDEN');
    const now = new Date().toISOString();
    await this.#db.transaction().execute(async (tx) => {
      if (patch.action === 'accept') {
        await acceptConsult(tx, consultId, actor, now);
        return;
      }
      const { from, to } = TRANSITIONS[patch.action];
      const done = await tx
        .updateTable('consult')
        .set((eb) => ({ state: to, state_reason: patch.reason, version: eb('version', '+', 1) }))
        .where('id', '=', consultId)
        .where('state', 'in', [...from])
        // What has become part of another consult never goes on beside it.
        .where('joined_into', 'is', null)
        .executeTakeFirst();
      if (done.numUpdatedRows === 0n)
        throw new AppError('CONFLICT', {
          detail:
            consult.joinedInto === null
              ? `The consult is ${consult.state} already.`
              : 'This consult has become part of another one of this patient.',
        });
      await tx
        .insertInto('consult_event')
        .values({ consult_id: consultId, at: now, person_id: actor.personId, kind: patch.action, detail: patch.reason })
        .execute();
    });
    this.#bus.emit('consult', { consultId });
    return this.get(actor, consultId);
  }

  /** For the event channel: the summary, and which organisations may be told. */
  async announce(consultId: string): Promise<{ consult: ConsultSummary; organisations: string[] } | null> {
    const [consult] = await summarise(this.#db, this.#rooms, [consultId]);
    if (consult === undefined) return null;
    const { organisationId, linkedHubs } = await this.#tenancy.of(consult.site.id);
    return { consult, organisations: [organisationId, ...linkedHubs] };
  }
}

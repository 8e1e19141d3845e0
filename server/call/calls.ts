import type { z } from 'zod';
import type { answerCall, CallView } from '#shared/protocol/call.ts';
import { AppError } from '#shared/protocol/errors.ts';
import { acceptConsult } from '../consult/accept-consult.ts';
import type { Consults } from '../consult/consults.ts';
import type { Actor } from '../identity/policy.ts';
import type { TenancyLookup } from '../identity/tenancy.ts';
import type { Bus } from '../store/bus.ts';
import type { Database } from '../store/database.ts';
import { type Advanced, advance, decline } from './advance.ts';
import { askForCall } from './ask-for-call.ts';
import { readCalls } from './read-calls.ts';

type Person = Extract<Actor, { kind: 'person' }>;

/** Changes of one consult are looked at this often at most, ms: an arriving series is a change a slice. */
const GATHER_MS = 150;
/** What could not be written is tried again after this, ms. */
const RETRY_MS = 1_000;
/** Longest wait of one timer, ms: `setTimeout` overflows far beyond. */
const LONGEST_WAIT_MS = 3_600_000;
/** Calls told to one person who connects. */
const TOLD = 500;

export interface CallsDeps {
  db: Database;
  bus: Bus;
  tenancy: TenancyLookup;
  consults: Consults;
  /** Something is to be sent out. */
  onNotice: () => void;
  onError: (error: unknown) => void;
}

/**
 * Rings the people on call for every open consult that nobody has. All of it is rows: what is due is found again after a crash, and the timers here
 * only say when to look.
 */
export class Calls {
  readonly #deps: CallsDeps;
  readonly #timers = new Map<string, NodeJS.Timeout>();
  /** Consults being looked at; true: once more afterwards. */
  readonly #looking = new Map<string, boolean>();
  readonly #unsubscribe: (() => void)[];
  #closed = false;
  #work: Promise<unknown> = Promise.resolve();

  constructor(deps: CallsDeps) {
    this.#deps = deps;
    this.#unsubscribe = [
      deps.bus.on('consult', ({ consultId }) => this.#look(consultId)),
      deps.bus.on('on-call', () => void this.resume().catch(deps.onError)),
    ];
  }

  /** Calls that ring or wait: looked at by a timer. */
  get waiting(): number {
    return this.#timers.size;
  }

  /** Takes up everything that is due: at the start, and when a roster has changed. */
  async resume(): Promise<void> {
    const rows = await this.#deps.db
      .selectFrom('call')
      .innerJoin('consult', 'consult.id', 'call.consult_id')
      .where((eb) =>
        eb.or([
          eb('call.state', 'in', ['asked', 'ringing', 'nobody']),
          eb.and([eb('consult.state', '=', 'open'), eb('consult.accepted_by', 'is', null)]),
        ]),
      )
      .select('consult_id')
      .execute();
    for (const { consult_id: consultId } of rows) {
      this.#look(consultId);
      this.#deps.bus.emit('call', { consultId });
    }
  }

  async view(actor: Actor, consultId: string): Promise<CallView> {
    await this.#deps.consults.require(actor, consultId);
    return this.#read(consultId);
  }

  /** Of every open consult that the person sees. */
  async list(actor: Actor): Promise<CallView[]> {
    const open = (await this.#deps.consults.list(actor)).filter((consult) => consult.state === 'open');
    return readCalls(
      this.#deps.db,
      open.slice(0, TOLD).map((consult) => consult.id),
    );
  }

  /** Calls, or calls again. While it rings already nothing changes; what somebody had accepted is nobody's again. */
  async start(actor: Actor, consultId: string): Promise<CallView> {
    const { state } = await this.#deps.consults.require(actor, consultId, 'call.start');
    if (actor.kind !== 'person') throw new AppError('FORBIDDEN');
    if (state !== 'open') throw new AppError('CONFLICT', { detail: 'The consult is not open: re-open it first.' });
    await this.#deps.db.transaction().execute(async (tx) => {
      const ringing = await tx
        .selectFrom('call_step')
        .select('id')
        .where('consult_id', '=', consultId)
        .where('outcome', 'is', null)
        .executeTakeFirst();
      if (ringing !== undefined) return;
      const now = new Date().toISOString();
      await tx
        .updateTable('consult')
        .set((eb) => ({ accepted_by: null, accepted_at: null, version: eb('version', '+', 1) }))
        .where('id', '=', consultId)
        .execute();
      await askForCall(tx, consultId, now);
      await tx
        .insertInto('consult_event')
        .values({ consult_id: consultId, at: now, person_id: actor.personId, kind: 'call-started', detail: '' })
        .execute();
    });
    await this.#advance(consultId);
    this.#deps.bus.emit('consult', { consultId });
    return this.#read(consultId);
  }

  /** Throws CONFLICT with who has it, or when it does not ring for this person any more. */
  async answer(actor: Actor, consultId: string, given: z.output<typeof answerCall>): Promise<CallView> {
    await this.#deps.consults.require(actor, consultId, 'call.answer');
    if (actor.kind !== 'person') throw new AppError('FORBIDDEN');
    if (given.answer === 'accept') await this.#accept(actor, consultId);
    else {
      const { reason, words } = given;
      const now = new Date().toISOString();
      const done = await this.#deps.db.transaction().execute((tx) => decline(tx, consultId, actor.personId, { reason, words }, now));
      if (!done) throw new AppError('CONFLICT', { detail: 'It does not ring for you any more.' });
    }
    await this.#advance(consultId);
    return this.#read(consultId);
  }

  /** For the event channel: the call, and which organisations may be told. */
  async announce(consultId: string): Promise<{ call: CallView; organisations: string[] } | null> {
    const [call] = await readCalls(this.#deps.db, [consultId]);
    if (call === undefined) return null;
    const { organisationId, linkedHubs } = await this.#deps.tenancy.of(call.site.id);
    return { call, organisations: [organisationId, ...linkedHubs] };
  }

  /** Ends the timers; what is being written is waited for. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const end of this.#unsubscribe) end();
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    await this.#work;
  }

  async #accept(person: Person, consultId: string): Promise<void> {
    const now = new Date().toISOString();
    const first = await this.#deps.db.transaction().execute((tx) => acceptConsult(tx, consultId, person, now));
    const { accepted, state } = await this.#read(consultId);
    if (first) this.#deps.bus.emit('consult', { consultId });
    else if (accepted === null || state === 'ended') throw new AppError('CONFLICT', { detail: 'The consult is not open any more.' });
    else if (accepted.person.personId !== person.personId)
      throw new AppError('CONFLICT', { detail: `${accepted.person.name}, ${accepted.person.site}, has it already.` });
  }

  async #read(consultId: string): Promise<CallView> {
    const [call] = await readCalls(this.#deps.db, [consultId]);
    if (call === undefined) throw new AppError('NOT_FOUND');
    return call;
  }

  /** One look at a time for each consult; what comes meanwhile is one more look. */
  #look(consultId: string): void {
    if (this.#closed) return;
    if (this.#looking.has(consultId)) {
      this.#looking.set(consultId, true);
      return;
    }
    this.#looking.set(consultId, false);
    void this.#advance(consultId)
      .then(() => new Promise((resolve) => setTimeout(resolve, GATHER_MS).unref()))
      .finally(() => {
        const again = this.#looking.get(consultId);
        this.#looking.delete(consultId);
        if (again === true) this.#look(consultId);
      });
  }

  /** Never rejects: what fails is reported and tried again. */
  async #advance(consultId: string): Promise<void> {
    if (this.#closed) return;
    const work = this.#deps.db.transaction().execute((tx) => advance(tx, consultId, Date.now()));
    this.#work = Promise.allSettled([this.#work, work]);
    let advanced: Advanced | null;
    try {
      advanced = await work;
    } catch (error) {
      this.#deps.onError(error);
      this.#wake(consultId, Date.now() + RETRY_MS);
      return;
    }
    this.#wake(consultId, advanced?.until ?? null);
    if (advanced?.changed !== true) return;
    this.#deps.bus.emit('call', { consultId });
    this.#deps.onNotice();
  }

  #wake(consultId: string, at: number | null): void {
    clearTimeout(this.#timers.get(consultId));
    this.#timers.delete(consultId);
    if (at === null || this.#closed) return;
    const wait = Math.min(Math.max(0, at - Date.now()), LONGEST_WAIT_MS);
    this.#timers.set(
      consultId,
      setTimeout(() => {
        this.#timers.delete(consultId);
        void this.#advance(consultId);
      }, wait),
    );
  }
}

import type { Bus } from '../store/bus.ts';
import type { Database } from '../store/database.ts';
import type { AssociationEvent } from './thread.ts';

/** One association as the admin page shows it. Titles and addresses only, no patient. */
export interface AssociationEntry {
  id: string;
  startedAt: string;
  endedAt: string | null;
  remoteAddress: string;
  callingAe: string;
  calledAe: string;
  /** 'open', 'released', or why it was refused or aborted. */
  state: string;
  refused: boolean;
  echoes: number;
  objects: number;
  bytes: number;
  /** How many objects got which answer. */
  answers: Record<string, number>;
  refusedContexts: { abstractSyntax: string; transferSyntaxes: string[]; result: number }[];
}

/** Kept for the admin page, newest first. */
const KEPT = 500;

/** Every recent association, refused ones too. */
export class AssociationLog {
  readonly #db: Database;
  readonly #bus: Bus;
  readonly #open = new Map<string, { entry: AssociationEntry; organisationId: string | null }>();

  constructor(db: Database, bus: Bus) {
    this.#db = db;
    this.#bus = bus;
  }

  note(event: AssociationEvent): void {
    if (event.type === 'refused') return this.#store(started(event, event.code, true), null, event.at);
    if (event.type === 'opened') {
      this.#open.set(event.id, {
        entry: { ...started(event, 'open', false), refusedContexts: event.refusedContexts },
        organisationId: event.organisationId,
      });
      return this.#bus.emit('association', { organisationId: event.organisationId });
    }
    const known = this.#open.get(event.id);
    if (known === undefined) return;
    const { entry } = known;
    if (event.type === 'echo') entry.echoes++;
    else if (event.type === 'object') {
      entry.objects++;
      entry.bytes += event.bytes;
      entry.answers[event.code] = (entry.answers[event.code] ?? 0) + 1;
    } else {
      this.#open.delete(event.id);
      entry.state = typeof event.how === 'string' ? event.how : String(event.how);
      this.#store(entry, known.organisationId, event.at);
    }
  }

  /** Those of the organisations, and refused ones that belong to nobody. */
  async recent(organisationIds: readonly string[], limit: number): Promise<AssociationEntry[]> {
    const rows = await this.#db
      .selectFrom('association')
      .select('event')
      .where((eb) => eb.or([eb('organisation_id', 'in', [...organisationIds]), eb('organisation_id', 'is', null)]))
      .orderBy('started_at', 'desc')
      .limit(limit)
      .execute();
    const open = [...this.#open.values()]
      .filter(({ organisationId }) => organisationId !== null && organisationIds.includes(organisationId))
      .map(({ entry }) => entry);
    return [...open.reverse(), ...rows.map((row) => JSON.parse(row.event) as AssociationEntry)];
  }

  #store(entry: AssociationEntry, organisationId: string | null, at: number): void {
    entry.endedAt = new Date(at).toISOString();
    const row = {
      id: entry.id,
      organisation_id: organisationId,
      started_at: entry.startedAt,
      ended_at: entry.endedAt,
      event: JSON.stringify(entry),
    };
    // A diary for people; nothing clinical hangs on it, so a failed write is not the sender's business.
    void this.#db
      .insertInto('association')
      .values(row)
      .onConflict((oc) => oc.column('id').doNothing())
      .execute()
      .then(() => this.#trim())
      .catch(() => undefined);
    this.#bus.emit('association', { organisationId });
  }

  async #trim(): Promise<void> {
    await this.#db
      .deleteFrom('association')
      .where('id', 'in', (eb) => eb.selectFrom('association').select('id').orderBy('started_at', 'desc').limit(-1).offset(KEPT))
      .execute();
  }
}

function started(
  event: { id: string; at: number; remoteAddress: string; callingAe: string; calledAe: string },
  state: string,
  refused: boolean,
): AssociationEntry {
  return {
    id: event.id,
    startedAt: new Date(event.at).toISOString(),
    endedAt: null,
    remoteAddress: event.remoteAddress,
    callingAe: event.callingAe,
    calledAe: event.calledAe,
    state,
    refused,
    echoes: 0,
    objects: 0,
    bytes: 0,
    answers: {},
    refusedContexts: [],
  };
}

import { askPerson } from '../../consult/same-number.ts';
import type { Tx } from '../../store/database.ts';

/** One message being applied: where, and what changed by it. */
export class Applying {
  readonly tx: Tx;
  readonly organisationId: string;
  readonly inboxId: number;
  /** `hl7:<facility>`, whose clock its times were read on. */
  readonly clock: string;
  /** MSH-7, ISO instant. */
  readonly sentAt: string | null;
  /** When it came, ISO instant; earlier than `now` when it is heard again. */
  readonly receivedAt: string;
  /** ISO instant of the receipt. */
  readonly now: string;
  /** Ids of consults to tell about. */
  readonly changed = new Set<string>();
  readonly unmapped = new Set<string>();

  constructor(tx: Tx, of: Pick<Applying, 'organisationId' | 'inboxId' | 'now' | 'clock' | 'sentAt' | 'receivedAt'>) {
    this.tx = tx;
    this.organisationId = of.organisationId;
    this.inboxId = of.inboxId;
    this.clock = of.clock;
    this.sentAt = of.sentAt;
    this.receivedAt = of.receivedAt;
    this.now = of.now;
  }

  /** Puts a decision before the people of a consult. */
  async askPerson(consultId: string, kind: 'merge' | 'identity', proposal: object): Promise<void> {
    await askPerson(this.tx, { organisationId: this.organisationId, consultId, inboxId: this.inboxId, kind, proposal, now: this.now });
    this.changed.add(consultId);
  }

  /** A line in the consult's timeline; `detail` holds no patient data. */
  async note(consultId: string, kind: string, detail: string): Promise<void> {
    await this.tx.insertInto('consult_event').values({ consult_id: consultId, at: this.now, person_id: null, kind, detail }).execute();
    this.changed.add(consultId);
  }

  /** A setting of the site, else the product's own. */
  async setting<T>(name: string, fallback: T): Promise<T> {
    const row = await this.tx
      .selectFrom('site_setting')
      .select('value')
      .where('organisation_id', '=', this.organisationId)
      .where('name', '=', name)
      .executeTakeFirst();
    return row === undefined ? fallback : (JSON.parse(row.value) as T);
  }
}

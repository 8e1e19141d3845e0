import type { CallWebhook } from '#shared/protocol/call.ts';
import type { Database } from '../store/database.ts';
import type { Mail } from './mail.ts';
import { sendWebhook } from './webhook.ts';

/** What was not taken is tried again after these, s, as long as it rings. */
const AGAIN_AFTER_S = [2, 5, 15];
/** Sent at the same time at most. */
const AT_ONCE = 8;
/** Looked up at a time. */
const BATCH = 50;
/** What could not be read or written is tried again after this, ms. */
const RETRY_MS = 1_000;

export interface NoticesDeps {
  db: Database;
  mail: Mail | null;
  /** Where people reach the pages, without a slash at the end. */
  link: () => string;
  /** Loopback may be called (evaluation). */
  anywhere: boolean;
  onError: (error: unknown) => void;
}

/** Sends webhooks and e-mails of those who are rung. They are rows written with the ring itself: a crash loses none, and may send one twice. */
export class Notices {
  readonly #deps: NoticesDeps;
  #timer: NodeJS.Timeout | undefined;
  #working: Promise<void> | null = null;
  #again = false;
  #started = false;
  #closed = false;

  constructor(deps: NoticesDeps) {
    this.#deps = deps;
  }

  /** From now on: the link is known. */
  start(): void {
    this.#started = true;
    this.flush();
  }

  /** Sends what is due. Never throws. */
  flush(): void {
    if (!this.#started || this.#closed) return;
    if (this.#working !== null) {
      this.#again = true;
      return;
    }
    this.#working = this.#run()
      .catch((error: unknown) => {
        this.#deps.onError(error);
        this.#wake(RETRY_MS);
      })
      .finally(() => {
        this.#working = null;
        if (!this.#again) return;
        this.#again = false;
        this.flush();
      });
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#working;
    this.#deps.mail?.close();
  }

  async #run(): Promise<void> {
    const now = new Date().toISOString();
    await this.#drop();
    const due = await this.#waiting()
      .where('next_try_at', '<=', now)
      .innerJoin('consult', 'consult.id', 'call_step.consult_id')
      .innerJoin('organisation', 'organisation.id', 'consult.organisation_id')
      .innerJoin('person', 'person.id', 'call_step.person_id')
      .leftJoin('call_contact', 'call_contact.person_id', 'call_step.person_id')
      .select(['step_id', 'call_notice.kind', 'tries', 'call_step.until', 'consult.id', 'opened_at', 'organisation.name', 'person.email'])
      .select(['webhook_url', 'webhook_secret'])
      .orderBy('step_id')
      .limit(BATCH)
      .execute();
    for (let first = 0; first < due.length && !this.#closed; first += AT_ONCE)
      await Promise.all(due.slice(first, first + AT_ONCE).map((notice) => this.#send(notice)));
    const next = await this.#waiting().select('next_try_at').orderBy('next_try_at').executeTakeFirst();
    if (next !== undefined) this.#wake(Math.max(0, Date.parse(next.next_try_at) - Date.now()));
  }

  /** Whoever does not ring any more is told nothing. */
  async #drop(): Promise<void> {
    await this.#deps.db
      .updateTable('call_notice')
      .set({ state: 'over' })
      .where('state', '=', 'waiting')
      .where('step_id', 'in', (eb) => eb.selectFrom('call_step').select('call_step.id').where('outcome', 'is not', null))
      .execute();
  }

  #waiting() {
    return this.#deps.db
      .selectFrom('call_notice')
      .innerJoin('call_step', 'call_step.id', 'call_notice.step_id')
      .where('call_notice.state', '=', 'waiting')
      .where('call_step.outcome', 'is', null);
  }

  async #send(notice: Due): Promise<void> {
    const failure = await this.#try(notice).then(
      () => null,
      (error: unknown) => (error instanceof Error ? error.message : 'it failed'),
    );
    const tries = notice.tries + 1;
    const wait = AGAIN_AFTER_S[notice.tries];
    const lost = failure !== null && wait === undefined;
    await this.#deps.db
      .updateTable('call_notice')
      .set({
        state: failure === null ? 'sent' : lost ? 'failed' : 'waiting',
        why: (failure ?? '').slice(0, 200),
        tries,
        next_try_at: new Date(Date.now() + (wait ?? 0) * 1000).toISOString(),
      })
      .where('step_id', '=', notice.step_id)
      .where('kind', '=', notice.kind)
      .execute();
  }

  async #try(notice: Due): Promise<void> {
    const body: CallWebhook = {
      event: 'call-ringing',
      ring: notice.step_id,
      consultId: notice.id,
      hospital: notice.name,
      reason: 'Suspected stroke',
      link: `${this.#deps.link()}/consults/${notice.id}`,
      minutesSinceOpened: Math.max(0, Math.floor((Date.now() - Date.parse(notice.opened_at)) / 60_000)),
      answerBy: notice.until,
    };
    if (notice.kind === 'webhook') {
      if (notice.webhook_url === null) return;
      await sendWebhook({ url: notice.webhook_url, secret: notice.webhook_secret, body }, this.#deps.anywhere);
    } else {
      if (this.#deps.mail === null) throw new Error('this server sends no mail: SMTP_URL is not set');
      await this.#deps.mail.send(notice.email, body);
    }
  }

  #wake(afterMs: number): void {
    clearTimeout(this.#timer);
    if (!this.#closed) this.#timer = setTimeout(() => this.flush(), afterMs);
  }
}

interface Due {
  step_id: number;
  kind: 'webhook' | 'email';
  tries: number;
  until: string;
  id: string;
  opened_at: string;
  name: string;
  email: string;
  webhook_url: string | null;
  webhook_secret: string | null;
}

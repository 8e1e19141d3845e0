import type { CommitmentResult, CommitmentTransaction } from './dimse/context.ts';
import type { ScuTarget } from './dimse/scu.ts';
import type { IntakePorts } from './thread.ts';

/** Calls the sender; true when it took the report. */
type Deliver = (target: ScuTarget, transaction: CommitmentTransaction, result: CommitmentResult) => Promise<boolean>;

/** Milliseconds between looks for reports that are due. */
const LOOK_EVERY = 15_000;
/** A sender that did not take its report for a day will not. */
const GIVE_UP_AFTER = 24 * 3_600_000;
/** First and longest pause between attempts. */
const FIRST_PAUSE = 30_000;
const LONGEST_PAUSE = 3_600_000;

/**
 * Storage commitment reports that could not be given on the association that asked: objects are read again, and the sender is
 * called, until it takes the report or a day has passed. Survives restarts, because the transactions do.
 */
export class CommitmentRetry {
  readonly #ports: Pick<IntakePorts, 'verifyStored' | 'commitments'>;
  readonly #deliver: Deliver;
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> = Promise.resolve();
  #busy = false;

  constructor(ports: Pick<IntakePorts, 'verifyStored' | 'commitments'>, deliver: Deliver) {
    this.#ports = ports;
    this.#deliver = deliver;
  }

  start(): void {
    this.#timer = setInterval(() => this.look(Date.now()), LOOK_EVERY).unref();
    this.look(Date.now());
  }

  /** Starts the attempts that are due, unless some are still running. */
  look(now: number): void {
    if (this.#busy) return;
    this.#busy = true;
    this.#running = this.#due(now)
      .catch(() => undefined)
      .finally(() => {
        this.#busy = false;
      });
  }

  async close(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    await this.#running;
  }

  async #due(now: number): Promise<void> {
    for (const transaction of await this.#ports.commitments.due(now)) await this.attempt(transaction, now);
  }

  async attempt(transaction: CommitmentTransaction, now: number): Promise<void> {
    const { commitments } = this.#ports;
    if (now - transaction.requestedAt > GIVE_UP_AFTER) {
      await commitments.done(transaction.id);
      return;
    }
    const address = await commitments.addressOf(transaction.organisationId, transaction.callingAe);
    if (address !== null) {
      const result = await this.#ports.verifyStored(transaction.organisationId, transaction.items);
      const target = { ...address, calledAe: transaction.callingAe, callingAe: transaction.calledAe };
      if (await this.#deliver(target, transaction, result)) {
        await commitments.done(transaction.id);
        return;
      }
    }
    const attempts = transaction.attempts + 1;
    const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** Math.min(10, transaction.attempts));
    await commitments.save({ ...transaction, attempts, nextAttemptAt: now + pause });
  }
}

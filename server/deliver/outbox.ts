import type { Logger } from 'pino';
import { LATE_MS } from '#shared/protocol/deliver.ts';
import type { Bus } from '../store/bus.ts';
import type { Database } from '../store/database.ts';
import { COLUMNS, type Destination, destinationOf } from './destinations.ts';
import { runLane } from './lane.ts';
import type { Retry } from './retry.ts';
import { type ArchiveDeps, archiveSender } from './send/archive.ts';
import { dimseSender } from './send/dimse.ts';
import { mllpSender } from './send/mllp.ts';
import type { ClientTls, Sender } from './send/sender.ts';
import { stowSender } from './send/stow.ts';

export interface OutboxDeps {
  db: Database;
  bus: Bus;
  logger: Logger;
  retry: Retry;
  archive: ArchiveDeps;
  mllpTls: ClientTls | undefined;
  dimseTls: ClientTls | undefined;
}

/** Between looks for what is due, ms; also when nobody says that there is something. */
const LOOK_EVERY = 1_000;
/** What is being sent when the program stops may take so long, ms; after that it is cut, and sent again at the next start. */
const STOP_WITHIN = 4_000;

/** The outbox of signed records: for each destination one queue that sends by itself until all is acknowledged. */
export class Outbox {
  readonly #deps: OutboxDeps;
  readonly #stop = new AbortController();
  readonly #lanes = new Map<string, Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | null = null;
  #again = false;
  #closing = false;
  /** As of the last look, for metrics. */
  counts = { waiting: 0, late: 0, failed: 0 };

  constructor(deps: OutboxDeps) {
    this.#deps = deps;
  }

  start(): void {
    const every = Math.max(50, Math.min(LOOK_EVERY, this.#deps.retry.firstMs / 2));
    this.#timer = setInterval(() => this.wake(), every).unref();
    this.wake();
  }

  /** Something may be due now. */
  wake(): void {
    if (this.#closing) return;
    if (this.#looking !== null) {
      this.#again = true;
      return;
    }
    this.#looking = this.#look()
      .catch((error: unknown) => {
        if (!this.#closing) this.#deps.logger.error({ error: (error as Error).name }, 'the outbox cannot be read');
      })
      .finally(() => {
        this.#looking = null;
        if (!this.#again) return;
        this.#again = false;
        this.wake();
      });
  }

  async close(): Promise<void> {
    if (this.#closing) return;
    this.#closing = true;
    clearInterval(this.#timer);
    await this.#looking;
    const all = Promise.allSettled(this.#lanes.values());
    const late = setTimeout(() => this.#stop.abort(), STOP_WITHIN);
    // Lanes end after the document in progress.
    await Promise.race([all, new Promise((resolve) => setTimeout(resolve, STOP_WITHIN + 500).unref())]);
    clearTimeout(late);
    this.#stop.abort();
  }

  async #look(): Promise<void> {
    const { db } = this.#deps;
    const now = Date.now();
    const rows = await db
      .selectFrom('delivery')
      .where('state', 'in', ['waiting', 'failed'])
      .groupBy(['destination_id', 'state'])
      .select((eb) => ['destination_id', 'state', eb.fn.countAll<number>().as('count'), eb.fn.min('created_at').as('oldest')])
      .execute();
    const late = await this.#late(now, rows);
    const sum = (state: string) => rows.reduce((all, row) => all + (row.state === state ? row.count : 0), 0);
    this.counts = { waiting: sum('waiting'), failed: sum('failed'), late };
    const waiting = rows.filter(({ state, destination_id }) => state === 'waiting' && !this.#lanes.has(destination_id));
    if (waiting.length === 0) return;
    const destinations = await db
      .selectFrom('destination')
      .select(COLUMNS)
      .where(
        'id',
        'in',
        waiting.map(({ destination_id }) => destination_id),
      )
      .where('enabled', '=', 1)
      .where('removed_at', 'is', null)
      .execute();
    if (!this.#closing) for (const row of destinations) this.#run(destinationOf(row));
  }

  async #late(now: number, rows: readonly { state: string; oldest: string }[]): Promise<number> {
    const before = new Date(now - LATE_MS).toISOString();
    if (!rows.some(({ state, oldest }) => state === 'waiting' && oldest < before)) return 0;
    const { count } = await this.#deps.db
      .selectFrom('delivery')
      .where('state', '=', 'waiting')
      .where('created_at', '<', before)
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    return count;
  }

  #run(destination: Destination): void {
    const { db, bus, logger, retry } = this.#deps;
    const lane = runLane(destination, this.#senderFor(destination), {
      db,
      bus,
      logger,
      retry,
      signal: this.#stop.signal,
      stopping: () => this.#closing,
    })
      .catch((error: unknown) => {
        if (!this.#closing)
          logger.error({ error: (error as Error).name, destination: destination.id }, 'a destination could not be served');
      })
      .finally(() => this.#lanes.delete(destination.id));
    this.#lanes.set(destination.id, lane);
  }

  #senderFor(destination: Destination): Sender {
    const { archive, mllpTls, dimseTls } = this.#deps;
    switch (destination.kind) {
      case 'archive':
        return archiveSender(destination.organisationId, archive);
      case 'mllp':
        return mllpSender(destination.settings, mllpTls);
      case 'dimse':
        return dimseSender(destination.settings, dimseTls);
      case 'stow':
        return stowSender(destination.settings);
    }
  }
}

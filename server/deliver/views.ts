import { sql } from 'kysely';
import {
  DELIVERY_FAULTS,
  type DeliveryFaultCode,
  type DeliveryView,
  type DestinationView,
  LATE_MS,
  type OutboxView,
} from '#shared/protocol/deliver.ts';
import type { Database } from '../store/database.ts';
import { addressOf, destinationsOf } from './destinations.ts';

/** Documents shown on the admin page: so many of those that wait or need a person, and of the others. */
const SHOWN = 100;

/** What is open is few and found by its state; the plus keeps SQLite from going through all that an organisation ever sent. */
const OWN = sql<string>`+delivery.organisation_id`;

/** The outbox of one organisation: its destinations and what goes there. */
export async function outboxOf(db: Database, organisationId: string): Promise<OutboxView> {
  const open = await db
    .selectFrom('delivery')
    .where(OWN, '=', organisationId)
    .where('state', 'in', ['waiting', 'failed'])
    .groupBy(['destination_id', 'state'])
    .select((eb) => ['destination_id', 'state', eb.fn.countAll<number>().as('count')])
    .execute();
  const count = (destinationId: string, state: string) =>
    open.find((row) => row.destination_id === destinationId && row.state === state)?.count ?? 0;
  const destinations = (await destinationsOf(db, [organisationId])).map(
    (destination): DestinationView => ({
      id: destination.id,
      kind: destination.kind,
      name: destination.name,
      gets: destination.gets,
      address: addressOf(destination),
      enabled: destination.enabled,
      waiting: count(destination.id, 'waiting'),
      failed: count(destination.id, 'failed'),
    }),
  );
  const newest = base(db).orderBy('delivery.id', 'desc').limit(SHOWN);
  const rows = [
    ...(await newest.where(OWN, '=', organisationId).where('delivery.state', 'in', ['waiting', 'failed']).execute()),
    ...(await newest.where('delivery.organisation_id', '=', organisationId).where('delivery.state', 'in', ['sent', 'cancelled']).execute()),
  ];
  const { late } = await db
    .selectFrom('delivery')
    .where(OWN, '=', organisationId)
    .where('state', '=', 'waiting')
    .where('created_at', '<', new Date(Date.now() - LATE_MS).toISOString())
    .select((eb) => eb.fn.countAll<number>().as('late'))
    .executeTakeFirstOrThrow();
  const failed = open.reduce((sum, row) => sum + (row.state === 'failed' ? row.count : 0), 0);
  return { destinations, deliveries: rows.map(view), failed, late };
}

/** Everything of one consult that goes anywhere, in the order in which it was put into the outbox. */
export async function deliveriesOf(db: Database, consultId: string): Promise<DeliveryView[]> {
  return (await base(db).where('delivery.consult_id', '=', consultId).orderBy('delivery.id').execute()).map(view);
}

const base = (db: Database) =>
  db
    .selectFrom('delivery')
    .innerJoin('destination', 'destination.id', 'delivery.destination_id')
    .innerJoin('organisation', 'organisation.id', 'delivery.organisation_id')
    .select([
      ...(['delivery.id', 'delivery.consult_id', 'delivery.record_version', 'delivery.kind', 'delivery.state', 'delivery.tries'] as const),
      ...(['delivery.next_try_at', 'delivery.error', 'delivery.created_at', 'delivery.settled_at', 'delivery.identifier'] as const),
      ...([
        'destination.id as destinationId',
        'destination.name',
        'destination.kind as destinationKind',
        'organisation.name as site',
      ] as const),
      (eb) =>
        eb
          .exists(
            eb
              .selectFrom('delivery as before')
              .select('before.id')
              .whereRef('before.destination_id', '=', 'delivery.destination_id')
              .whereRef('before.consult_id', '=', 'delivery.consult_id')
              .whereRef('before.record_version', '<', 'delivery.record_version')
              .where('before.state', '=', 'failed'),
          )
          .as('heldBack'),
    ]);

const HELD_BACK = 'It is kept back: an earlier document of this consult has failed here. Send that one again, or give it up.';

type Row = Awaited<ReturnType<ReturnType<typeof base>['execute']>>[number];

function view(row: Row): DeliveryView {
  return {
    id: row.id,
    consultId: row.consult_id,
    version: row.record_version,
    destination: { id: row.destinationId, name: row.name, kind: row.destinationKind, site: row.site },
    kind: row.kind,
    state: row.state,
    tries: row.tries,
    nextTryAt: row.state === 'waiting' ? row.next_try_at : null,
    error: row.error,
    errorText: row.state === 'waiting' && row.heldBack ? HELD_BACK : (DELIVERY_FAULTS[row.error as DeliveryFaultCode]?.text ?? ''),
    createdAt: row.created_at,
    settledAt: row.settled_at,
    identifier: row.identifier,
  };
}

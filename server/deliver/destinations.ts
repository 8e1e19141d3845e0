import type { Selectable } from 'kysely';
import type { z } from 'zod';
import {
  type DeliveryKind,
  deliveryKind,
  dimseSettings,
  mllpSettings,
  type NewDestination,
  stowSettings,
} from '#shared/protocol/deliver.ts';
import { AppError } from '#shared/protocol/errors.ts';
import { newId } from '../identity/new-id.ts';
import type { Database, Tx } from '../store/database.ts';
import type { Schema } from '../store/schema.ts';
import { DatabaseError } from '../store/sqlite-dialect.ts';

type Settings =
  | { kind: 'archive' }
  | { kind: 'mllp'; settings: z.infer<typeof mllpSettings> }
  | { kind: 'dimse'; settings: z.infer<typeof dimseSettings> }
  | { kind: 'stow'; settings: z.infer<typeof stowSettings> };

/** Where records of an organisation go. */
export type Destination = Settings & { id: string; organisationId: string; name: string; gets: DeliveryKind[]; enabled: boolean };

export const COLUMNS = ['id', 'organisation_id', 'kind', 'name', 'gets', 'settings', 'enabled'] as const;

type Row = Pick<Selectable<Schema['destination']>, (typeof COLUMNS)[number]>;

export function destinationOf(row: Row): Destination {
  const common = {
    id: row.id,
    organisationId: row.organisation_id,
    name: row.name,
    gets: deliveryKind.array().parse(JSON.parse(row.gets)),
    enabled: row.enabled === 1,
  };
  const settings: unknown = JSON.parse(row.settings);
  switch (row.kind) {
    case 'archive':
      return { ...common, kind: 'archive' };
    case 'mllp':
      return { ...common, kind: 'mllp', settings: mllpSettings.parse(settings) };
    case 'dimse':
      return { ...common, kind: 'dimse', settings: dimseSettings.parse(settings) };
    case 'stow':
      return { ...common, kind: 'stow', settings: stowSettings.parse(settings) };
  }
}

/** In one line, for people; without secrets. */
export function addressOf(destination: Destination): string {
  switch (destination.kind) {
    case 'archive':
      return 'this server';
    case 'mllp':
      return `${destination.settings.host}:${destination.settings.port}${destination.settings.tls ? ', TLS' : ''}`;
    case 'dimse': {
      const { host, port, tls, calledAe, callingAe } = destination.settings;
      return `${calledAe} at ${host}:${port}${tls ? ', TLS' : ''}, called by ${callingAe}`;
    }
    case 'stow':
      return destination.settings.url;
  }
}

export async function destinationsOf(db: Database | Tx, organisationIds: readonly string[]): Promise<Destination[]> {
  const rows = await db
    .selectFrom('destination')
    .select(COLUMNS)
    .where('organisation_id', 'in', [...organisationIds])
    .where('removed_at', 'is', null)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  return rows.map(destinationOf);
}

/** The site's own archive is a destination as any other: with order, tries and a state that is seen. */
export async function ensureArchive(tx: Tx, organisationId: string, now: string): Promise<void> {
  await tx
    .insertInto('destination')
    .values({
      id: `archive-${organisationId}`,
      organisation_id: organisationId,
      kind: 'archive',
      name: 'Own archive',
      gets: JSON.stringify(['sr', 'kos']),
      settings: '{}',
      created_at: now,
      removed_at: null,
    })
    .onConflict((oc) => oc.doNothing())
    .execute();
}

/** Throws CONFLICT where the name is taken. */
export async function addDestination(db: Database, organisationId: string, given: NewDestination): Promise<string> {
  const id = newId();
  try {
    await db
      .insertInto('destination')
      .values({
        id,
        organisation_id: organisationId,
        kind: given.kind,
        name: given.name,
        gets: JSON.stringify(given.gets),
        settings: JSON.stringify(given.settings),
        created_at: new Date().toISOString(),
        removed_at: null,
      })
      .execute();
    return id;
  } catch (error) {
    if (error instanceof DatabaseError && error.code === UNIQUE)
      throw new AppError('CONFLICT', { detail: 'There is a destination of that name already.' });
    throw error;
  }
}
const UNIQUE = '2067';

/** Paused, a destination collects what is for it. */
export async function enableDestination(db: Database, organisationId: string, id: string, enabled: boolean): Promise<void> {
  const { numUpdatedRows } = await db
    .updateTable('destination')
    .set({ enabled: enabled ? 1 : 0 })
    .where('id', '=', id)
    .where('organisation_id', '=', organisationId)
    .where('removed_at', 'is', null)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) throw new AppError('NOT_FOUND');
}

/** What has not been sent there is given up by whoever removes it (null: an operator on the command line). */
export async function removeDestination(db: Database, organisationId: string, id: string, personId: string | null): Promise<void> {
  const now = new Date().toISOString();
  await db.transaction().execute(async (tx) => {
    const { numUpdatedRows } = await tx
      .updateTable('destination')
      .set({ removed_at: now })
      .where('id', '=', id)
      .where('organisation_id', '=', organisationId)
      .where('kind', '<>', 'archive')
      .where('removed_at', 'is', null)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) throw new AppError('NOT_FOUND');
    await tx
      .updateTable('delivery')
      .set({ state: 'cancelled', settled_at: now, settled_by: personId })
      .where('destination_id', '=', id)
      .where('state', 'in', ['waiting', 'failed'])
      .execute();
  });
}

import type { Hl7Entry } from '#shared/protocol/admin.ts';
import { AppError } from '#shared/protocol/errors.ts';
import { HL7, type Hl7Code } from '#shared/protocol/hl7.ts';
import { zoneOf } from '../chart/zone.ts';
import type { Database } from '../store/database.ts';
import type { HeardAgain, Outcome } from './hear.ts';
import { understand } from './hl7.ts';
import { headerOf } from './message/parse.ts';

const SHOWN = 200;

/** The newest messages of an organisation, and what became of each. */
export async function inbox(db: Database, organisationId: string): Promise<Hl7Entry[]> {
  const rows = await db
    .selectFrom('hl7_inbox')
    .select(['id', 'received_at', 'sent_at', 'sender', 'control_id', 'type', 'state', 'code', 'unmapped'])
    .where('organisation_id', '=', organisationId)
    .orderBy('id', 'desc')
    .limit(SHOWN)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    receivedAt: row.received_at,
    delaySeconds: row.sent_at === null ? null : Math.round((Date.parse(row.received_at) - Date.parse(row.sent_at)) / 1000),
    sender: row.sender.replace('|', ' at '),
    controlId: row.control_id,
    type: row.type,
    state: row.state,
    code: row.code,
    advice: HL7[row.code as Hl7Code]?.advice ?? '',
    unmapped: JSON.parse(row.unmapped) as string[],
  }));
}

/** Hears a kept message once more: after the site's map or the sender's settings were mended. */
export async function replay(db: Database, organisationId: string, id: number): Promise<Outcome> {
  const row = await db
    .selectFrom('hl7_inbox')
    .select(['raw', 'state', 'unmapped'])
    .where('id', '=', id)
    .where('organisation_id', '=', organisationId)
    .executeTakeFirst();
  if (row === undefined) throw new AppError('NOT_FOUND');
  // What has been applied is old news by now: hearing it again would undo what came after it. Only unknown codes are worth it.
  if (row.state !== 'rejected' && row.unmapped === '[]') throw new AppError('CONFLICT', { detail: 'This message has been applied.' });
  const raw = Buffer.from(row.raw);
  const facility = headerOf(raw)?.header.facility ?? '';
  const sender = await db
    .selectFrom('hl7_sender')
    .select(['charset', 'line_feeds'])
    .where('facility', '=', facility)
    .where('organisation_id', '=', organisationId)
    .executeTakeFirst();
  const content = understand(raw, {
    charset: sender?.charset ?? '',
    lineFeeds: sender?.line_feeds === 1,
    zone: await zoneOf(db, organisationId),
  });
  return db.call<HeardAgain, Outcome>('hearAgain', { id, organisationId, content });
}

export async function readLabMap(db: Database, organisationId: string): Promise<Record<string, string>> {
  const row = await db
    .selectFrom('site_setting')
    .select('value')
    .where('organisation_id', '=', organisationId)
    .where('name', '=', 'lab-map')
    .executeTakeFirst();
  return row === undefined ? {} : (JSON.parse(row.value) as Record<string, string>);
}

export async function writeLabMap(db: Database, organisationId: string, map: Record<string, string>): Promise<void> {
  const row = { organisation_id: organisationId, name: 'lab-map', value: JSON.stringify(map), changed_at: new Date().toISOString() };
  await db
    .insertInto('site_setting')
    .values(row)
    .onConflict((oc) => oc.columns(['organisation_id', 'name']).doUpdateSet(row))
    .execute();
}

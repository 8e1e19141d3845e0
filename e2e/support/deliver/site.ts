import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { OutboxView } from '#shared/protocol/deliver.ts';
import type { ConsultRecord } from '#shared/protocol/record.ts';
import { invented } from '../../../server/deliver/testing/record.ts';
import { type Database, openDatabase } from '../../../server/store/database.ts';
import type { TestServer } from '../server.ts';

/** The outbox as whoever signs a note reaches it: the procedure beside the data, in a process of its own. */
export const openOutbox = (server: Pick<TestServer, 'dataFolder'>): Promise<Database> =>
  openDatabase(join(server.dataFolder, 'hyperacute.sqlite'), new URL('../../../server/procedures.ts', import.meta.url));

export const enqueue = (db: Database, record: ConsultRecord): Promise<{ deliveries: number }> =>
  db.call('enqueue', { record, now: new Date().toISOString() });

export interface StoredCt {
  study: string;
  series: string;
  /** SOP Instance UIDs in the order they came. */
  sops: string[];
}

export function storedCt(server: Pick<TestServer, 'dataFolder'>, mrn: string): StoredCt {
  const rows = ask<{ study_uid: string; series_uid: string; sop_uid: string }>(
    server,
    `SELECT study_uid, series_uid, sop_uid FROM instance JOIN series ON series.id = series_id JOIN study ON study.id = series.study_id
     JOIN patient ON patient.id = patient_id WHERE mrn = ? AND modality = 'CT' ORDER BY instance.id`,
    mrn,
  );
  return { study: rows[0]!.study_uid, series: rows[0]!.series_uid, sops: rows.map((row) => row.sop_uid) };
}

/** A record of an open consult, signed by Metro's neurologist. */
export function recordFor(server: Pick<TestServer, 'dataFolder'>, consultId: string, mrn: string, version = 1): ConsultRecord {
  const { study, series, sops } = storedCt(server, mrn);
  const [{ id: personId, name } = { id: '', name: '' }] = ask<{ id: string; name: string }>(
    server,
    'SELECT id, name FROM person WHERE email = ?',
    'neuro@metro.example',
  );
  return invented({
    consultId,
    version,
    mrn,
    study,
    series,
    images: [sops[0]!, sops[1]!],
    signedBy: { personId, name, role: 'neurologist', site: 'Metro Stroke Center' },
  });
}

export function ask<T>(server: Pick<TestServer, 'dataFolder'>, sql: string, ...parameters: string[]): T[] {
  const db = new DatabaseSync(join(server.dataFolder, 'hyperacute.sqlite'), { readOnly: true });
  try {
    return db.prepare(sql).all(...parameters) as T[];
  } finally {
    db.close();
  }
}

/** Of one destination: what `state` each document of a consult has, in order. */
export const statesAt = (view: OutboxView, name: string): string[] =>
  view.deliveries
    .filter(({ destination }) => destination.name === name)
    .sort((a, b) => a.id - b.id)
    .map(({ kind, version, state }) => `${kind} ${version} ${state}`);

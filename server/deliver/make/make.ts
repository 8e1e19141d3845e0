import { type ConsultRecord, consultRecord } from '#shared/protocol/record.ts';
import type { Database } from '../../store/database.ts';
import type { Schema } from '../../store/schema.ts';
import { DatabaseError } from '../../store/sqlite-dialect.ts';
import { studyFacts } from '../archive-studies.ts';
import type { Destination } from '../destinations.ts';
import { DeliveryFault } from '../fault.ts';
import { makeKos } from './dicom/kos.ts';
import { makeSr } from './dicom/sr.ts';
import { ImageMissing } from './dicom/study-facts.ts';
import { makeMdm } from './hl7/mdm.ts';
import { makeOru } from './hl7/oru.ts';
import { renderPdf } from './pdf/render.ts';

type Delivery = Pick<
  Schema['delivery'],
  'consult_id' | 'record_version' | 'kind' | 'study_uid' | 'identifier' | 'created_at' | 'organisation_id'
>;

/** The bytes of a document, made for its first try. Throws `DeliveryFault` that no further try would mend. */
export async function makeDocument(db: Database, delivery: Delivery, destination: Destination): Promise<Uint8Array> {
  try {
    const record = await recordOf(db, delivery.consult_id, delivery.record_version);
    if (record === null) throw new DeliveryFault('NOT_MADE');
    return await make(db, record, delivery, destination);
  } catch (cause) {
    // The database's own trouble is no fault of the document.
    if (cause instanceof DeliveryFault || cause instanceof DatabaseError) throw cause;
    throw new DeliveryFault(cause instanceof ImageMissing ? 'IMAGE_MISSING' : 'NOT_MADE', { cause });
  }
}

/** A record as it was signed; null when there is none. */
export async function recordOf(db: Database, consultId: string, version: number): Promise<ConsultRecord | null> {
  const row = await db
    .selectFrom('delivery_record')
    .select('body')
    .where('consult_id', '=', consultId)
    .where('version', '=', version)
    .executeTakeFirst();
  return row === undefined ? null : consultRecord.parse(JSON.parse(row.body));
}

async function make(db: Database, record: ConsultRecord, delivery: Delivery, destination: Destination): Promise<Uint8Array> {
  const { kind, study_uid, identifier, created_at } = delivery;
  if (kind === 'sr' || kind === 'kos') {
    const same = await madeElsewhere(db, delivery);
    if (same !== null) return same;
    const study = await studyFacts(db, record, study_uid);
    return kind === 'sr' ? makeSr(record, study) : makeKos(record, study);
  }
  if (destination.kind !== 'mllp') throw new DeliveryFault('NOT_MADE');
  const envelope = { route: destination.settings, controlId: identifier, at: created_at };
  return kind === 'oru' ? makeOru(record, envelope) : makeMdm(record, envelope, await renderPdf(record));
}

/** One SOP instance is one object wherever it is sent, also when the study's patient has been corrected in between. */
async function madeElsewhere(db: Database, { identifier }: Delivery): Promise<Uint8Array | null> {
  const row = await db
    .selectFrom('delivery')
    .select('bytes')
    .where('identifier', '=', identifier)
    .where('bytes', 'is not', null)
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
  return row?.bytes ?? null;
}

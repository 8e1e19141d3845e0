import type { ConsultRecord } from '#shared/protocol/record.ts';
import type { Tx } from '../store/database.ts';
import { type Destination, destinationsOf, ensureArchive } from './destinations.ts';
import { controlIdOf, sopUidOf } from './identifiers.ts';

export interface Enqueue {
  record: ConsultRecord;
  /** ISO. */
  now: string;
}

/**
 * Puts a signed record into the outbox, inside the caller's transaction: one row for every document and destination, of the consult's
 * site and of the signer's organisation, and for the site's own archive. Nothing is made or sent here, and the same version twice is
 * one. Answers how many documents are new.
 */
export async function enqueueRecord(tx: Tx, record: ConsultRecord, now: string): Promise<{ deliveries: number }> {
  await tx
    .insertInto('delivery_record')
    .values({ consult_id: record.consultId, version: record.version, body: JSON.stringify(record), enqueued_at: now })
    .onConflict((oc) => oc.doNothing())
    .execute();
  await ensureArchive(tx, record.site.id, now);
  const signer = await tx.selectFrom('person').select('organisation_id').where('id', '=', record.signedBy.personId).executeTakeFirst();
  const organisations = new Set([record.site.id, ...(signer === undefined ? [] : [signer.organisation_id])]);
  const rows = (await destinationsOf(tx, [...organisations])).flatMap((destination) => rowsFor(destination, record, now));
  let deliveries = 0;
  for (const row of rows) {
    const { numInsertedOrUpdatedRows } = await tx
      .insertInto('delivery')
      .values(row)
      .onConflict((oc) => oc.doNothing())
      .executeTakeFirst();
    deliveries += Number(numInsertedOrUpdatedRows ?? 0n);
  }
  return { deliveries };
}

/** For `procedures.ts`. */
export const enqueue = (tx: Tx, { record, now }: Enqueue): Promise<{ deliveries: number }> => enqueueRecord(tx, record, now);

function rowsFor({ id, organisationId, gets }: Destination, record: ConsultRecord, now: string) {
  const { consultId, version } = record;
  const common = {
    organisation_id: organisationId,
    consult_id: consultId,
    record_version: version,
    destination_id: id,
    state: 'waiting' as const,
    next_try_at: now,
    created_at: now,
    settled_at: null,
    settled_by: null,
    bytes: null,
  };
  const messages = (['oru', 'mdm'] as const)
    .filter((kind) => gets.includes(kind))
    .map((kind) => ({ ...common, kind, study_uid: '', identifier: controlIdOf(id, consultId, version, kind) }));
  const documents = (['sr', 'kos'] as const)
    .filter((kind) => gets.includes(kind))
    .flatMap((kind) =>
      studiesOf(record, kind).map((study) => ({
        ...common,
        kind,
        study_uid: study,
        identifier: sopUidOf(kind, consultId, version, study),
      })),
    );
  return [...messages, ...documents];
}

/** A report of measurements is of one study, and so are key objects: studies without any get none. */
const studiesOf = ({ measurements, keyImages }: ConsultRecord, kind: 'sr' | 'kos'): string[] => [
  ...new Set(kind === 'sr' ? measurements.map(({ mark }) => mark.studyInstanceUid) : keyImages.map(({ image }) => image.studyInstanceUid)),
];

import type { IntakeCode } from '#shared/protocol/intake.ts';
import { attachToConsult } from '../../consult/attach.ts';
import type { Inspected, Source } from '../../intake/types.ts';
import type { BusEvents } from '../../store/bus.ts';
import type { Tx } from '../../store/database.ts';
import { type Described, describe } from './describe.ts';
import { conflictOf, type Known, type KnownPatient, lookUp } from './known.ts';
import { layoutOf } from './layout.ts';

export interface RecordInput {
  object: Inspected;
  code: IntakeCode;
  source: Source;
}

/** `stored` and `consult` are what to tell the rest once the transaction is committed. `keepFile`: the original is referred to. */
export interface Recorded {
  code: IntakeCode;
  keepFile: boolean;
  stored?: BusEvents['stored'];
  consults: string[];
  consultStudy?: BusEvents['consult-study'];
}

/**
 * Enters one object into the catalogue, inside the caller's transaction. Patient identity never changes silently: whatever
 * disagrees is kept aside for a person to decide. The same instance twice is one instance.
 */
export async function record(tx: Tx, { object, code, source }: RecordInput): Promise<Recorded> {
  const org = source.organisationId;
  const described = describe(object);
  const known = await lookUp(tx, org, object, described);
  const existing = known.instance;
  if (existing !== undefined) {
    const same = existing.content_sha256 === object.contentSha256 || existing.dataset_sha256 === object.datasetSha256;
    return same
      ? { code: 'DUPLICATE', keepFile: existing.sha256 === object.sha256, consults: [] }
      : quarantine(tx, object, source, 'INSTANCE_CONFLICT');
  }
  const conflict = conflictOf(known, described);
  if (conflict !== null) return quarantine(tx, object, source, conflict);
  const now = new Date().toISOString();
  const studyId = await studyRow(tx, org, described, known, now);
  const { id: seriesId, isNew } = await seriesRow(tx, org, described, known, studyId);
  const { id: instanceId } = await tx
    .insertInto('instance')
    .values({
      organisation_id: org,
      series_id: seriesId,
      sop_uid: object.sopInstanceUid,
      sop_class: object.sopClassUid,
      transfer_syntax: object.transferSyntaxUid,
      number: described.instanceNumber,
      sha256: object.sha256,
      content_sha256: object.contentSha256,
      dataset_sha256: object.datasetSha256,
      bytes: object.bytes,
      frames: described.descriptor.frames.length,
      code,
      door: source.door,
      sender: source.sender,
      received_at: now,
      metadata: JSON.stringify(object.dataset),
      layout: JSON.stringify(layoutOf(object)),
      descriptor: JSON.stringify(described.descriptor),
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  const frameIds = await frameRows(tx, instanceId, described.descriptor.frames.length);
  const consult = await attachToConsult(tx, {
    organisationId: org,
    studyId,
    patient: described.patient,
    modality: described.series.modality,
    isImage: frameIds.length > 0,
    source,
    now,
  });
  return {
    code,
    keepFile: true,
    stored: { organisationId: org, studyId, seriesId, instanceId, frameIds, newSeries: isNew },
    consults: consult.changed,
    ...(consult.joined === undefined ? {} : { consultStudy: { consultId: consult.joined, studyId } }),
  };
}

/** The patient of a study that is new: known by id and issuer, or entered now. What was not known of them is filled in. */
async function patientRow(tx: Tx, org: string, { patient }: Described, found: KnownPatient | undefined): Promise<number> {
  if (found === undefined) {
    const values = {
      organisation_id: org,
      mrn: patient.mrn,
      issuer: patient.issuer,
      name: patient.name,
      birth_date: patient.birthDate,
      sex: patient.sex,
    };
    return (await tx.insertInto('patient').values(values).returning('id').executeTakeFirstOrThrow()).id;
  }
  if (found.birth_date === '' && patient.birthDate !== '')
    await tx.updateTable('patient').set({ birth_date: patient.birthDate }).where('id', '=', found.id).execute();
  if (found.sex === '' && patient.sex !== '')
    await tx.updateTable('patient').set({ sex: patient.sex }).where('id', '=', found.id).execute();
  return found.id;
}

async function studyRow(tx: Tx, org: string, described: Described, known: Known, now: string): Promise<number> {
  const { study } = described;
  const patientId = await patientRow(tx, org, described, known.study ?? known.namesake);
  if (known.study !== undefined) {
    await tx.updateTable('study').set({ last_received_at: now }).where('id', '=', known.study.studyId).execute();
    return known.study.studyId;
  }
  const values = {
    organisation_id: org,
    patient_id: patientId,
    study_uid: study.uid,
    description: study.description,
    study_date: study.date,
    study_time: study.time,
    accession_number: study.accessionNumber,
    institution: study.institution,
    referring: study.referring,
    study_id: study.id,
    first_received_at: now,
    last_received_at: now,
  };
  return (await tx.insertInto('study').values(values).returning('id').executeTakeFirstOrThrow()).id;
}

async function seriesRow(
  tx: Tx,
  org: string,
  { series }: Described,
  { series: found }: Known,
  studyId: number,
): Promise<{ id: number; isNew: boolean }> {
  const shape = series.shape === null ? null : JSON.stringify(series.shape);
  if (found !== undefined) {
    if (!found.hasShape && shape !== null)
      await tx.updateTable('series').set({ shape, role: series.role }).where('id', '=', found.id).execute();
    return { id: found.id, isNew: false };
  }
  const values = {
    organisation_id: org,
    study_id: studyId,
    series_uid: series.uid,
    modality: series.modality,
    number: series.number,
    description: series.description,
    role: series.role,
    shape,
  };
  return { id: (await tx.insertInto('series').values(values).returning('id').executeTakeFirstOrThrow()).id, isNew: true };
}

async function frameRows(tx: Tx, instanceId: number, count: number): Promise<number[]> {
  const ids: number[] = [];
  for (let from = 0; from < count; from += 500) {
    const rows = Array.from({ length: Math.min(500, count - from) }, (_, i) => ({
      instance_id: instanceId,
      number: from + i + 1,
      state: 'pending' as const,
    }));
    ids.push(...(await tx.insertInto('frame').values(rows).returning('id').execute()).map((row) => row.id));
  }
  return ids;
}

async function quarantine(tx: Tx, object: Inspected, source: Source, code: IntakeCode): Promise<Recorded> {
  const { patient } = describe(object);
  await tx
    .insertInto('quarantine')
    .values({
      organisation_id: source.organisationId,
      code,
      sop_uid: object.sopInstanceUid,
      study_uid: object.studyInstanceUid,
      series_uid: object.seriesInstanceUid,
      sha256: object.sha256,
      bytes: object.bytes,
      door: source.door,
      sender: source.sender,
      received_at: new Date().toISOString(),
      patient: JSON.stringify(patient),
      consult_id: source.consultId ?? null,
      resolved_at: null,
      resolved_by: null,
      resolution: null,
    })
    .onConflict((oc) => oc.columns(['organisation_id', 'sop_uid', 'sha256']).doNothing())
    .execute();
  const affected = await tx
    .selectFrom('consult')
    .select('id')
    .where('organisation_id', '=', source.organisationId)
    .where('state', '=', 'open')
    .where('mrn', '=', patient.mrn)
    .execute();
  return { code, keepFile: true, consults: affected.map((row) => row.id) };
}

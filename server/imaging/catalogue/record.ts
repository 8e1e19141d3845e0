import type { IntakeCode } from '#shared/protocol/intake.ts';
import { attachToConsult } from '../../consult/attach.ts';
import type { Inspected, Source } from '../../intake/types.ts';
import type { BusEvents } from '../../store/bus.ts';
import type { Tx } from '../../store/database.ts';
import { type Described, describe } from './describe.ts';
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
  const existing = await tx
    .selectFrom('instance')
    .select(['sha256', 'content_sha256', 'dataset_sha256'])
    .where('organisation_id', '=', org)
    .where('sop_uid', '=', object.sopInstanceUid)
    .executeTakeFirst();
  if (existing !== undefined) {
    const same = existing.content_sha256 === object.contentSha256 || existing.dataset_sha256 === object.datasetSha256;
    return same
      ? { code: 'DUPLICATE', keepFile: existing.sha256 === object.sha256, consults: [] }
      : quarantine(tx, object, source, 'INSTANCE_CONFLICT');
  }
  const described = describe(object);
  const conflict = await conflictOf(tx, org, described);
  if (conflict !== null) return quarantine(tx, object, source, conflict);
  const now = new Date().toISOString();
  const patientId = await patientRow(tx, org, described);
  const studyId = await studyRow(tx, org, described, patientId, now);
  const { id: seriesId, isNew } = await seriesRow(tx, org, described, studyId);
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

async function conflictOf(tx: Tx, org: string, { patient, study, series }: Described): Promise<IntakeCode | null> {
  if (patient.mrn === '') return 'PATIENT_UNIDENTIFIED';
  const known = await tx
    .selectFrom('study')
    .innerJoin('patient', 'patient.id', 'study.patient_id')
    .where('study.organisation_id', '=', org)
    .where('study_uid', '=', study.uid)
    .select(['patient.mrn', 'patient.issuer', 'patient.birth_date', 'patient.sex', 'patient.name'])
    .executeTakeFirst();
  if (known !== undefined && disagrees(known, patient)) return 'PATIENT_CONFLICT_IN_STUDY';
  const seriesStudy = await tx
    .selectFrom('series')
    .innerJoin('study', 'study.id', 'series.study_id')
    .where('series.organisation_id', '=', org)
    .where('series_uid', '=', series.uid)
    .select('study.study_uid')
    .executeTakeFirst();
  if (seriesStudy !== undefined && seriesStudy.study_uid !== study.uid) return 'SERIES_IN_TWO_STUDIES';
  if (known !== undefined) return null;
  const namesake = await tx
    .selectFrom('patient')
    .selectAll()
    .where('organisation_id', '=', org)
    .where('mrn', '=', patient.mrn)
    .where('issuer', '=', patient.issuer)
    .executeTakeFirst();
  return namesake !== undefined && disagrees(namesake, patient) ? 'PATIENT_CONFLICT' : null;
}

/** Issuer and id, birth date and sex; a value that is absent on one side disagrees with nothing. Names are shown, never matched. */
function disagrees(known: { mrn: string; issuer: string; birth_date: string; sex: string }, given: Described['patient']): boolean {
  const differ = (a: string, b: string) => a !== '' && b !== '' && a !== b;
  return (
    known.mrn !== given.mrn ||
    differ(known.issuer, given.issuer) ||
    differ(known.birth_date, given.birthDate) ||
    differ(known.sex, given.sex)
  );
}

async function patientRow(tx: Tx, org: string, { patient }: Described): Promise<number> {
  const found = await tx
    .selectFrom('patient')
    .select(['id', 'birth_date', 'sex', 'name'])
    .where('organisation_id', '=', org)
    .where('mrn', '=', patient.mrn)
    .where('issuer', '=', patient.issuer)
    .executeTakeFirst();
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

async function studyRow(tx: Tx, org: string, { study }: Described, patientId: number, now: string): Promise<number> {
  const found = await tx
    .updateTable('study')
    .set({ last_received_at: now })
    .where('organisation_id', '=', org)
    .where('study_uid', '=', study.uid)
    .returning('id')
    .executeTakeFirst();
  if (found !== undefined) return found.id;
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

async function seriesRow(tx: Tx, org: string, { series }: Described, studyId: number): Promise<{ id: number; isNew: boolean }> {
  const found = await tx
    .selectFrom('series')
    .select(['id', 'shape'])
    .where('organisation_id', '=', org)
    .where('series_uid', '=', series.uid)
    .executeTakeFirst();
  const shape = series.shape === null ? null : JSON.stringify(series.shape);
  if (found !== undefined) {
    if (found.shape === null && shape !== null)
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

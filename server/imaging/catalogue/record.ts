import type { IntakeCode } from '#shared/protocol/intake.ts';
import { stateScan } from '../../chart/told/scan.ts';
import { type Arrival, attachToConsult } from '../../consult/attach.ts';
import type { Source } from '../../intake/types.ts';
import type { BusEvents } from '../../store/bus.ts';
import type { Tx } from '../../store/database.ts';
import type { CatalogueEntry } from './entry.ts';
import { frameRows } from './frame-rows.ts';
import { keepAside } from './keep-aside.ts';
import { Known, type KnownInstance, type KnownPatient } from './known.ts';

export interface RecordInput {
  object: CatalogueEntry;
  code: IntakeCode;
  source: Source;
  /** SHA-256 of a stored original whose data set has been compared and is the same. */
  sameAs?: string;
}

/** `stored` and `consults` are what to tell the rest once the transaction is committed. */
export interface Recorded {
  code: IntakeCode;
  /** The original is referred to. */
  keepFile: boolean;
  stored?: BusEvents['stored'];
  consults: string[];
  consultStudy?: BusEvents['consult-study'];
}

/** The UID is known with other bytes: whether that is the same object must be seen before it can be entered. */
export interface Undecided {
  compareWith: KnownInstance;
}

/** A place in the catalogue found or made for one object that joins it. */
interface Placed extends RecordInput {
  studyId: number;
  seriesId: number;
  newSeries: boolean;
}

/**
 * Enters objects into the catalogue, inside the caller's transaction: all of one organisation, no two with one SOP instance UID.
 * Patient identity never changes silently: whatever disagrees is kept aside for a person to decide. The same instance twice is
 * one instance.
 */
export async function record(tx: Tx, org: string, inputs: readonly RecordInput[]): Promise<(Recorded | Undecided)[]> {
  const known = await Known.of(
    tx,
    org,
    inputs.map(({ object }) => object),
  );
  const now = new Date().toISOString();
  const results: (Recorded | Undecided)[] = [];
  const placed = new Map<number, Placed>();
  for (const [i, input] of inputs.entries()) {
    const existing = known.instances.get(input.object.sopInstanceUid);
    const conflict = existing === undefined ? known.conflict(input.object) : null;
    if (existing !== undefined) results[i] = await again(tx, input, existing, now);
    else if (conflict !== null) results[i] = await keepAside(tx, input, conflict, now);
    else placed.set(i, await place(tx, org, withOrderNote(input, known), known, now));
  }
  const entered = await enter(tx, org, [...placed.values()], now);
  for (const [at, i] of [...placed.keys()].entries()) results[i] = entered[at]!;
  return results;
}

const withOrderNote = (input: RecordInput, known: Known): RecordInput =>
  input.code === 'OK' && known.lacksOrder(input.object) ? { ...input, code: 'ORDER_NOT_FOUND' } : input;

async function again(tx: Tx, input: RecordInput, existing: KnownInstance, now: string): Promise<Recorded | Undecided> {
  const { sha256 } = input.object;
  if (existing.sha256 === sha256 || existing.sha256 === input.sameAs)
    return { code: 'DUPLICATE', keepFile: existing.sha256 === sha256, consults: [] };
  if (input.sameAs === undefined) return { compareWith: existing };
  return keepAside(tx, input, 'INSTANCE_CONFLICT', now);
}

async function place(tx: Tx, org: string, input: RecordInput, known: Known, now: string): Promise<Placed> {
  const { object } = input;
  const studyId = await studyRow(tx, org, object, known, now);
  const { id: seriesId, isNew } = await seriesRow(tx, org, object, known, studyId);
  return { ...input, studyId, seriesId, newSeries: isNew };
}

/** The rows of instances and frames, and the consults they belong to: one statement a table, however many there are. */
async function enter(tx: Tx, org: string, placed: readonly Placed[], now: string): Promise<Recorded[]> {
  if (placed.length === 0) return [];
  const studyIds = [...new Set(placed.map(({ studyId }) => studyId))];
  const attaching = attachAll(tx, org, placed, now);
  const touching = tx.updateTable('study').set({ last_received_at: now }).where('id', 'in', studyIds).execute();
  const entering = tx
    .insertInto('instance')
    .values(placed.map((one) => instanceRow(org, one, now)))
    .returning(['id', 'sop_uid'])
    .execute();
  // All of them have ended, whatever came of them, before the caller may roll back: nothing is asked after that.
  await Promise.allSettled([attaching, touching, entering]);
  const [consults, instances] = await Promise.all([attaching, entering, touching]);
  await stateScans(tx, org, placed, consults, now);
  const idOf = new Map(instances.map(({ id, sop_uid }) => [sop_uid, id]));
  const instanceIds = placed.map(({ object }) => idOf.get(object.sopInstanceUid)!);
  const frameIds = await frameRows(
    tx,
    placed.map(({ object }, i) => ({ instanceId: instanceIds[i]!, count: object.frames })),
  );
  return placed.map(({ code, studyId, seriesId, newSeries }, i) => {
    const [instanceId, consult] = [instanceIds[i]!, consults[i]!];
    return {
      code,
      keepFile: true,
      stored: { organisationId: org, studyId, seriesId, instanceId, frameIds: frameIds.get(instanceId) ?? [], newSeries },
      consults: [...consult.changed, ...consult.asked],
      ...(consult.joined === undefined ? {} : { consultStudy: { consultId: consult.joined, studyId } }),
    };
  });
}

/** A series of a CT that begins says when its consult's patient was scanned. */
async function stateScans(
  tx: Tx,
  org: string,
  placed: readonly Placed[],
  consults: readonly { changed: string[] }[],
  now: string,
): Promise<void> {
  for (const [i, { object, source, newSeries }] of placed.entries()) {
    if (!newSeries || object.frames === 0 || object.series.modality !== 'CT') continue;
    for (const consultId of consults[i]!.changed)
      await stateScan(tx, {
        consultId,
        organisationId: org,
        seriesUid: object.seriesInstanceUid,
        role: object.series.role,
        live: source.door === 'dimse',
        sender: source.sender,
        metadata: object.metadata,
        now,
      });
  }
}

const instanceRow = (org: string, { object, code, source, seriesId }: Placed, now: string) => ({
  organisation_id: org,
  series_id: seriesId,
  sop_uid: object.sopInstanceUid,
  sop_class: object.sopClassUid,
  transfer_syntax: object.transferSyntaxUid,
  number: object.instanceNumber,
  sha256: object.sha256,
  bytes: object.bytes,
  frames: object.frames,
  code,
  door: source.door,
  sender: source.sender,
  received_at: now,
  metadata: object.metadata,
  layout: object.layout,
  descriptor: object.descriptor,
});

/** What consults each object changed. Objects that could not make a difference to one another's are asked for once. */
async function attachAll(tx: Tx, org: string, placed: readonly Placed[], now: string) {
  const asked = new Map<string, ReturnType<typeof attachToConsult>>();
  const changes: Awaited<ReturnType<typeof attachToConsult>>[] = [];
  for (const { object, source, studyId } of placed) {
    const { patient, series, frames } = object;
    const arrival: Arrival = { organisationId: org, studyId, patient, modality: series.modality, isImage: frames > 0, source, now };
    const key = [studyId, series.modality, frames > 0, source.consultId].join(' ');
    const first = asked.get(key);
    if (first === undefined) {
      asked.set(key, attachToConsult(tx, arrival));
      changes.push(await asked.get(key)!);
    } else changes.push({ changed: (await first).changed, asked: [] });
  }
  return changes;
}

/** The patient of a study that is new: known by id and issuer, or entered now. What was not known of them is filled in. */
async function patientRow(tx: Tx, org: string, { patient }: CatalogueEntry, known: Known, inStudy?: KnownPatient): Promise<KnownPatient> {
  const found = inStudy ?? known.patient(patient);
  if (found === undefined) {
    const values = {
      organisation_id: org,
      mrn: patient.mrn,
      issuer: patient.issuer,
      name: patient.name,
      birth_date: patient.birthDate,
      sex: patient.sex,
    };
    const { id } = await tx.insertInto('patient').values(values).returning('id').executeTakeFirstOrThrow();
    return known.keep({ ...values, id });
  }
  for (const [column, value] of [
    ['birth_date', patient.birthDate],
    ['sex', patient.sex],
  ] as const) {
    if (found[column] !== '' || value === '') continue;
    found[column] = value;
    await tx
      .updateTable('patient')
      .set({ [column]: value })
      .where('id', '=', found.id)
      .execute();
  }
  return found;
}

async function studyRow(tx: Tx, org: string, object: CatalogueEntry, known: Known, now: string): Promise<number> {
  const { study, studyInstanceUid } = object;
  const found = known.studies.get(studyInstanceUid);
  const patient = await patientRow(tx, org, object, known, found?.patient);
  if (found !== undefined) return found.studyId;
  const values = {
    organisation_id: org,
    patient_id: patient.id,
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
  const { id: studyId } = await tx.insertInto('study').values(values).returning('id').executeTakeFirstOrThrow();
  known.studies.set(studyInstanceUid, { studyId, patient });
  return studyId;
}

async function seriesRow(
  tx: Tx,
  org: string,
  { series, seriesInstanceUid, studyInstanceUid }: CatalogueEntry,
  known: Known,
  studyId: number,
): Promise<{ id: number; isNew: boolean }> {
  const shape = series.shape === null ? null : JSON.stringify(series.shape);
  const found = known.series.get(seriesInstanceUid);
  if (found !== undefined) {
    if (!found.hasShape && shape !== null) {
      found.hasShape = true;
      await tx.updateTable('series').set({ shape, role: series.role }).where('id', '=', found.id).execute();
    }
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
  const { id } = await tx.insertInto('series').values(values).returning('id').executeTakeFirstOrThrow();
  known.series.set(seriesInstanceUid, { id, hasShape: shape !== null, studyUid: studyInstanceUid });
  return { id, isNew: true };
}

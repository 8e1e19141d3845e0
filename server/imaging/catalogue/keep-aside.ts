import type { IntakeCode } from '#shared/protocol/intake.ts';
import type { Tx } from '../../store/database.ts';
import type { Recorded, RecordInput } from './record.ts';

/** Keeps an object aside for a person to decide ([CA2]); the consults of the patient that it names say so. */
export async function keepAside(tx: Tx, { object, source }: RecordInput, code: IntakeCode, now: string): Promise<Recorded> {
  const { patient } = object;
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
      received_at: now,
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

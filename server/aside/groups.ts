import { sql } from 'kysely';
import type { AsideEntry, Identity } from '#shared/protocol/admin.ts';
import { INTAKE, type IntakeCode } from '#shared/protocol/intake.ts';
import type { Database, Tx } from '../store/database.ts';
import { knownAs } from './known-as.ts';

/** Groups on the page at most; the newest first. */
const MAX_GROUPS = 50;

/** Objects of one study that say the same of the patient and were kept aside for the same reason. */
export interface AsideGroup {
  /** The lowest of its objects. */
  id: number;
  count: number;
  code: IntakeCode;
  door: string;
  sender: string;
  receivedAt: string;
  studyUid: string;
  /** SHA-256 of one of them. */
  sha256: string;
  patient: Identity;
}

const groups = (db: Database | Tx, org: string) =>
  db
    .selectFrom('quarantine')
    .where('organisation_id', '=', org)
    .where('resolved_at', 'is', null)
    .groupBy(['code', 'study_uid', 'patient'])
    .select(['code', 'study_uid', 'patient'])
    .select((eb) => [
      eb.fn.min<number>('id').as('id'),
      eb.fn.countAll<number>().as('count'),
      eb.fn.max<string>('received_at').as('receivedAt'),
      eb.fn.min<string>('door').as('door'),
      eb.fn.min<string>('sender').as('sender'),
      eb.fn.min<string>('sha256').as('sha256'),
    ]);

type Row = Awaited<ReturnType<ReturnType<typeof groups>['execute']>>[number];
const groupOf = ({ code, study_uid, patient, ...row }: Row): AsideGroup => ({
  ...row,
  code: code as IntakeCode,
  studyUid: study_uid,
  patient: JSON.parse(patient) as Identity,
});

/** What an organisation keeps aside, for a person to decide. */
export async function asideEntries(db: Database, org: string, accessionOf: (sha256: string) => Promise<string>): Promise<AsideEntry[]> {
  const rows = await groups(db, org).orderBy(sql`min(id)`, 'desc').limit(MAX_GROUPS).execute();
  return Promise.all(
    rows.map(groupOf).map(async (group) => ({
      id: group.id,
      count: group.count,
      code: group.code,
      advice: INTAKE[group.code].advice,
      receivedAt: group.receivedAt,
      door: group.door,
      sender: group.sender,
      patient: group.patient,
      takeInAs: await knownAs(db, org, group, accessionOf),
      known: await storedUnder(db, org, group.studyUid),
      studyInstanceUID: group.studyUid,
    })),
  );
}

/** The group whose lowest object that is; undefined when there is none, or not any more. */
export async function asideGroup(db: Database | Tx, org: string, id: number): Promise<AsideGroup | undefined> {
  const row = await groups(db, org).having(sql`min(id)`, '=', id).executeTakeFirst();
  return row === undefined ? undefined : groupOf(row);
}

/** Its objects that wait. */
export const objectsOf = (db: Database | Tx, org: string, { code, studyUid, patient }: AsideGroup) =>
  db
    .selectFrom('quarantine')
    .where('organisation_id', '=', org)
    .where('resolved_at', 'is', null)
    .where('code', '=', code)
    .where('study_uid', '=', studyUid)
    .where('patient', '=', JSON.stringify(patient))
    .select(['id', 'sha256', 'door', 'sender', 'consult_id'])
    .orderBy('id');

async function storedUnder(db: Database, org: string, studyUid: string): Promise<Identity | null> {
  const row = await db
    .selectFrom('study')
    .innerJoin('patient', 'patient.id', 'study.patient_id')
    .where('study.organisation_id', '=', org)
    .where('study_uid', '=', studyUid)
    .select(['mrn', 'issuer', 'name', 'birth_date as birthDate', 'sex'])
    .executeTakeFirst();
  return row ?? null;
}

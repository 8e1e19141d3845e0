import { sql } from 'kysely';
import { agreements, announcedOf } from '#shared/chart/announced.ts';
import { takenBack } from '#shared/chart/entries.ts';
import type { ChartEntry } from '#shared/protocol/chart/chart.ts';
import type { Agreement, Arrival } from '#shared/protocol/notify.ts';
import { readEntries } from '../chart/entries.ts';
import type { Database, Tx } from '../store/database.ts';

/** Who arrived longer ago is not the one who was announced, hours. */
const LATELY_HOURS = 12;
const SHOWN = 50;

/**
 * Patients who arrived at the consult's site lately: admitted, or with images, and without a consult that people opened. Those with
 * the least against them first, then the newest; each with what agrees with the announcement and what does not.
 */
export async function arrivalsOf(db: Database | Tx, consultId: string, now: number): Promise<Arrival[]> {
  const { organisation_id: org } = await db
    .selectFrom('consult')
    .select('organisation_id')
    .where('id', '=', consultId)
    .executeTakeFirstOrThrow();
  const since = new Date(now - LATELY_HOURS * 3_600_000).toISOString();
  const admitted = await db
    .selectFrom('visit')
    .where('organisation_id', '=', org)
    .where('admitted_at', '>', since)
    .where('cancelled_at', 'is', null)
    .where('discharged_at', 'is', null)
    .groupBy('patient_id')
    .select((eb) => ['patient_id', eb.fn.max('admitted_at').as('at')])
    .execute();
  const pictured = await db
    .selectFrom('study')
    .where('organisation_id', '=', org)
    .where('first_received_at', '>', since)
    .groupBy('patient_id')
    .select((eb) => ['patient_id', eb.fn.min('first_received_at').as('at')])
    .execute();
  const arrived = new Map<number, Pick<Arrival, 'at' | 'by'>>();
  for (const { patient_id, at } of pictured) arrived.set(patient_id, { at, by: 'images' });
  for (const { patient_id, at } of admitted) arrived.set(patient_id, { at: at ?? since, by: 'admission' });
  if (arrived.size === 0) return [];
  const announced = announcedOf(await readEntries(db, consultId));
  const patients = await db
    .selectFrom('patient')
    .select(['id', 'mrn', 'issuer', 'name', 'birth_date', 'sex'])
    .where('id', 'in', [...arrived.keys()])
    .where('mrn', '<>', '')
    .where('merged_into', 'is', null)
    .execute();
  const found: Arrival[] = [];
  for (const row of patients) {
    const { open, taken } = await consultsOfPatient(db, org, row);
    if (taken) continue;
    const patient = { mrn: row.mrn, name: row.name, birthDate: row.birth_date, sex: row.sex };
    const { at, by } = arrived.get(row.id)!;
    const agreement = [...agreements(announced, patient, now), ...(await doubts(db, org, row))];
    found.push({ patientId: row.id, patient, issuer: row.issuer, at, by, consult: open, agreement, joins: NOTHING });
  }
  const doubt = ({ agreement }: Arrival) => agreement.filter(({ agrees }) => agrees === false).length;
  const shown = found.sort((a, b) => doubt(a) - doubt(b) || b.at.localeCompare(a.at)).slice(0, SHOWN);
  return Promise.all(shown.map(async (one) => ({ ...one, joins: await joinsOf(db, one, now) })));
}

const NOTHING: Arrival['joins'] = { studies: [], results: 0, people: 0 };

/** What would join, as `join-patient.ts` joins it. */
async function joinsOf(db: Database | Tx, { patientId, consult }: Arrival, now: number): Promise<Arrival['joins']> {
  const ids = await studiesOf(db, patientId, consult, new Date(now).toISOString());
  const rows =
    ids.length === 0
      ? []
      : await db
          .selectFrom('study')
          .leftJoin('series', 'series.study_id', 'study.id')
          .leftJoin('instance', 'instance.series_id', 'series.id')
          .where('study.id', 'in', ids)
          .groupBy('study.id')
          .select(['study.description', (eb) => eb.fn.count<number>('instance.id').as('instances')])
          .execute();
  const entries = consult === null ? [] : await readEntries(db, consult);
  return {
    studies: rows.map(({ description, instances }) => ({ description, instances })),
    results: toTellAgain(entries).length,
    people: entries.filter(({ origin }) => origin === 'person').length,
  };
}

/** What systems said in a consult that ends, and nobody took back: it is told again where the consult goes. */
export function toTellAgain(entries: readonly ChartEntry[]): Exclude<ChartEntry, { kind: 'hidden' }>[] {
  const taken = takenBack(entries);
  // People's statements stay where they made them; the alert of the other consult is not this one's.
  return entries.filter(
    (entry): entry is Exclude<ChartEntry, { kind: 'hidden' }> =>
      entry.kind !== 'hidden' && entry.origin !== 'person' && entry.by === null && entry.id !== 'alert:opening' && !taken.has(entry.seq),
  );
}

/** Studies of this occasion: those of their own consult, and those that came within a day. */
export async function studiesOf(db: Database | Tx, patientId: number, consultId: string | null, now: string): Promise<number[]> {
  const since = new Date(Date.parse(now) - 24 * 3_600_000).toISOString();
  const recent = await db
    .selectFrom('study')
    .select('id')
    .where('patient_id', '=', patientId)
    .where('last_received_at', '>', since)
    .execute();
  const linked =
    consultId === null ? [] : await db.selectFrom('consult_study').select('study_id as id').where('consult_id', '=', consultId).execute();
  return [...new Set([...recent, ...linked].map(({ id }) => id))];
}

type Row = { id: number; mrn: string; issuer: string };

/** Their open consult that a system opened; `taken`: people opened one for them. */
async function consultsOfPatient(db: Database | Tx, org: string, { mrn, issuer }: Row): Promise<{ open: string | null; taken: boolean }> {
  const rows = await db
    .selectFrom('consult')
    .select(['id', 'opened_by', 'issuer'])
    .where('organisation_id', '=', org)
    .where('state', '=', 'open')
    .where('mrn', '=', mrn)
    .where('issuer', 'in', [...new Set([issuer, ''])])
    .orderBy('opened_at', 'desc')
    .execute();
  const bySystem = rows.find(({ opened_by }) => opened_by === 'images' || opened_by === 'order');
  return { open: bySystem?.id ?? null, taken: rows.length > (bySystem === undefined ? 0 : 1) };
}

/** What systems say of one patient and do not agree on. */
async function doubts(db: Database | Tx, org: string, { id, mrn }: Row): Promise<Agreement[]> {
  const other = await db
    .selectFrom('patient')
    .select('id')
    .where('organisation_id', '=', org)
    .where('mrn', '=', mrn)
    .where('id', '<>', id)
    .where('merged_into', 'is', null)
    .executeTakeFirst();
  const aside = await db
    .selectFrom('quarantine')
    .select('id')
    .where('organisation_id', '=', org)
    .where('resolved_at', 'is', null)
    .where(sql<string>`patient ->> 'mrn'`, '=', mrn)
    .executeTakeFirst();
  return [
    ...(other === undefined
      ? []
      : [{ what: 'number' as const, agrees: false, words: 'another patient of this hospital has the same number' }]),
    ...(aside === undefined
      ? []
      : [{ what: 'birth-date' as const, agrees: false, words: 'images with this number name somebody else and were kept aside' }]),
  ];
}

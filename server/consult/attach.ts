import type { Source } from '../intake/types.ts';
import type { Tx } from '../store/database.ts';
import { insertConsult } from './insert-consult.ts';

export interface Arrival {
  organisationId: string;
  studyId: number;
  patient: { mrn: string; name: string; birthDate: string; sex: string };
  modality: string;
  isImage: boolean;
  source: Source;
  now: string;
}

/** Modalities whose arrival from a spoke opens a consult by itself. */
const OPENING = ['CT', 'MR'];
/** A study whose date lies this far before the consult's opening is a prior (days). */
export const PRIOR_AFTER_DAYS = 2;

/**
 * Joins the study of an arriving object with its consult: the one being uploaded to, else the site's open consult of the same MRN,
 * else (CT or MR from a spoke) a new one. Returns the consults that changed and the one this study joined just now.
 */
export async function attachToConsult(tx: Tx, arrival: Arrival): Promise<{ changed: string[]; joined?: string }> {
  const linked = await tx
    .selectFrom('consult_study')
    .innerJoin('consult', 'consult.id', 'consult_study.consult_id')
    .where('study_id', '=', arrival.studyId)
    .select(['consult.id', 'consult.state'])
    .execute();
  if (linked.some(({ id, state }) => state === 'open' || id === arrival.source.consultId))
    return { changed: linked.map((consult) => consult.id) };
  const target = await findConsult(tx, arrival);
  if (target === null) return { changed: linked.map((consult) => consult.id) };
  const prior = await isPrior(tx, arrival.studyId);
  await tx
    .insertInto('consult_study')
    .values({ consult_id: target, study_id: arrival.studyId, prior: prior ? 1 : 0 })
    .onConflict((oc) => oc.doNothing())
    .execute();
  await tx
    .insertInto('consult_event')
    .values({ consult_id: target, at: arrival.now, person_id: null, kind: 'study', detail: '' })
    .execute();
  return { changed: [target], joined: target };
}

async function findConsult(tx: Tx, arrival: Arrival): Promise<string | null> {
  const { organisationId, patient, source } = arrival;
  if (source.consultId !== undefined) return adoptIdentity(tx, source.consultId, patient);
  const open = await tx
    .selectFrom('consult')
    .select('id')
    .where('organisation_id', '=', organisationId)
    .where('mrn', '=', patient.mrn)
    .where('state', '=', 'open')
    .orderBy('opened_at', 'desc')
    .executeTakeFirst();
  if (open !== undefined) return open.id;
  const site = await tx.selectFrom('organisation').select('kind').where('id', '=', organisationId).executeTakeFirst();
  if (site?.kind !== 'spoke' || !arrival.isImage || !OPENING.includes(arrival.modality)) return null;
  return insertConsult(tx, { organisationId, patient, openedBy: 'images', personId: null, now: arrival.now });
}

/** A consult opened before anyone knew the patient takes the identity of the first images that a person uploads into it. */
async function adoptIdentity(tx: Tx, consultId: string, patient: Arrival['patient']): Promise<string | null> {
  const consult = await tx.selectFrom('consult').select(['mrn', 'state']).where('id', '=', consultId).executeTakeFirst();
  if (consult === undefined) return null;
  if (consult.mrn === '')
    await tx
      .updateTable('consult')
      .set({ mrn: patient.mrn, patient_name: patient.name, birth_date: patient.birthDate, sex: patient.sex })
      .where('id', '=', consultId)
      .execute();
  return consult.mrn === '' || consult.mrn === patient.mrn ? consultId : null;
}

/** A prior is an older study than another one of the same patient by more than `PRIOR_AFTER_DAYS`, by its own date. */
async function isPrior(tx: Tx, studyId: number): Promise<boolean> {
  const study = await tx.selectFrom('study').select(['patient_id', 'study_date']).where('id', '=', studyId).executeTakeFirstOrThrow();
  if (study.study_date === '') return false;
  const newest = await tx
    .selectFrom('study')
    .select((eb) => eb.fn.max('study_date').as('date'))
    .where('patient_id', '=', study.patient_id)
    .executeTakeFirst();
  return daysBetween(study.study_date, newest?.date ?? '') > PRIOR_AFTER_DAYS;
}

const dayOf = (da: string): number => Date.UTC(Number(da.slice(0, 4)), Number(da.slice(4, 6)) - 1, Number(da.slice(6, 8))) / 86_400_000;
const daysBetween = (from: string, to: string): number => (from === '' || to === '' ? 0 : dayOf(to) - dayOf(from));

import type { Source } from '../intake/types.ts';
import type { Tx } from '../store/database.ts';
import { insertConsult } from './insert-consult.ts';
import { joinPatient } from './join-patient.ts';
import { askAboutNumber, consultsOfNumber, type NumberedPatient } from './same-number.ts';

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

export interface Attached {
  /** Consults that the study belongs to. */
  changed: string[];
  /** The one that it joined just now. */
  joined?: string;
  /** Consults of somebody else that say from now on that the number is another patient's too. */
  asked: string[];
}

/**
 * Joins the study of an arriving object with its consult: the one being uploaded to, else the site's open consult of the same patient,
 * else (CT or MR from a spoke) a new one.
 */
export async function attachToConsult(tx: Tx, arrival: Arrival): Promise<Attached> {
  const linked = await tx
    .selectFrom('consult_study')
    .innerJoin('consult', 'consult.id', 'consult_study.consult_id')
    .where('study_id', '=', arrival.studyId)
    .select(['consult.id', 'consult.state'])
    .execute();
  const known = linked.map(({ id }) => id);
  if (linked.some(({ id, state }) => state === 'open' || id === arrival.source.consultId)) return { changed: known, asked: [] };
  const { issuer, patientId } = await tx
    .selectFrom('study')
    .innerJoin('patient', 'patient.id', 'study.patient_id')
    .select(['issuer', 'patient.id as patientId'])
    .where('study.id', '=', arrival.studyId)
    .executeTakeFirstOrThrow();
  const { target, asked } = await findConsult(tx, arrival, { ...arrival.patient, issuer }, patientId);
  if (target === null) return { changed: known, asked };
  await linkStudy(tx, target, arrival.studyId, arrival.now);
  return { changed: [target], joined: target, asked };
}

/** A study is read in that consult from now on. */
export async function linkStudy(tx: Tx, consultId: string, studyId: number, now: string): Promise<void> {
  const prior = await isPrior(tx, studyId);
  const done = await tx
    .insertInto('consult_study')
    .values({ consult_id: consultId, study_id: studyId, prior: prior ? 1 : 0 })
    .onConflict((oc) => oc.doNothing())
    .executeTakeFirst();
  if (done.numInsertedOrUpdatedRows === 0n) return;
  await tx.insertInto('consult_event').values({ consult_id: consultId, at: now, person_id: null, kind: 'study', detail: '' }).execute();
}

interface Found {
  target: string | null;
  asked: string[];
}

async function findConsult(tx: Tx, arrival: Arrival, patient: NumberedPatient, patientId: number): Promise<Found> {
  const { organisationId, source, now } = arrival;
  const { own, others } = await consultsOfNumber(tx, organisationId, patient);
  const asked: string[] = [];
  for (const { id } of others)
    if (await askAboutNumber(tx, { organisationId, consultId: id, other: patient, inboxId: null, now })) asked.push(id);
  if (source.consultId !== undefined) {
    const consult = await tx.selectFrom('consult').select(['mrn', 'issuer', 'state']).where('id', '=', source.consultId).executeTakeFirst();
    if (consult === undefined) return { target: null, asked };
    if (consult.mrn === '' && consult.state === 'open') {
      const { state } = await joinPatient(tx, { consultId: source.consultId, patientId, personId: source.sender, now });
      // Images of somebody whom people treat in another consult: the room is told, and they do not enter it.
      if (state === 'refused')
        await askAboutNumber(tx, { organisationId, consultId: source.consultId, other: patient, inboxId: null, now });
      return { target: state === 'joined' ? source.consultId : null, asked: [...asked, source.consultId] };
    }
    const late = consult.state !== 'open' && consult.mrn === patient.mrn && [patient.issuer, ''].includes(consult.issuer);
    return { target: late || own.some(({ id }) => id === source.consultId) ? source.consultId : null, asked };
  }
  if (own[0] !== undefined) return { target: own[0].id, asked };
  const site = await tx.selectFrom('organisation').select('kind').where('id', '=', organisationId).executeTakeFirst();
  if (site?.kind !== 'spoke' || !arrival.isImage || !OPENING.includes(arrival.modality)) return { target: null, asked };
  return { target: await insertConsult(tx, { organisationId, patient, openedBy: 'images', personId: null, now }), asked };
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

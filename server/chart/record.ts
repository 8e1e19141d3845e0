import * as Y from 'yjs';
import { live } from '#shared/chart/entries.ts';
import { examResults } from '#shared/chart/exams.ts';
import { TIME_WORDS } from '#shared/chart/time-words.ts';
import { knownTimes } from '#shared/chart/times.ts';
import { markValues } from '#shared/imaging/mark-values.ts';
import type { ChartEntry, ChartPerson } from '#shared/protocol/chart/chart.ts';
import { HIDDEN, MARKS, mark } from '#shared/protocol/marks.ts';
import type { ConsultRecord, NoteSection } from '#shared/protocol/record.ts';
import type { Tx } from '../store/database.ts';
import { zoneOf } from './zone.ts';

export interface Signing {
  consultId: string;
  /** The chart before the signature. */
  entries: readonly ChartEntry[];
  sections: NoteSection[];
  personId: string;
  at: string;
}

/** The consult as it is being signed: all of it from this transaction, so that nothing can change under it. */
export async function recordOf(tx: Tx, { consultId, entries, sections, personId, at }: Signing): Promise<ConsultRecord> {
  const consult = await tx
    .selectFrom('consult')
    .innerJoin('organisation', 'organisation.id', 'consult.organisation_id')
    .where('consult.id', '=', consultId)
    .select(['organisation_id', 'organisation.name as site', 'patient_name', 'mrn', 'birth_date', 'sex', 'opened_at'])
    .executeTakeFirstOrThrow();
  const signer = await personOf(tx, personId);
  const patient = await tx
    .selectFrom('patient')
    .select(['id', 'issuer'])
    .where('organisation_id', '=', consult.organisation_id)
    .where('mrn', '=', consult.mrn)
    .where('merged_into', 'is', null)
    .execute();
  // Two patients with one number: neither issuer nor visit can be said.
  const only = patient.length === 1 ? patient[0]! : null;
  const visit =
    only === null
      ? undefined
      : await tx
          .selectFrom('visit')
          .select('number')
          .where('patient_id', '=', only.id)
          .where('cancelled_at', 'is', null)
          .orderBy('admitted_at', 'desc')
          .executeTakeFirst();
  const studies = await tx
    .selectFrom('consult_study')
    .innerJoin('study', 'study.id', 'consult_study.study_id')
    .where('consult_id', '=', consultId)
    .select(['study_uid', 'accession_number', 'study_date', 'description'])
    .orderBy('first_received_at')
    .execute();
  return {
    consultId,
    version: entries.filter(({ kind }) => kind === 'note-signed').length + 1,
    site: { id: consult.organisation_id, name: consult.site },
    zone: await zoneOf(tx, consult.organisation_id),
    patient: { mrn: consult.mrn, issuer: only?.issuer ?? '', name: consult.patient_name, birthDate: consult.birth_date, sex: consult.sex },
    visitNumber: visit === undefined || visit.number === '' ? null : visit.number,
    studies: studies.map((row) => ({
      studyInstanceUid: row.study_uid,
      accessionNumber: row.accession_number,
      studyDate: row.study_date,
      description: row.description,
    })),
    openedAt: consult.opened_at,
    signedAt: at,
    signedBy: signer,
    note: sections,
    times: timesOf(entries),
    exams: examResults(entries).map(({ exam, answers, result }) => ({
      examId: exam.id,
      at: exam.reconciled?.at ?? exam.startedAt,
      by: exam.scorings.map(({ by }) => by),
      answers: answers as Record<string, number | { untestable: string }>,
      total: result.total,
      text: result.text,
    })),
    measurements: await measurementsOf(tx, consultId),
    keyImages: await keyImagesOf(tx, consult.organisation_id, entries),
  };
}

async function personOf(tx: Tx, personId: string): Promise<ChartPerson> {
  const row = await tx
    .selectFrom('person')
    .innerJoin('organisation', 'organisation.id', 'person.organisation_id')
    .where('person.id', '=', personId)
    .select(['person.id', 'person.name', 'person.role', 'organisation.name as site'])
    .executeTakeFirst();
  return { personId, name: row?.name ?? '', role: (row?.role ?? 'observer') as ChartPerson['role'], site: row?.site ?? '' };
}

const timesOf = (entries: readonly ChartEntry[]): ConsultRecord['times'] =>
  [...knownTimes(entries).values()]
    .sort((a, b) => a.at - b.at)
    .map(({ what, at, earliest, latest, raw, source, clock }) => ({
      what,
      name: TIME_WORDS[what],
      at: new Date(at).toISOString(),
      plusMinusSeconds: Math.round((latest - earliest) / 2000),
      raw: Math.abs(at - raw) < 1_000 ? null : new Date(raw).toISOString(),
      source: clock === 'server' || clock === 'wall' ? source : `${source}, ${clock}`,
    }));

/** Marks of the shared document that nobody has hidden; read from what is durable, like everything in a record. */
async function measurementsOf(tx: Tx, consultId: string): Promise<ConsultRecord['measurements']> {
  const document = new Y.Doc();
  const snapshot = await tx.selectFrom('collab_snapshot').select('bytes').where('consult_id', '=', consultId).executeTakeFirst();
  if (snapshot !== undefined) Y.applyUpdate(document, snapshot.bytes);
  const updates = await tx.selectFrom('collab_update').select('bytes').where('consult_id', '=', consultId).orderBy('seq').execute();
  for (const { bytes } of updates) Y.applyUpdate(document, bytes);
  const [marks, hidden] = [document.getMap(MARKS), document.getMap(HIDDEN)];
  const people = new Map<string, ChartPerson>();
  const found: ConsultRecord['measurements'] = [];
  for (const [uid, value] of marks.entries()) {
    const parsed = mark.safeParse(value);
    if (!parsed.success || hidden.has(uid)) continue;
    const { by } = parsed.data;
    const author = people.get(by) ?? (await personOf(tx, by));
    people.set(by, author);
    found.push({ mark: parsed.data, values: markValues(parsed.data), author });
  }
  return found;
}

/** Key images that are in the archive, with the class of each: what is not there cannot be referred to. */
async function keyImagesOf(tx: Tx, organisationId: string, entries: readonly ChartEntry[]): Promise<ConsultRecord['keyImages']> {
  const found: ConsultRecord['keyImages'] = [];
  for (const { body, by, at } of live(entries, 'key-image')) {
    const instance = await tx
      .selectFrom('instance')
      .select('sop_class')
      .where('organisation_id', '=', organisationId)
      .where('sop_uid', '=', body.image.sopInstanceUid)
      .executeTakeFirst();
    if (instance !== undefined && by !== null) found.push({ image: body.image, sopClassUid: instance.sop_class, why: body.why, by, at });
  }
  return found;
}

import type { IntakeCode } from '#shared/protocol/intake.ts';
import type { Tx } from '../../store/database.ts';
import type { CatalogueEntry } from './entry.ts';

export interface KnownPatient {
  id: number;
  mrn: string;
  issuer: string;
  birth_date: string;
  sex: string;
}
export interface KnownInstance {
  sop_uid: string;
  sha256: string;
  layout: string;
}
export interface KnownStudy {
  studyId: number;
  patient: KnownPatient;
}
/** The patient an order names. */
export type KnownOrder = Pick<KnownPatient, 'mrn' | 'issuer' | 'birth_date' | 'sex'>;
export interface KnownSeries {
  id: number;
  hasShape: boolean;
  studyUid: string;
}

/** What one organisation's catalogue holds already of a group of arriving objects, by UID; kept true while they are entered. */
export class Known {
  readonly instances = new Map<string, KnownInstance>();
  readonly studies = new Map<string, KnownStudy>();
  readonly series = new Map<string, KnownSeries>();
  readonly #patients = new Map<string, KnownPatient>();
  /** By accession number. */
  readonly #orders = new Map<string, KnownOrder>();
  /** The organisation's systems send orders: an object without one is worth a note. */
  #ordersUsed = false;

  /** Four questions on their way at once: one round trip to the database thread. */
  static async of(tx: Tx, org: string, entries: readonly CatalogueEntry[]): Promise<Known> {
    const known = new Known();
    const all = (of: (entry: CatalogueEntry) => string) => [...new Set(entries.map(of))];
    const accessions = all((entry) => entry.study.accessionNumber).filter((number) => number !== '');
    const [instances, studies, series, patients, orders] = await Promise.all([
      tx
        .selectFrom('instance')
        .select(['sop_uid', 'sha256', 'layout'])
        .where('organisation_id', '=', org)
        .where(
          'sop_uid',
          'in',
          all((entry) => entry.sopInstanceUid),
        )
        .execute(),
      tx
        .selectFrom('study')
        .innerJoin('patient', 'patient.id', 'study.patient_id')
        .where('study.organisation_id', '=', org)
        .where(
          'study_uid',
          'in',
          all((entry) => entry.studyInstanceUid),
        )
        .select(['study_uid', 'study.id as studyId', 'patient.id', 'mrn', 'issuer', 'birth_date', 'sex'])
        .execute(),
      tx
        .selectFrom('series')
        .innerJoin('study', 'study.id', 'series.study_id')
        .where('series.organisation_id', '=', org)
        .where(
          'series_uid',
          'in',
          all((entry) => entry.seriesInstanceUid),
        )
        .select(['series_uid', 'series.id', 'study_uid', (eb) => eb('series.shape', 'is not', null).as('hasShape')])
        .execute(),
      tx
        .selectFrom('patient')
        .select(['id', 'mrn', 'issuer', 'birth_date', 'sex'])
        .where('organisation_id', '=', org)
        .where(
          'mrn',
          'in',
          all((entry) => entry.patient.mrn),
        )
        .execute(),
      accessions.length === 0 ? [] : ordersOf(tx, org, accessions),
    ]);
    for (const { accession_number, ...patient } of orders) known.#orders.set(accession_number, patient);
    if (orders.length < accessions.length) known.#ordersUsed = await anyOrder(tx, org);
    for (const row of instances) known.instances.set(row.sop_uid, row);
    for (const row of patients) known.keep(row);
    for (const { study_uid, studyId, ...patient } of studies) known.studies.set(study_uid, { studyId, patient: known.keep(patient) });
    for (const row of series) known.series.set(row.series_uid, { id: row.id, hasShape: Boolean(row.hasShape), studyUid: row.study_uid });
    return known;
  }

  /** Patient of that id and issuer, whatever study; where one side names no issuer, of that id, if only one has it. */
  patient({ mrn, issuer }: Pick<KnownPatient, 'mrn' | 'issuer'>): KnownPatient | undefined {
    const exact = this.#patients.get(keyOf(mrn, issuer));
    if (exact !== undefined) return exact;
    const open = [...this.#patients.values()].filter((one) => one.mrn === mrn && (one.issuer === '' || issuer === ''));
    return open.length === 1 ? open[0] : undefined;
  }

  /** One object a patient, so that what is filled in is seen everywhere. */
  keep(patient: KnownPatient): KnownPatient {
    const key = keyOf(patient.mrn, patient.issuer);
    const there = this.#patients.get(key) ?? patient;
    this.#patients.set(key, there);
    return there;
  }

  /** It has an accession number, this organisation's orders are known, and there is none for it. */
  lacksOrder({ study: { accessionNumber } }: CatalogueEntry): boolean {
    return this.#ordersUsed && accessionNumber !== '' && !this.#orders.has(accessionNumber);
  }

  /** Why an object cannot simply join what is known; null when it can. */
  conflict(entry: CatalogueEntry): IntakeCode | null {
    const { patient, studyInstanceUid, seriesInstanceUid } = entry;
    if (patient.mrn === '') return 'PATIENT_UNIDENTIFIED';
    const study = this.studies.get(studyInstanceUid);
    if (study !== undefined && disagrees(study.patient, patient)) return 'PATIENT_CONFLICT_IN_STUDY';
    const series = this.series.get(seriesInstanceUid);
    if (series !== undefined && series.studyUid !== studyInstanceUid) return 'SERIES_IN_TWO_STUDIES';
    const order = this.#orders.get(entry.study.accessionNumber);
    if (order !== undefined && disagrees(order, patient)) return 'ORDER_PATIENT_MISMATCH';
    const namesake = this.patient(patient);
    return study === undefined && namesake !== undefined && disagrees(namesake, patient) ? 'PATIENT_CONFLICT' : null;
  }
}

const ordersOf = (tx: Tx, org: string, accessions: string[]) =>
  tx
    .selectFrom('imaging_order')
    .innerJoin('patient', 'patient.id', 'imaging_order.patient_id')
    .where('imaging_order.organisation_id', '=', org)
    .where('accession_number', 'in', accessions)
    .select(['accession_number', 'mrn', 'issuer', 'birth_date', 'sex'])
    .execute();

async function anyOrder(tx: Tx, org: string): Promise<boolean> {
  const found = await tx.selectFrom('imaging_order').select('id').where('organisation_id', '=', org).limit(1).executeTakeFirst();
  return found !== undefined;
}

const keyOf = (mrn: string, issuer: string): string => `${mrn}\0${issuer}`;

/** Issuer and id, birth date and sex; a value that is absent on one side disagrees with nothing. Names are shown, never matched. */
function disagrees(known: KnownOrder, given: CatalogueEntry['patient']): boolean {
  const differ = (a: string, b: string) => a !== '' && b !== '' && a !== b;
  return (
    known.mrn !== given.mrn ||
    differ(known.issuer, given.issuer) ||
    differ(known.birth_date, given.birthDate) ||
    differ(known.sex, given.sex)
  );
}

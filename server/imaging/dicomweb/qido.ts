import { sql } from 'kysely';
import type { DicomJson } from '../../intake/types.ts';
import type { Database } from '../../store/database.ts';
import { matcher, type Query } from './query.ts';
import { type Scope, studiesIn } from './scope.ts';

/** QIDO-RS (PS3.18 §10.6): studies, series and instances of a scope as DICOM JSON. */

const element = (vr: string, ...values: (string | number | null)[]) => {
  const Value = values.filter((value) => value !== null && value !== '');
  return Value.length === 0 ? { vr } : { vr, Value };
};
const person = (name: string) => (name === '' ? { vr: 'PN' } : { vr: 'PN', Value: [{ Alphabetic: name }] });

export async function queryStudies(db: Database, scope: Scope, query: Query): Promise<DicomJson[]> {
  const rows = await studiesIn(db, scope)
    .leftJoin('series', 'series.study_id', 'study.id')
    .selectAll('study')
    .select(['patient.name', 'patient.mrn', 'patient.issuer', 'patient.birth_date', 'patient.sex'])
    .select((eb) => [
      sql<string | null>`group_concat(DISTINCT series.modality)`.as('modalities'),
      eb.fn.count<number>('series.id').distinct().as('seriesCount'),
      eb
        .selectFrom('instance')
        .innerJoin('series as s', 's.id', 'instance.series_id')
        .whereRef('s.study_id', '=', 'study.id')
        .select((e) => e.fn.countAll<number>().as('n'))
        .as('instanceCount'),
    ])
    .groupBy('study.id')
    .orderBy('study.last_received_at', 'desc')
    .orderBy('study.id')
    .execute();
  const all = rows.map((row) => ({
    '00080005': element('CS', 'ISO_IR 192'),
    '00080020': element('DA', row.study_date),
    '00080030': element('TM', row.study_time),
    '00080050': element('SH', row.accession_number),
    '00080056': element('CS', 'ONLINE'),
    '00080061': element('CS', ...(row.modalities ?? '').split(',')),
    '00080090': person(row.referring),
    '00081030': element('LO', row.description),
    '00081190': element('UR', `${scope.base}/studies/${row.study_uid}`),
    '00100010': person(row.name),
    '00100020': element('LO', row.mrn),
    '00100021': element('LO', row.issuer),
    '00100030': element('DA', row.birth_date),
    '00100040': element('CS', row.sex),
    '0020000D': element('UI', row.study_uid),
    '00200010': element('SH', row.study_id),
    '00201206': element('IS', row.seriesCount),
    '00201208': element('IS', row.instanceCount ?? 0),
  }));
  return select(all, query);
}

export async function querySeries(db: Database, scope: Scope, query: Query): Promise<DicomJson[]> {
  const rows = await studiesIn(db, scope)
    .innerJoin('series', 'series.study_id', 'study.id')
    .select(['study_uid', 'series_uid', 'modality', 'series.number', 'series.description', 'series.id', 'patient.name', 'patient.mrn'])
    .select((eb) =>
      eb
        .selectFrom('instance')
        .whereRef('instance.series_id', '=', 'series.id')
        .select((e) => e.fn.countAll<number>().as('n'))
        .as('instances'),
    )
    .orderBy('series.id')
    .execute();
  const all = rows.map((row) => ({
    '00080005': element('CS', 'ISO_IR 192'),
    '00080060': element('CS', row.modality),
    '0008103E': element('LO', row.description),
    '00081190': element('UR', `${scope.base}/studies/${row.study_uid}/series/${row.series_uid}`),
    '00100010': person(row.name),
    '00100020': element('LO', row.mrn),
    '0020000D': element('UI', row.study_uid),
    '0020000E': element('UI', row.series_uid),
    '00200011': element('IS', row.number),
    '00201209': element('IS', row.instances ?? 0),
  }));
  return select(all, query);
}

/** Attributes of an instance beyond the required ones that viewers use to sort and lay out. */
const INSTANCE_TAGS = [
  '00080008',
  '00080016',
  '00080018',
  '00080060',
  '00200013',
  '00200032',
  '00200037',
  '00280008',
  '00280010',
  '00280011',
  '00280030',
  '00280100',
];

export async function queryInstances(db: Database, scope: Scope, query: Query): Promise<DicomJson[]> {
  const equal = (tag: string) => query.matches.find((match) => match.tag === tag && !/[\\,*?]/.test(match.value))?.value;
  const rows = await studiesIn(db, scope)
    .innerJoin('series', 'series.study_id', 'study.id')
    .innerJoin('instance', 'instance.series_id', 'series.id')
    .$if(equal('0020000D') !== undefined, (q) => q.where('study_uid', '=', equal('0020000D')!))
    .$if(equal('0020000E') !== undefined, (q) => q.where('series_uid', '=', equal('0020000E')!))
    .$if(equal('00080018') !== undefined, (q) => q.where('sop_uid', '=', equal('00080018')!))
    .select(['study_uid', 'series_uid', 'sop_uid', 'metadata', 'transfer_syntax'])
    .orderBy('instance.id')
    .limit(query.offset + query.limit)
    .execute();
  const all = rows.map((row) => {
    const dataset = JSON.parse(row.metadata) as DicomJson;
    const picked = query.includeAll
      ? Object.entries(dataset).filter(([, value]) => value.BulkDataURI === undefined)
      : INSTANCE_TAGS.flatMap((tag) => (dataset[tag] === undefined ? [] : [[tag, dataset[tag]] as const]));
    return {
      ...Object.fromEntries(picked),
      '00080056': element('CS', 'ONLINE'),
      '00081190': element('UR', `${scope.base}/studies/${row.study_uid}/series/${row.series_uid}/instances/${row.sop_uid}`),
      '00083002': element('UI', row.transfer_syntax),
      '0020000D': element('UI', row.study_uid),
      '0020000E': element('UI', row.series_uid),
    };
  });
  return select(all, query);
}

function select(all: DicomJson[], query: Query): DicomJson[] {
  const tests = query.matches.map(({ tag, value }) => ({ tag, test: matcher(tag, value) }));
  const passes = (row: DicomJson) => tests.every(({ tag, test }) => valuesOf(row, tag).some(test));
  return (tests.length === 0 ? all : all.filter(passes)).slice(query.offset, query.offset + query.limit);
}

function valuesOf(row: DicomJson, tag: string): string[] {
  return (row[tag]?.Value ?? ['']).map((value) =>
    typeof value === 'object' && value !== null ? String((value as { Alphabetic?: string }).Alphabetic ?? '') : String(value),
  );
}

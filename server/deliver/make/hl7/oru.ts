import type { ConsultRecord } from '#shared/protocol/record.ts';
import { CONSULT_NOTE, documentNumber, type Envelope, LN, LOCAL, msh, person, pid, pv1 } from './envelope.ts';
import { examObservations, noteObservations, timeObservations } from './observations.ts';
import { coded, message, segment, timestamp, value } from './segment.ts';

/** What results are about: one OBR. */
interface Group {
  /** Behind the document's number: '' is the note itself. */
  part: string;
  code: string;
  at: string;
  observations: string[];
}

/** ORU^R01 (HL7 v2.5.1 §7.3.1): the note as text, then its times, then each NIHSS exam with its items. */
export function makeOru(record: ConsultRecord, envelope: Envelope): Buffer {
  const { zone } = record;
  const groups: Group[] = [
    { part: '', code: CONSULT_NOTE, at: record.openedAt, observations: noteObservations(record) },
    ...(record.times.length === 0
      ? []
      : [
          {
            part: '-times',
            code: coded('stroke-times', 'Times of the stroke consult', LOCAL),
            at: record.openedAt,
            observations: timeObservations(record),
          },
        ]),
    ...record.exams.map((exam, i) => ({
      part: `-exam-${i + 1}`,
      code: coded('70182-1', 'NIH Stroke Scale', LN),
      at: exam.at,
      observations: examObservations(exam, zone),
    })),
  ];
  return message([
    msh(record, envelope, 'ORU^R01^ORU_R01'),
    pid(record),
    ...(record.visitNumber === null ? [] : [pv1(record)]),
    ...groups.flatMap((group, i) => [orc(record, group), obr(record, group, i + 1), ...group.observations]),
  ]);
}

/** RE: observations follow. */
const orc = (record: ConsultRecord, { part }: Group): string => segment('ORC', { 1: 'RE', 3: documentNumber(record, part) });

/** An addendum names the note it adds to as its parent (OBR-29); it replaces nothing, so it is final and not a correction. */
const obr = (record: ConsultRecord, { part, code, at }: Group, n: number): string =>
  segment('OBR', {
    1: String(n),
    3: documentNumber(record, part),
    4: code,
    7: timestamp(at, record.zone),
    18: value(record.studies[0]?.accessionNumber ?? ''),
    22: timestamp(record.signedAt, record.zone),
    25: 'F',
    29: record.version > 1 && part === '' ? `^${documentNumber({ ...record, version: 1 }).replace('^', '&')}` : '',
    // NDL: the person is one component of several, its parts are sub-components.
    32: person(record.signedBy).replaceAll('^', '&'),
  });

import { NIHSS_ITEMS, NIHSS_TOTAL_LOINC } from '#shared/clinical/nihss.ts';
import type { ConsultRecord } from '#shared/protocol/record.ts';
import { localTime } from '../local-time.ts';
import { noteLines, uncertainty } from '../note-lines.ts';
import { CONSULT_NOTE, LN, LOCAL, person } from './envelope.ts';
import { coded, segment, timestamp, value } from './segment.ts';

type Exam = ConsultRecord['exams'][number];

interface Observation {
  type: 'NM' | 'ST' | 'TS' | 'TX' | 'ED';
  code: string;
  /** Tells repetitions of one code apart. */
  sub?: string;
  value: string;
  /** Table 0085: F final, X no result can be obtained. */
  status?: 'F' | 'X';
  unit?: string;
  range?: string;
  at?: string;
  by?: string;
}

export const obx = (n: number, given: Observation): string =>
  segment('OBX', {
    1: String(n),
    2: given.type,
    3: given.code,
    4: given.sub ?? '',
    5: given.value,
    6: given.unit ?? '',
    7: given.range ?? '',
    11: given.status ?? 'F',
    14: given.at ?? '',
    16: given.by ?? '',
  });

const nte = (text: string): string => segment('NTE', { 1: '1', 2: 'L', 3: value(text) });

/** One OBX a line, in order: OBX-4 is the line's number. */
export const noteObservations = (record: ConsultRecord): string[] =>
  noteLines(record)
    .filter((line) => line !== '')
    .map((line, i) =>
      obx(i + 1, {
        type: 'TX',
        code: CONSULT_NOTE,
        sub: String(i + 1),
        value: value(line),
        at: timestamp(record.signedAt, record.zone),
        by: person(record.signedBy),
      }),
    );

/** Times as the record corrected them; what was read, on which clock, and how sure it is stands beside each. */
export const timeObservations = ({ times, zone }: ConsultRecord): string[] =>
  times.flatMap((time, i) => {
    const read = time.raw === null || time.raw === time.at ? '' : `read as ${clock(time.raw, zone)}`;
    const note = [uncertainty(time.plusMinusSeconds), read, time.source === '' ? '' : `source: ${time.source}`].filter((one) => one !== '');
    const one = obx(i + 1, {
      type: 'TS',
      code: coded(time.what, time.name, LOCAL),
      sub: String(i + 1),
      value: timestamp(time.at, zone),
    });
    return note.length === 0 ? [one] : [one, nte(note.join(', '))];
  });

/**
 * One OBX an item that was answered. What could not be tested is never a number: it says so, has status X and its reason. The total is a
 * number only when every item was answered; its words ("+1 untestable") stand beside it.
 */
export function examObservations(exam: Exam, zone: string): string[] {
  const at = timestamp(exam.at, zone);
  const by = exam.by.map(person).join('~');
  const answered = NIHSS_ITEMS.filter(({ id }) => exam.answers[id] !== undefined);
  const items = answered.flatMap((item, i) => {
    const answer = exam.answers[item.id]!;
    const code = coded(item.loinc, `NIHSS ${item.id} ${item.name}`, LN);
    if (typeof answer === 'number')
      return [obx(i + 1, { type: 'NM', code, value: String(answer), unit: SCORE, range: `0-${item.max}`, at, by })];
    return [obx(i + 1, { type: 'ST', code, value: 'Untestable', status: 'X', at, by }), nte(`Untestable: ${answer.untestable}`)];
  });
  const code = coded(NIHSS_TOTAL_LOINC, 'NIHSS total score', LN);
  const whole = answered.length === NIHSS_ITEMS.length;
  const total: Observation = whole
    ? { type: 'NM', code, value: String(exam.total), unit: SCORE, range: '0-42', at, by }
    : { type: 'ST', code, value: value(exam.text), at, by };
  return [...items, obx(answered.length + 1, total), nte(exam.text)];
}

/** UCUM: an arbitrary unit in braces. */
const SCORE = '{score}^^UCUM';

function clock(instant: string, zone: string): string {
  const { time } = localTime(instant, zone);
  return `${time.slice(0, 2)}:${time.slice(2, 4)}:${time.slice(4)}`;
}

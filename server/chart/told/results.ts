import type { Statement } from '#shared/protocol/chart/chart.ts';
import type { LabTest } from '#shared/protocol/chart/observations.ts';
import type { Tx } from '../../store/database.ts';
import type { Schema } from '../../store/schema.ts';
import { stateBySystem } from '../enter.ts';

/** A row of `observation`, as far as it is read here. */
export type ToldResult = Pick<
  Schema['observation'],
  'inbox_id' | 'position' | 'loinc' | 'value' | 'text' | 'unit' | 'status' | 'observed_at'
>;

const LABS: Record<string, LabTest> = {
  '2345-7': 'glucose',
  '2339-0': 'glucose',
  '2340-8': 'glucose',
  '41653-7': 'glucose',
  '32016-8': 'glucose',
  '14749-6': 'glucose',
  '15074-8': 'glucose',
  '14743-9': 'glucose',
  '6301-6': 'inr',
  '34714-6': 'inr',
  '46418-0': 'inr',
  '5902-2': 'pt',
  '5964-2': 'pt',
  '3173-2': 'aptt',
  '14979-9': 'aptt',
  '777-3': 'platelets',
  '26515-7': 'platelets',
  '2160-0': 'creatinine',
  '38483-4': 'creatinine',
  '14682-9': 'creatinine',
};
const WEIGHT = ['29463-7', '3141-9', '3142-7'];
const [SYSTOLIC, DIASTOLIC] = ['8480-6', '8462-4'];

/** Units as laboratories write them → factor to the chart's unit (UCUM; molar masses glucose 180.16, creatinine 113.12 g/mol). */
const UNITS: Record<LabTest | 'weight', Record<string, number>> = {
  glucose: { 'mg/dl': 1, 'mmol/l': 18.016, 'g/l': 100 },
  inr: { '': 1, '{inr}': 1, inr: 1, ratio: 1, '1': 1 },
  pt: { s: 1, sec: 1, '': 1, seconds: 1 },
  aptt: { s: 1, sec: 1, '': 1, seconds: 1 },
  platelets: {
    '/ul': 1,
    '10*3/ul': 1e3,
    'x10e3/ul': 1e3,
    'k/ul': 1e3,
    '10^3/ul': 1e3,
    '10*9/l': 1e3,
    '10^9/l': 1e3,
    'g/l': 1e3,
    '/mm3': 1,
    '10*3/mm3': 1e3,
  },
  creatinine: { 'mg/dl': 1, 'umol/l': 1 / 88.4, 'µmol/l': 1 / 88.4 },
  weight: { kg: 1, g: 0.001, '[lb_av]': 0.453_592_37, lb: 0.453_592_37, lbs: 0.453_592_37 },
};

/** OBX-11 (table 0085) that say: no value, or not any more. */
const WITHOUT_VALUE = ['I', 'S', 'X', 'D', 'W', 'N', 'O'];

/** Results that the chart knows, stated once each. A unit that is not known here states nothing: a wrong factor is worse than a missing value. */
export async function stateResults(tx: Tx, consultId: string, results: readonly ToldResult[], now: string): Promise<void> {
  for (const result of results) {
    const statement = statementOf(result, results);
    if (statement === null) continue;
    // A correction with the same number in the same message is a new statement.
    const id = `hl7:${result.inbox_id}:${result.position}`;
    await stateBySystem(tx, { consultId, id, statement, at: now, origin: 'hl7' });
  }
}

function statementOf(result: ToldResult, all: readonly ToldResult[]): Statement | null {
  const { loinc, observed_at: at } = result;
  const test = LABS[loinc];
  if (test !== undefined) return labOf(test, result);
  if (WITHOUT_VALUE.includes(result.status) || result.value === null || at === null) return null;
  if (WEIGHT.includes(loinc)) {
    const kg = scaled(result, 'weight');
    if (kg === null || kg <= 0 || kg > 1000) return null;
    return { kind: 'weight', body: { kg, source: loinc === '3142-7' ? 'stated' : loinc === '3141-9' ? 'bed-scale' : 'stated', at } };
  }
  if (loinc !== SYSTOLIC) return null;
  const low = all.find((one) => one.loinc === DIASTOLIC && one.inbox_id === result.inbox_id && one.observed_at === at)?.value ?? null;
  const [systolic, diastolic] = [Math.round(result.value), low === null ? null : Math.round(low)];
  if (diastolic === null || diastolic >= systolic || systolic < 20 || systolic > 350 || diastolic < 10 || diastolic > 250) return null;
  return { kind: 'pressure', body: { systolic, diastolic, at } };
}

function labOf(test: LabTest, result: ToldResult): Statement | null {
  const { status, text, observed_at: at } = result;
  if (WITHOUT_VALUE.includes(status)) return { kind: 'lab', body: { test, value: null, pending: true, at } };
  const comparator = /^\s*([<>])\s*=?\s*(\d+(?:\.\d+)?)\s*$/.exec(text);
  const number = result.value ?? (comparator === null ? null : Number(comparator[2]));
  if (number === null) return null;
  const value = scaled({ ...result, value: number }, test);
  if (value === null || value < 0 || value > 10_000_000) return null;
  return { kind: 'lab', body: { test, value, ...(comparator === null ? {} : { comparator: comparator[1] as '<' | '>' }), at } };
}

function scaled({ value, unit }: ToldResult, of: LabTest | 'weight'): number | null {
  const factor = UNITS[of][unit.trim().toLowerCase()];
  if (factor === undefined || value === null) return null;
  // Four significant places are more than any laboratory reports.
  return Number((value * factor).toPrecision(4));
}

import type { StrokePolicy } from '../clinical/policy.ts';
import { AFTER_THROMBOLYSIS, checkTimes, tooHighAfter } from '../clinical/pressure.ts';
import type { ChartEntry, EntryOf } from '../protocol/chart/chart.ts';
import { currentOrder, doseOf } from './doses.ts';
import { live } from './entries.ts';
import { examResults } from './exams.ts';
import { knownTimes } from './times.ts';

/** A check that is this late is overdue, ms. */
const OVERDUE_MS = 5 * 60_000;
/** Points above the score before the drug that count as a worse exam (ECASS 3, clinical.md §7). */
const WORSE_BY = 4;

export interface DueCheck {
  index: number;
  /** ms since 1970. */
  dueAt: number;
  ownerId: string | null;
  done: EntryOf<'check'> | null;
  state: 'done' | 'later' | 'due' | 'overdue';
}

export interface Monitoring {
  /** What the policy counts from, and when that was. */
  anchor: { what: StrokePolicy['monitoringAnchor']; at: number };
  checks: DueCheck[];
  /** Newest first; `seq` of the check it comes from. */
  alarms: { seq: number; at: string; text: string; stop: boolean }[];
}

/** The checks after the drug; null until it has been started. */
export function monitoring(entries: readonly ChartEntry[], policy: StrokePolicy, now: number): Monitoring | null {
  const order = currentOrder(entries);
  if (order === undefined || order.given === null) return null;
  const started = Date.parse(order.given.at);
  const planned =
    started + (doseOf(order.body.kg, order.body.rule).bolusMinutes + doseOf(order.body.kg, order.body.rule).infusionMinutes) * 60_000;
  const end = knownTimes(entries).get('infusion-end')?.at ?? planned;
  const at = policy.monitoringAnchor === 'start-of-drug' ? started : end;
  const done = live(entries, 'check');
  const owners = live(entries, 'check-owner');
  const checks = checkTimes().map((minutes, index): DueCheck => {
    const dueAt = at + minutes * 60_000;
    const entered = done.find(({ body }) => body.index === index) ?? null;
    const owner = owners.findLast(({ body }) => body.from <= index && index <= body.to)?.body.personId ?? null;
    const state = entered !== null ? 'done' : now < dueAt ? 'later' : now < dueAt + OVERDUE_MS ? 'due' : 'overdue';
    return { index, dueAt, ownerId: owner, done: entered, state };
  });
  return { anchor: { what: policy.monitoringAnchor, at }, checks, alarms: alarms(entries, policy).reverse() };
}

function alarms(entries: readonly ChartEntry[], policy: StrokePolicy): Monitoring['alarms'] {
  const before = baselineTotal(entries);
  return live(entries, 'check').flatMap(({ seq, body }) => {
    const { systolic, diastolic, signs, nihss: score, at } = body;
    const high = tooHighAfter({ systolic, diastolic }, policy.pressureAfter);
    const limit = `${AFTER_THROMBOLYSIS.systolic}/${AFTER_THROMBOLYSIS.diastolic}`;
    const worse = score !== null && before !== null && score >= before + WORSE_BY;
    return [
      ...(high
        ? [
            {
              seq,
              at,
              text: `Blood pressure ${systolic}/${diastolic}: ${policy.pressureAfter === 'below' ? 'not below' : 'above'} ${limit}`,
              stop: false,
            },
          ]
        : []),
      ...signs.map((sign) => ({ seq, at, text: sign, stop: true })),
      ...(worse ? [{ seq, at, text: `NIHSS ${score}, was ${before} before the drug`, stop: true }] : []),
    ];
  });
}

/** Total of the first exam that came to a result; null while there is none, or items are untestable. */
function baselineTotal(entries: readonly ChartEntry[]): number | null {
  const baseline = examResults(entries).at(0)?.result;
  return baseline === undefined || baseline.missing.length + baseline.untestable.length > 0 ? null : baseline.total;
}

import type { StrokePolicy } from '../clinical/policy.ts';
import { BEFORE_THROMBOLYSIS, mayStart } from '../clinical/pressure.ts';
import { WEIGHT_LIMITS, weightFindings } from '../clinical/weight.ts';
import type { ChartEntry } from '../protocol/chart/chart.ts';
import { type ContraindicationCard, contraindicationCards } from './contraindications.ts';
import { last } from './entries.ts';
import { labsOf, pressureOf, weightOf } from './observations.ts';

const MINUTE = 60_000;

/** What must be named by whoever prepares a dose in spite of it: contraindications that are there or open, and a deficit not called disabling. */
export function toAccept(entries: readonly ChartEntry[]): { id: string; text: string; answer: 'yes' | 'unknown' }[] {
  const disabling = last(entries, 'disabling')?.body.answer ?? 'unknown';
  return [
    ...(disabling === 'yes'
      ? []
      : [
          {
            id: 'not-disabling',
            text: disabling === 'no' ? 'The deficit is not called disabling' : 'Whether the deficit is disabling is not answered',
            answer: disabling === 'no' ? ('yes' as const) : ('unknown' as const),
          },
        ]),
    ...contraindicationCards(entries).flatMap(({ id, text, answer, tier }) =>
      answer === 'no' || tier === 'benefit-usually-greater' ? [] : [{ id, text, answer }],
    ),
  ];
}

/** Cards that something newer has opened again: each is an alert until it is answered anew. */
export const reopened = (entries: readonly ChartEntry[]): ContraindicationCard[] =>
  contraindicationCards(entries).filter(({ reopenedBy }) => reopenedBy !== null);

/** Why a dose cannot be prepared or released now, whoever asks; null when nothing stands against it. */
export function gate(entries: readonly ChartEntry[], policy: StrokePolicy, now: number): string | null {
  if (contraindicationCards(entries).find(({ id }) => id === 'haemorrhage')?.answer === 'yes')
    return 'Intracranial haemorrhage is recorded.';
  if (last(entries, 'thrombolysis-decision')?.body.choice !== 'give') return 'Nobody has decided to give thrombolysis.';
  const glucose = labsOf(entries).get('glucose');
  if (glucose === undefined || glucose.body.value === null) return 'Glucose has not been entered.';
  return weightGate(entries, policy, now) ?? pressureGate(entries, policy, now);
}

export function weightGate(entries: readonly ChartEntry[], policy: StrokePolicy, now: number): string | null {
  const weight = weightOf(entries);
  if (weight === undefined) return 'No weight has been entered.';
  // A hospital system is not asked whether what it sends is plausible.
  if (weightFindings(weight.body.kg, null).includes('out-of-range'))
    return `A weight of ${weight.body.kg} kg is outside of ${WEIGHT_LIMITS.minKg} to ${WEIGHT_LIMITS.maxKg} kg. Enter it again.`;
  const minutes = (now - Date.parse(weight.body.at)) / MINUTE;
  return minutes > policy.weightValidMinutes
    ? `The weight is ${Math.round(minutes)} minutes old (${policy.weightValidMinutes} at most). Enter it again.`
    : null;
}

export function pressureGate(entries: readonly ChartEntry[], policy: StrokePolicy, now: number): string | null {
  const pressure = pressureOf(entries);
  if (pressure === undefined) return 'No blood pressure has been entered.';
  const minutes = (now - Date.parse(pressure.body.at)) / MINUTE;
  if (minutes > policy.pressureValidMinutes)
    return `The blood pressure is ${Math.round(minutes)} minutes old (${policy.pressureValidMinutes} at most). Measure it again.`;
  const { systolicBelow, diastolicBelow } = BEFORE_THROMBOLYSIS;
  return mayStart(pressure.body) === 'yes'
    ? null
    : `The blood pressure is ${pressure.body.systolic}/${pressure.body.diastolic}: it must be below ${systolicBelow} and below ${diastolicBelow}.`;
}

import { weightFindings } from '../../clinical/weight.ts';
import type { Refusals } from './refusal.ts';

const FUTURE = 'This time is in the future.';
const AHEAD_MS = 5 * 60_000;

export const observationRefusals: Refusals = {
  weight: (_entries, { kg, at }, { now }) => {
    if (weightFindings(kg, null).includes('out-of-range')) return 'A weight is between 20 and 250 kg.';
    return Date.parse(at) > now + AHEAD_MS ? FUTURE : null;
  },
  pressure: (_entries, { systolic, diastolic, at }, { now }) => {
    if (diastolic >= systolic) return 'The diastolic pressure is below the systolic one.';
    return Date.parse(at) > now + AHEAD_MS ? FUTURE : null;
  },
};

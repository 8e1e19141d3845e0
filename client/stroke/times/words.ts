import { TIME_WORDS } from '#shared/chart/time-words.ts';
import type { TimeSource } from '#shared/protocol/chart/times.ts';

/** Words of the clock bar and of the times. */
export const words = {
  clocks: 'Clocks: open the times',
  lkwShort: 'last known well',
  sinceLkw: 'since last known well',
  lkwAbbreviation: 'LKW',
  lkwUnknown: 'Last known well?',
  since: { arrival: 'door', ct: 'CT', needle: 'needle', 'door-out': 'left' },
  times: 'Times',
  zone: (zone: string) => `All times are those of the site (${zone}).`,
  lkw: 'Last known well',
  lkwNone: 'Not known. It opens no window; no other time stands in for it.',
  from: 'From',
  to: 'To',
  whoSays: 'Who says so',
  howSure: 'How sure',
  lkwSource: { patient: 'patient', witness: 'witness', record: 'record', other: 'other' },
  confidence: { certain: 'certain', likely: 'likely', doubtful: 'doubtful' },
  nobodyKnows: 'Nobody knows',
  name: TIME_WORDS,
  source: {
    patient: 'patient',
    witness: 'witness',
    crew: 'ambulance crew',
    record: 'record',
    device: 'device',
    button: 'entered as it happened',
    other: 'other',
  } satisfies Record<TimeSource, string>,
  now: 'Now',
  notKnown: 'not known',
  takeBack: 'Not known',
  plusMinus: (minutes: string) => `± ${minutes} min`,
  corrected: (raw: string, clock: string, by: string) => `read ${raw} on ${clock}, corrected by ${by}`,
  unmeasured: (clock: string) => `on ${clock}, whose clock nobody has compared`,
  clockName: (clock: string) =>
    clock
      .replace(/^modality:/, 'scanner ')
      .replace(/^hl7:/, 'hospital system ')
      .replace(/^browser$/, 'this device'),
  never: 'This local time does not exist: clocks went forward.',
  twice: 'This local time happened twice. Which one?',
  first: 'the first',
  second: 'the second',
  intervals: 'Intervals',
  goal: (minutes: number) => `goal ${minutes} min`,
  state: {
    met: 'within the goal',
    missed: 'over the goal',
    uncertain: 'goal lies within the uncertainty',
    running: 'running',
    overdue: 'over the goal, still running',
  },
} as const;

import type { CallStep, CallView, DeclineReason } from '#shared/protocol/call.ts';
import type { CallBack, Role } from '#shared/protocol/http.ts';
import { clockTime } from '../app/clock.ts';

export const REASONS: Record<DeclineReason, string> = {
  busy: 'Busy with another patient',
  network: 'No usable network here',
  specialty: 'Wrong specialty',
  other: 'Another reason',
};

export const ROLE_WORDS: Record<Role, string> = {
  'emergency-physician': 'emergency physician',
  nurse: 'nurse',
  neurologist: 'neurologist',
  interventionalist: 'interventionalist',
  coordinator: 'coordinator',
  observer: 'observer',
  admin: 'admin',
};

/** Seconds left as `0:42`; never negative. */
export function countdown(untilIso: string, now: number): string {
  const seconds = Math.max(0, Math.round((Date.parse(untilIso) - now) / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** Without the seconds, so that a screen reader is told of changes only. */
export function callWords(call: CallView): string {
  switch (call.state) {
    case 'none':
      return 'Nobody has been called.';
    case 'asked':
      return 'Calling the people on call.';
    case 'ringing':
      return call.ringing === null
        ? 'Calling the people on call.'
        : `Calling ${call.ringing.person.name} (${call.ringing.position} of ${call.ringing.of})`;
    case 'accepted':
      return call.accepted === null
        ? 'Accepted'
        : `Accepted by ${call.accepted.person.name}, ${ROLE_WORDS[call.accepted.person.role]}, at ${clockTime(call.accepted.at).slice(0, 5)}`;
    case 'nobody':
      return 'Nobody is being called now.';
    case 'ended':
      return 'The call has ended.';
  }
}

export const afterwards = (call: CallView): string =>
  call.ringing?.next == null ? 'then everybody is alarmed and it starts again' : `then ${call.ringing.next.name}`;

export function stepWords(step: CallStep): string {
  const at = clockTime(step.at ?? step.since);
  switch (step.outcome) {
    case null:
      return `${at} rings for ${step.person.name}`;
    case 'accepted':
      return `${at} ${step.person.name} accepted`;
    case 'declined':
      return `${at} ${step.person.name} declined: ${declineWords(step)}`;
    case 'no-answer':
      return `${at} ${step.person.name} did not answer`;
    case 'ended':
      return `${at} it stopped ringing for ${step.person.name}`;
  }
}

export const declineWords = ({ reason, words }: Pick<CallStep, 'reason' | 'words'>): string =>
  [reason === '' || (reason === 'other' && words !== '') ? '' : REASONS[reason].toLowerCase(), words]
    .filter((part) => part !== '')
    .join(', ');

/** The last answer in this call, when it was a decline. */
export const lastDecline = (call: CallView): CallStep | null => call.steps.filter((step) => step.outcome === 'declined').at(-1) ?? null;

export const alarmWords = (call: CallView): string => (call.alarm?.why === 'nobody-on-call' ? 'Nobody is on call' : 'Nobody has answered');

export const telOf = ({ phone }: CallBack): string => `tel:${phone.replace(/[^+\d]/g, '')}`;

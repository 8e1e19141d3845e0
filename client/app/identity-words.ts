import type { IdentityReview } from '#shared/protocol/admin.ts';
import { showDate, showName } from './clock.ts';

type Shown = IdentityReview['now'];
type Kind = IdentityReview['kind'];

/** Why somebody must say who the patient is. */
export const IDENTITY_WHAT: Record<Kind, string> = {
  merge: 'The hospital merges this patient into another while a consult is open.',
  identity: 'The hospital has changed this patient while a consult is open.',
  join: 'Somebody said that an announced patient is this one, and it does not agree. Nothing was joined.',
  number: 'Another patient has the same number. Nothing of theirs is in this consult.',
};
/** Undefined: two patients with one number are not made one here. */
export const IDENTITY_ACCEPT: Record<Kind, string | undefined> = {
  merge: "Show the hospital's",
  identity: "Show the hospital's",
  join: 'It is this patient all the same',
  number: undefined,
};
export const IDENTITY_REFUSE: Record<Kind, string> = {
  merge: 'Keep what the consult shows',
  identity: 'Keep what the consult shows',
  join: 'It is not this patient',
  number: 'Seen: they are two patients',
};

/** Over the two columns of a comparison. */
export const IDENTITY_TITLES: Record<Kind, readonly [string, string]> = {
  merge: ['This consult shows', 'The hospital says'],
  identity: ['This consult shows', 'The hospital says'],
  join: ['This consult shows', 'The hospital says'],
  number: ['This consult shows', 'The other patient'],
};

/** `INVENTED, NORA, 1940-01-01, F, MRN Q1 of NORTH`. */
export const identityLine = (who: Shown): string =>
  [
    showName(who.name) || 'no name',
    showDate(who.birthDate),
    who.sex,
    `MRN ${who.mrn || 'not known'}${who.issuer === '' ? '' : ` of ${who.issuer}`}`,
  ]
    .filter((part) => part !== '')
    .join(', ');

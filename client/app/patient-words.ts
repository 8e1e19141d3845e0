import { bandWords, SEX_WORDS } from '#shared/chart/announced.ts';
import type { Announced, ConsultSummary } from '#shared/protocol/http.ts';
import { showDate, showName } from './clock.ts';

type Known = Pick<ConsultSummary, 'patient' | 'announced'>;

/** Announced, and nobody has said yet who it is. */
export const isAnnounced = ({ patient, announced }: Known): boolean => announced !== null && patient.mrn === '' && patient.name === '';

/** The name; before anybody knows it, what was announced. */
export const patientName = (consult: Known): string =>
  isAnnounced(consult) ? `Announced patient, age ${bandWords(consult.announced!)}` : showName(consult.patient.name);

/** `INVENTED, JOAN · 1950-03-01 · female · MRN J1`. */
export const patientLine = ({ name, birthDate, sex, mrn }: ConsultSummary['patient']): string =>
  [showName(name), showDate(birthDate) || 'birth date not known', SEX_WORDS[sex] ?? sex, `MRN ${mrn || 'not known yet'}`]
    .filter((part) => part !== '')
    .join(' · ');

/** `expected in 12 min`, `expected 5 min ago`; '' when nobody said. */
export function expectedWords(eta: string | null, now: number): string {
  if (eta === null) return '';
  const minutes = Math.round((Date.parse(eta) - now) / 60_000);
  return minutes >= 0 ? `expected in ${minutes} min` : `expected ${-minutes} min ago`;
}

/** `Announced, expected in 12 min, LAMS 4 (positive)`. */
export const announcedWords = ({ eta, screen }: Announced, now: number): string =>
  [
    'Announced',
    expectedWords(eta, now),
    screen === null ? '' : `${screen.name} ${screen.score} (${screen.positive ? 'positive' : 'negative'})`,
  ]
    .filter((part) => part !== '')
    .join(', ');

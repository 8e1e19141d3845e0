import { askedScreen } from '../clinical/asked-screens.ts';
import type { ChartEntry } from '../protocol/chart/chart.ts';
import type { Announced } from '../protocol/http.ts';
import type { Agreement } from '../protocol/notify.ts';
import { last } from './entries.ts';
import { ageOf } from './observations.ts';

/** Bands that a crew can tell, years. */
export const AGE_BANDS = [
  { from: 0, to: 17 },
  { from: 18, to: 39 },
  { from: 40, to: 49 },
  { from: 50, to: 59 },
  { from: 60, to: 69 },
  { from: 70, to: 79 },
  { from: 80, to: 89 },
  { from: 90, to: 130 },
] as const;

/** `70–79`, `under 18`, `90 or over`. */
export const bandWords = ({ ageFrom, ageTo }: Pick<Announced, 'ageFrom' | 'ageTo'>): string =>
  ageFrom === 0 ? `under ${ageTo + 1}` : ageTo > 120 ? `${ageFrom} or over` : `${ageFrom}–${ageTo}`;

export const SEX_WORDS: Record<string, string> = { M: 'male', F: 'female', O: 'other sex' };

/** What was told before the patient came; the last word. */
export function announcedOf(entries: readonly ChartEntry[]): Announced | null {
  const told = last(entries, 'notification')?.body;
  if (told === undefined) return null;
  const { ageFrom, ageTo, sex, eta, screen } = told;
  const positive = screen === null ? false : askedScreen(screen.name, screen.parts).positive === true;
  return { ageFrom, ageTo, sex, eta, screen: screen === null ? null : { name: screen.name, score: screen.score, positive } };
}

/** Whether a patient can be the one who was announced, point by point. What is not known on one side agrees with nothing and contradicts nothing. */
export function agreements(announced: Announced | null, patient: { birthDate: string; sex: string }, now: number): Agreement[] {
  if (announced === null) return [];
  const age = ageOf([], patient.birthDate, now);
  const said = `announced ${bandWords(announced)}`;
  const sexes = announced.sex !== '' && patient.sex !== '';
  const same = announced.sex === patient.sex;
  return [
    age === null
      ? { what: 'age', agrees: null, words: `birth date not known, ${said}` }
      : age.from >= announced.ageFrom && age.from <= announced.ageTo
        ? { what: 'age', agrees: true, words: `age ${age.from} agrees, ${said}` }
        : { what: 'age', agrees: false, words: `age ${age.from} does not agree, ${said}` },
    sexes
      ? {
          what: 'sex',
          agrees: same,
          words: `${SEX_WORDS[patient.sex] ?? patient.sex} ${same ? 'agrees' : `does not agree, announced ${SEX_WORDS[announced.sex] ?? announced.sex}`}`,
        }
      : { what: 'sex', agrees: null, words: announced.sex === '' ? 'sex was not announced' : 'sex not known here' },
  ];
}

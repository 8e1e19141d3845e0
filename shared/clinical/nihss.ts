import { read, type Source } from './source.ts';

/** NIH Stroke Scale: 15 scored fields, 42 at most. */
export const NIHSS_ITEMS = [
  { id: '1a', name: 'Level of consciousness', max: 3, loinc: '70184-7', untestable: false },
  { id: '1b', name: 'Questions', max: 2, loinc: '70185-4', untestable: false },
  { id: '1c', name: 'Commands', max: 2, loinc: '70186-2', untestable: false },
  { id: '2', name: 'Gaze', max: 2, loinc: '70187-0', untestable: false },
  { id: '3', name: 'Visual fields', max: 3, loinc: '70188-8', untestable: false },
  { id: '4', name: 'Facial palsy', max: 3, loinc: '70189-6', untestable: false },
  { id: '5a', name: 'Left arm', max: 4, loinc: '70190-4', untestable: true },
  { id: '5b', name: 'Right arm', max: 4, loinc: '70967-5', untestable: true },
  { id: '6a', name: 'Left leg', max: 4, loinc: '70191-2', untestable: true },
  { id: '6b', name: 'Right leg', max: 4, loinc: '70968-3', untestable: true },
  { id: '7', name: 'Limb ataxia', max: 2, loinc: '70192-0', untestable: true },
  { id: '8', name: 'Sensory', max: 2, loinc: '70193-8', untestable: false },
  { id: '9', name: 'Language', max: 3, loinc: '70194-6', untestable: false },
  { id: '10', name: 'Dysarthria', max: 2, loinc: '70195-3', untestable: true },
  { id: '11', name: 'Extinction and inattention', max: 2, loinc: '70196-1', untestable: false },
] as const;
export type NihssItem = (typeof NIHSS_ITEMS)[number]['id'];

export const NIHSS_TOTAL_LOINC = '72089-6';
export const NIHSS_MAX = 42;
export const NIHSS_SOURCE: Source = read('NIH Stroke Scale instructions; LOINC codes from a FHIR NIHSS questionnaire');

/** A score, or UN with its reason: amputation or joint fusion, an intubation or another barrier. Never a number. */
export type NihssAnswer = number | { untestable: string };
export type NihssAnswers = Partial<Record<NihssItem, NihssAnswer>>;

export interface NihssResult {
  /** Sum of what was scored. */
  total: number;
  untestable: NihssItem[];
  missing: NihssItem[];
  /** `NIHSS 18 (+1 untestable: 5b)`. */
  text: string;
}

export type NihssFault = { item: NihssItem; why: 'out-of-range' | 'cannot-be-untestable' | 'reason-missing' };

const byId = new Map(NIHSS_ITEMS.map((item) => [item.id, item]));

/** What cannot stand as it was entered. */
export function nihssFaults(answers: NihssAnswers): NihssFault[] {
  return (Object.entries(answers) as [NihssItem, NihssAnswer][]).flatMap(([item, answer]): NihssFault[] => {
    const { max, untestable } = byId.get(item)!;
    if (typeof answer === 'number') return Number.isInteger(answer) && answer >= 0 && answer <= max ? [] : [{ item, why: 'out-of-range' }];
    if (!untestable) return [{ item, why: 'cannot-be-untestable' }];
    return answer.untestable.trim() === '' ? [{ item, why: 'reason-missing' }] : [];
  });
}

/**
 * Coma (1a = 3) means 2 for item 8 and 3 for item 9. Items 3, 7 and 11 are not filled in: sources disagree, an entry is asked for.
 */
export function withComaRule(answers: NihssAnswers): NihssAnswers {
  return answers['1a'] === 3 ? { ...answers, '8': 2, '9': 3 } : answers;
}

/** Answers must have no faults. The coma rule is applied. */
export function nihss(answers: NihssAnswers): NihssResult {
  const all = withComaRule(answers);
  let total = 0;
  const untestable: NihssItem[] = [];
  const missing: NihssItem[] = [];
  for (const { id } of NIHSS_ITEMS) {
    const answer = all[id];
    if (answer === undefined) missing.push(id);
    else if (typeof answer === 'number') total += answer;
    else untestable.push(id);
  }
  const notes = [
    ...(untestable.length > 0 ? [`+${untestable.length} untestable: ${untestable.join(', ')}`] : []),
    ...(missing.length > 0 ? [`${missing.length} not entered`] : []),
  ];
  return { total, untestable, missing, text: `NIHSS ${total}${notes.length > 0 ? ` (${notes.join('; ')})` : ''}` };
}

/** Totals of two exams may be compared only when the same items count in both. */
export function comparable(a: NihssResult, b: NihssResult): boolean {
  const same = (x: readonly NihssItem[], y: readonly NihssItem[]) => x.length === y.length && x.every((item) => y.includes(item));
  return a.missing.length === 0 && b.missing.length === 0 && same(a.untestable, b.untestable);
}

/** Items that two examiners scored differently. */
export function disagreements(a: NihssAnswers, b: NihssAnswers): NihssItem[] {
  const value = (answer: NihssAnswer | undefined) => (typeof answer === 'object' ? 'UN' : answer);
  return NIHSS_ITEMS.map(({ id }) => id).filter((id) => value(a[id]) !== value(b[id]));
}

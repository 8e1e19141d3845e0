import { comparable, type NihssAnswers, type NihssResult, nihss } from '../clinical/nihss.ts';
import type { ChartEntry, ChartPerson } from '../protocol/chart/chart.ts';
import { live } from './entries.ts';

/** Who has scored in an exam, what (null while it is hidden from the reader), and whether they have finished. */
export interface Scoring {
  by: ChartPerson;
  answers: NihssAnswers | null;
  done: boolean;
}

export interface Exam {
  id: string;
  label: 'baseline' | 'repeat';
  startedAt: string;
  scorings: Scoring[];
  revealed: boolean;
  /** What both agreed on, with who entered it; null while there is none. */
  reconciled: { answers: NihssAnswers; by: ChartPerson | null; at: string; seq: number } | null;
}

/** Blindness ends when two are in and nobody else is still scoring, or when one reveals. */
export function isRevealed(entries: readonly ChartEntry[], exam: string): boolean {
  if (live(entries, 'nihss-reveal').some(({ body }) => body.exam === exam)) return true;
  const done = new Set(live(entries, 'nihss-done').flatMap((entry) => (entry.body.exam === exam && entry.by ? [entry.by.personId] : [])));
  const scoring = new Set(
    entries.flatMap((entry) =>
      (entry.kind === 'nihss' || entry.kind === 'hidden') && entry.body.exam === exam && entry.by ? [entry.by.personId] : [],
    ),
  );
  return done.size >= 2 && [...scoring].every((personId) => done.has(personId));
}

/** Every exam of the consult, oldest first. */
export function exams(entries: readonly ChartEntry[]): Exam[] {
  return live(entries, 'exam-start').map(({ body, at }) => {
    const scorings = new Map<string, Scoring>();
    for (const entry of entries)
      if ((entry.kind === 'nihss' || entry.kind === 'hidden') && entry.body.exam === body.exam && entry.by !== null)
        scorings.set(entry.by.personId, { by: entry.by, answers: entry.kind === 'nihss' ? entry.body.answers : null, done: false });
    for (const entry of live(entries, 'nihss-done')) {
      const scoring = entry.body.exam === body.exam && entry.by !== null ? scorings.get(entry.by.personId) : undefined;
      if (scoring !== undefined) scoring.done = true;
    }
    const reconciled = live(entries, 'nihss-reconciled').findLast((entry) => entry.body.exam === body.exam);
    return {
      id: body.exam,
      label: body.label,
      startedAt: at,
      scorings: [...scorings.values()],
      revealed: isRevealed(entries, body.exam),
      reconciled:
        reconciled === undefined ? null : { answers: reconciled.body.answers, by: reconciled.by, at: reconciled.at, seq: reconciled.seq },
    };
  });
}

/** What an exam came to: the reconciled value, else what its only examiner finished and revealed; null while there is neither. */
export function answersOf({ reconciled, scorings, revealed }: Exam): NihssAnswers | null {
  if (reconciled !== null) return reconciled.answers;
  const [only, second] = scorings;
  return revealed && only !== undefined && second === undefined && only.done ? only.answers : null;
}

export interface ExamResult {
  exam: Exam;
  answers: NihssAnswers;
  result: NihssResult;
  /** Points more than in the result before it; null when there is none, or other items count in it. */
  change: number | null;
}

/** Every exam that came to a result, oldest first, with its change from the one before where the totals may be compared. */
export function examResults(entries: readonly ChartEntry[]): ExamResult[] {
  const results: ExamResult[] = [];
  for (const exam of exams(entries)) {
    const answers = answersOf(exam);
    if (answers === null) continue;
    const result = nihss(answers);
    const before = results.at(-1);
    const change = before !== undefined && comparable(before.result, result) ? result.total - before.result.total : null;
    results.push({ exam, answers, result, change });
  }
  return results;
}

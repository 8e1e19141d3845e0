import type { ChartEntry } from '../protocol/chart/chart.ts';
import { isRevealed } from './exams.ts';

/** The chart as that person may see it: scores of others stay hidden until the exam is revealed or both are in. */
export function visibleTo(entries: readonly ChartEntry[], personId: string): ChartEntry[] {
  const open = new Map<string, boolean>();
  const revealed = (exam: string): boolean => {
    const known = open.get(exam) ?? isRevealed(entries, exam);
    open.set(exam, known);
    return known;
  };
  return entries.map((entry) =>
    entry.kind === 'nihss' && entry.by?.personId !== personId && !revealed(entry.body.exam)
      ? { ...entry, kind: 'hidden', body: { exam: entry.body.exam } }
      : entry,
  );
}

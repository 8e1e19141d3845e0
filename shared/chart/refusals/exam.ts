import { nihssFaults, nihss as score, withComaRule } from '../../clinical/nihss.ts';
import { exams } from '../exams.ts';
import type { Refusals } from './refusal.ts';

const NO_EXAM = 'This exam has not been started.';
const OPEN_TO_ALL = 'The scores are open to all now: a new score would not be blind. Reconcile them, or start a repeat exam.';

const faultWords = {
  'out-of-range': 'is out of its range',
  'cannot-be-untestable': 'cannot be untestable',
  'reason-missing': 'needs a reason',
} as const;
const faultsOf = (answers: Parameters<typeof nihssFaults>[0]): string | null => {
  const [fault] = nihssFaults(answers);
  return fault === undefined ? null : `Item ${fault.item} ${faultWords[fault.why]}.`;
};

/** Exams: blind until both are in or one reveals, final when finished. */
export const examRefusals: Refusals = {
  'exam-start': (entries, { exam }) => (exams(entries).some(({ id }) => id === exam) ? 'This exam has been started already.' : null),
  nihss: (entries, { exam, answers }, { actor }) => {
    const found = exams(entries).find(({ id }) => id === exam);
    if (found === undefined) return NO_EXAM;
    if (found.revealed) return OPEN_TO_ALL;
    const own = found.scorings.find(({ by }) => by.personId === actor?.personId);
    if (own?.done) return 'You have finished this exam: its scores stay as they are.';
    if (own === undefined && found.scorings.length >= 2) return 'Two people are scoring this exam already.';
    return faultsOf(answers);
  },
  'nihss-done': (entries, { exam }, { actor }) => {
    const found = exams(entries).find(({ id }) => id === exam);
    const own = found?.scorings.find(({ by }) => by.personId === actor?.personId);
    if (own === undefined || own.answers === null) return 'You have not scored in this exam.';
    if (own.done) return 'You have finished this exam already.';
    const { missing } = score(own.answers);
    return missing.length > 0 ? `Not scored yet: ${missing.join(', ')}.` : null;
  },
  'nihss-reveal': (entries, { exam }) => {
    const found = exams(entries).find(({ id }) => id === exam);
    if (found === undefined) return NO_EXAM;
    if (found.revealed) return 'The scores are open to all already.';
    return found.scorings.some(({ done }) => done) ? null : 'Nobody has finished scoring in this exam yet.';
  },
  'nihss-reconciled': (entries, { exam, answers }) => {
    const found = exams(entries).find(({ id }) => id === exam);
    if (found === undefined) return NO_EXAM;
    if (!found.revealed) return 'The scores are still blind to each other: finish both, or reveal them first.';
    const fault = faultsOf(answers);
    if (fault !== null) return fault;
    const { missing } = score(withComaRule(answers));
    return missing.length > 0 ? `Not scored yet: ${missing.join(', ')}.` : null;
  },
};

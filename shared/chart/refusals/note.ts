import type { Kind } from '../../protocol/chart/chart.ts';
import { takenBack } from '../entries.ts';
import type { Refusals } from './refusal.ts';

/** What can be taken back as an error. Scores, doses, and what was signed are not: they are answered by something newer. */
export const RETRACTABLE: readonly (Kind | 'hidden')[] = [
  'time',
  'last-known-well',
  'clock',
  'weight',
  'pressure',
  'lab',
  'age',
  'findings',
  'aspects',
  'pc-aspects',
  'haematoma',
  'ich',
  'prestroke-mrs',
  'screen-answer',
  'candidate',
  'key-image',
  'remark',
  'check',
];

export const noteRefusals: Refusals = {
  retract: (entries, { seq }) => {
    const entry = entries.find((one) => one.seq === seq);
    if (entry === undefined) return 'There is no such entry.';
    if (takenBack(entries).has(seq)) return 'It has been taken back already.';
    return RETRACTABLE.includes(entry.kind) ? null : 'This cannot be taken back: enter what is right beside it.';
  },
  'note-signed': (entries, { sections }) => {
    const sources = sections.flatMap(({ sentences }) => sentences.flatMap((sentence) => sentence.sources));
    const unknown = sources.find((seq) => !entries.some((entry) => entry.seq === seq));
    if (unknown !== undefined) return 'A sentence rests on an entry that is not there.';
    const gone = takenBack(entries);
    if (sources.some((seq) => gone.has(seq))) return 'A sentence rests on an entry that was taken back: mend the note first.';
    return null;
  },
};

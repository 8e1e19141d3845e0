import type { ConsultSummary } from '#shared/protocol/http.ts';

type Study = Pick<ConsultSummary['studies'][number], 'modalities' | 'description' | 'instances' | 'prior'>;

/** `CT HEAD, 34 images · CT ANGIOGRAPHY, 12 images`: the current studies of a consult and how much of each is here; '' while there is none. */
export const imageWords = (studies: readonly Study[]): string =>
  studies
    .filter(({ prior }) => !prior)
    .map(studyWords)
    .join(' · ');

/** A modality that the description names already is not said twice. */
function studyWords({ modalities, description, instances }: Study): string {
  const said = new Set(description.toUpperCase().split(/[^A-Z]+/));
  const unsaid = modalities.filter((modality) => !said.has(modality.toUpperCase())).join(', ');
  const what = [unsaid, description.replace(/\s+/g, ' ').trim()].filter(Boolean).join(' ');
  return `${what}${what === '' ? '' : ', '}${instances} ${instances === 1 ? 'image' : 'images'}`;
}

import type { DicomJson } from '../../intake/types.ts';
import { items, readableName, text } from '../catalogue/dicom-json.ts';
import { dicomWhen } from './dates.ts';
import type { OutlineBudget, OutlineItem } from './outline.ts';

/** What a presentation state is about (PS3.3 §A.33, §C.11): its words, and the images that it is for. It is named here, never applied. */
export function presentationStateOutline(dataset: DicomJson, budget: OutlineBudget): OutlineItem[] {
  const series = items(dataset, '00081115');
  const images = series.flatMap((one) => items(one, '00081140'));
  const texts = items(dataset, '00700001').flatMap((one) => items(one, '00700008').map((part) => text(part, '00700006')));
  return [
    ['Label', text(dataset, '00700080')],
    ['Description', text(dataset, '00700081')],
    ['Made', dicomWhen(dataset, '00700082', '00700083')],
    ['Made by', readableName(dataset, '00700084')],
    ['For', `${images.length} image${images.length === 1 ? '' : 's'} of ${series.length} series`],
    ...texts.map((value) => ['Text on the image', value]),
  ]
    .filter(([, value]) => value !== '')
    .filter(() => budget.take(0))
    .map(([name, value]) => ({ name: name!, value: budget.text(value!), children: [] }));
}

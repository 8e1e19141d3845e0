import type { DicomJson } from '../../intake/types.ts';
import { items, readableName, text } from '../catalogue/dicom-json.ts';
import { dicomDate, dicomDateTime, dicomTime } from './dates.ts';
import type { OutlineBudget, OutlineItem } from './outline.ts';

/**
 * The content tree of a structured report or key object selection (PS3.3 §C.17.3): every item in its order, with its name and its value as the
 * sender wrote them. An item of a kind that is not known says so; none is left out silently.
 */
export function reportOutline(dataset: DicomJson, budget: OutlineBudget, depth = 0): OutlineItem[] {
  const outline: OutlineItem[] = [];
  for (const item of items(dataset, '0040A730')) {
    if (!budget.take(depth)) break;
    outline.push({
      name: conceptOf(item, '0040A043'),
      value: budget.text(valueIn(item)),
      children: reportOutline(item, budget, depth + 1),
    });
  }
  return outline;
}

/** Title of the report: the concept of its root. */
export const reportTitle = (dataset: DicomJson): string => conceptOf(dataset, '0040A043');

/** Whether it is complete and who stands for it (PS3.3 §C.17.2). */
export function reportStanding(dataset: DicomJson): OutlineItem[] {
  const complete = text(dataset, '0040A491');
  const verified = text(dataset, '0040A493') === 'VERIFIED';
  const by = items(dataset, '0040A073').map((one) => `${readableName(one, '0040A075')}, ${dicomDateTime(text(one, '0040A030'))}`);
  return [
    line(
      'Completion',
      complete === 'COMPLETE' ? 'complete' : complete === 'PARTIAL' ? 'partial: the sender marked it as not complete' : '',
    ),
    line('Verification', verified ? `verified${by.length > 0 ? ` by ${by.join('; ')}` : ''}` : 'not verified by a person'),
  ].filter(({ value }) => value !== '');
}

const line = (name: string, value: string): OutlineItem => ({ name, value, children: [] });

/** Meaning of the first code of a sequence; a code without a meaning is shown as it is. */
function conceptOf(dataset: DicomJson, tag: string): string {
  const [code] = items(dataset, tag);
  if (code === undefined) return '';
  return text(code, '00080104') || text(code, '00080100') || text(code, '00080119') || text(code, '00080120');
}

/** PS3.3 Table C.17.3-7. */
function valueIn(item: DicomJson): string {
  if (item['0040DB73'] !== undefined) return `see item ${(item['0040DB73'].Value ?? []).join('.')}`;
  const type = text(item, '0040A040');
  switch (type) {
    case 'CONTAINER':
      return '';
    case 'TEXT':
      return text(item, '0040A160');
    case 'CODE':
      return conceptOf(item, '0040A168');
    case 'NUM':
      return numberOf(item);
    case 'DATETIME':
      return dicomDateTime(text(item, '0040A120'));
    case 'DATE':
      return dicomDate(text(item, '0040A121'));
    case 'TIME':
      return dicomTime(text(item, '0040A122'));
    case 'PNAME':
      return readableName(item, '0040A123');
    case 'UIDREF':
      return text(item, '0040A124');
    case 'IMAGE':
    case 'COMPOSITE':
    case 'WAVEFORM':
      return items(item, '00081199').map(referenceOf).join('; ');
    case 'SCOORD':
    case 'SCOORD3D':
      return `place on an image (${text(item, '00700023').toLowerCase() || 'no shape named'})`;
    case 'TCOORD':
      return 'place in time';
    default:
      return type === '' ? '' : `(${type}: not shown)`;
  }
}

function numberOf(item: DicomJson): string {
  const [measured] = items(item, '0040A300');
  if (measured === undefined) return `no value${conceptOf(item, '0040A301') ? `: ${conceptOf(item, '0040A301')}` : ''}`;
  const [unit] = items(measured, '004008EA');
  const code = unit === undefined ? '' : text(unit, '00080100') || text(unit, '00080104');
  // "1" is the unit of numbers without one (UCUM).
  return [(measured['0040A30A']?.Value ?? []).join(', '), code === '1' ? '' : code].filter((part) => part !== '').join(' ');
}

function referenceOf(reference: DicomJson): string {
  const frames = reference['00081160']?.Value ?? [];
  return `${text(reference, '00081155')}${frames.length > 0 ? `, frame ${frames.join(', ')}` : ''}`;
}

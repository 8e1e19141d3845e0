import type { DicomJson } from '../../intake/types.ts';
import { text } from '../catalogue/dicom-json.ts';

// Dates and times as a document gives them (PS3.5 §6.2), for people; what is none is shown as it is. No zone is added or taken.

/** DA: `2024-06-11`. */
export const dicomDate = (value: string): string => value.replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3');

/** TM: `03:15:00`, as far as it is given; fractions are left out. */
export const dicomTime = (value: string): string =>
  value.replace(/^(\d{2})(\d{2})(\d{2})?(?:\.\d+)?$/, (_all, h, m, s) => `${h}:${m}${s ? `:${s}` : ''}`);

/** DT, with the zone that it names: `2024-06-11 03:15 (UTC+0200)`. */
export function dicomDateTime(value: string): string {
  const found = /^(\d{8})(\d{4}(?:\d{2})?)(?:\.\d+)?([+-]\d{4})?$/.exec(value);
  if (found === null) return dicomDate(value);
  return `${dicomDate(found[1]!)} ${dicomTime(found[2]!)}${found[3] ? ` (UTC${found[3]})` : ''}`;
}

/** A date and the time that belongs to it; empty when neither is there. */
export const dicomWhen = (dataset: DicomJson, date: string, time: string): string =>
  [dicomDate(text(dataset, date)), dicomTime(text(dataset, time))].filter((part) => part !== '').join(' ');

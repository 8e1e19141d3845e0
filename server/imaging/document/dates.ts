/** Dates and times as a document gives them (PS3.5 §6.2: DA, TM, DT), for people; what is none is shown as it is. No zone is added or taken. */

export const dicomDate = (value: string): string => value.replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3');

export const dicomTime = (value: string): string =>
  value.replace(/^(\d{2})(\d{2})(\d{2})?(?:\.\d+)?$/, (_all, h, m, s) => `${h}:${m}${s ? `:${s}` : ''}`);

export function dicomDateTime(value: string): string {
  const found = /^(\d{8})(\d{4}(?:\d{2})?)(?:\.\d+)?([+-]\d{4})?$/.exec(value);
  if (found === null) return dicomDate(value);
  return `${dicomDate(found[1]!)} ${dicomTime(found[2]!)}${found[3] ? ` (UTC${found[3]})` : ''}`;
}

import { isUid } from './uid.ts';

/** Whether one value, without padding, has the form its VR asks for (PS3.5 §6.2). VRs without a form are always well. */
export function isWellFormed(vr: string, text: string): boolean {
  if (text === '') return true;
  switch (vr) {
    case 'DA':
      return isDate(text);
    case 'TM':
      return TIME.test(text);
    case 'DT':
      return isDateTime(text);
    case 'AS':
      return AGE.test(text);
    case 'IS':
      return INTEGER.test(text) && Math.abs(Number(text)) <= 2 ** 31;
    case 'DS':
      return DECIMAL.test(text);
    case 'UI':
      return isUid(text);
    default:
      return true;
  }
}

/** A date after tomorrow, as the calendar of UTC has it: nobody scanned or was born then. `text` is a well-formed DA. */
export function isFuture(text: string, now: number): boolean {
  const limit = new Date(now + 2 * 86_400_000);
  return text > limit.toISOString().slice(0, 10).replaceAll('-', '');
}

const TIME = /^(?:[01]\d|2[0-3])(?:[0-5]\d(?:(?:[0-5]\d|60)(?:\.\d{1,6})?)?)?$/;
const AGE = /^\d{3}[DWMY]$/;
const INTEGER = /^[+-]?\d{1,12}$/;
const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

function isDate(text: string): boolean {
  if (!/^\d{8}$/.test(text)) return false;
  const month = Number(text.slice(4, 6));
  const day = Number(text.slice(6, 8));
  return month >= 1 && month <= 12 && day >= 1 && day <= new Date(Date.UTC(Number(text.slice(0, 4)) || 2000, month, 0)).getUTCDate();
}

function isDateTime(text: string): boolean {
  const parts = /^(\d{4})(\d{2})?(\d{2})?(\d{2}(?:\d{2}(?:\d{2}(?:\.\d{1,6})?)?)?)?([+-]\d{4})?$/.exec(text);
  if (parts === null) return false;
  const [, year, month, day, time] = parts;
  if (month !== undefined && !isDate(`${year}${month}${day ?? '01'}`)) return false;
  return time === undefined || TIME.test(time);
}

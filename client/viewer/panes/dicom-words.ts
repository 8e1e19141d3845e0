/** DICOM PN (PS3.5 §6.2.1) for reading: "Family, Given Middle". First component group only. */
export function personName(pn: string): string {
  const [family = '', given = '', middle = ''] = (pn.split('=')[0] ?? '').split('^').map((part) => part.trim());
  const rest = [given, middle].filter((part) => part !== '').join(' ');
  return [family, rest].filter((part) => part !== '').join(', ');
}

const DATE = new Intl.DateTimeFormat(undefined, { year: 'numeric', month: 'short', day: '2-digit', timeZone: 'UTC' });

/** DICOM DA as the reader's locale writes it; as it stands when it is no date. The month is a word: 02/03 is two days. */
export function dicomDate(da: string): string {
  const match = /^(\d{4})[.-]?(\d{2})[.-]?(\d{2})$/.exec(da.trim());
  if (!match) return da;
  return DATE.format(Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3])));
}

/** DICOM TM to the minute, 24 hours, in the scanner's own time. */
export function dicomTime(tm: string): string {
  const match = /^(\d{2}):?(\d{2})/.exec(tm.trim());
  return match ? `${match[1]}:${match[2]}` : '';
}

/** An instant as the clocks of a place show it. */
export interface LocalTime {
  /** `20261122` */
  date: string;
  /** `063005` */
  time: string;
  /** `+0100` */
  offset: string;
}

/** `zone`: IANA name. One that this machine does not know gives UTC, and says so by its offset: the instant is right all the same. */
export function localTime(instant: string, zone: string): LocalTime {
  const at = new Date(instant);
  const parts = Object.fromEntries(
    formatter(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  return {
    date: `${parts['year']}${parts['month']}${parts['day']}`,
    time: `${parts['hour']}${parts['minute']}${parts['second']}`,
    // `GMT` alone is UTC.
    offset: (parts['timeZoneName'] ?? '').replace('GMT', '').replace(':', '') || '+0000',
  };
}

/** For people: `2026-11-22 06:30:05 +01:00`. */
export function spoken(instant: string, zone: string): string {
  const { date, time, offset } = localTime(instant, zone);
  const day = `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`;
  return `${day} ${time.slice(0, 2)}:${time.slice(2, 4)}:${time.slice(4)} ${offset.slice(0, 3)}:${offset.slice(3)}`;
}

function formatter(zone: string): Intl.DateTimeFormat {
  const of = (timeZone: string) =>
    new Intl.DateTimeFormat('en-GB', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
      timeZoneName: 'longOffset',
    });
  try {
    return of(zone);
  } catch {
    return of('UTC');
  }
}

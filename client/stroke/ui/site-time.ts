/** Local times of the site for everyone in the room, wherever they are: `14:05`, with the day where it is not today there. */
export function siteTime(iso: string, zone: string, now: number): string {
  const at = new Date(iso);
  const time = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit', hour12: false }).format(at);
  return dayIn(at, zone) === dayIn(new Date(now), zone) ? time : `${time} (${dayIn(at, zone)})`;
}

/** `2026-11-22` in that zone. */
export const dayIn = (at: Date, zone: string): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(at);

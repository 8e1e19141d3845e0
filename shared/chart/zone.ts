/** Local times of a site, and back. A local time may happen never (clocks go forward) or twice (they go back). */

const formatters = new Map<string, Intl.DateTimeFormat>();
function formatter(zone: string): Intl.DateTimeFormat {
  const known = formatters.get(zone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  formatters.set(zone, made);
  return made;
}

/** Minutes that the zone's clocks are ahead of UTC at that instant. */
export function offsetMinutes(instant: number, zone: string): number {
  const parts = Object.fromEntries(
    formatter(zone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, Number(value)]),
  ) as Record<string, number>;
  const local = Date.UTC(parts['year']!, parts['month']! - 1, parts['day'], parts['hour'], parts['minute'], parts['second']);
  return Math.round((local - Math.floor(instant / 1000) * 1000) / 60_000);
}

/** `2026-03-11T07:15` as the clocks of that zone show it. */
export function localText(instant: number, zone: string): string {
  return new Date(instant + offsetMinutes(instant, zone) * 60_000).toISOString().slice(0, 16);
}

/** The instants at which the clocks of that zone show `2026-03-11T07:15`: none, one or two, earliest first. Empty for what is no time. */
export function instantsAt(local: string, zone: string): number[] {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(local)) return [];
  const asUtc = Date.parse(`${local}:00Z`);
  if (Number.isNaN(asUtc)) return [];
  // Offsets of a zone around that moment; a change is never more than a day away from both.
  const offsets = new Set([-24, 0, 24].map((hours) => offsetMinutes(asUtc + hours * 3_600_000, zone)));
  const found = [...offsets].map((offset) => asUtc - offset * 60_000).filter((instant) => localText(instant, zone) === local);
  return [...new Set(found)].sort((a, b) => a - b);
}

export function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

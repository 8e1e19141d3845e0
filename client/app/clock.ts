import { type Accessor, createRenderEffect, createSignal, onCleanup } from 'solid-js';

/** Ticks once a second: server time in ms. */
export function createClock(offset: Accessor<number>): Accessor<number> {
  const [now, setNow] = createSignal(Date.now() + offset());
  const timer = setInterval(() => setNow(Date.now() + offset()), 1_000);
  onCleanup(() => clearInterval(timer));
  return now;
}

/** Time passed as `mm:ss` under an hour, else `h:mm`; never negative. */
export function elapsed(fromIso: string, now: number): string {
  const seconds = Math.max(0, Math.floor((now - Date.parse(fromIso)) / 1000));
  const two = (n: number) => String(n).padStart(2, '0');
  return seconds < 3600
    ? `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`
    : `${Math.floor(seconds / 3600)} h ${two(Math.floor((seconds % 3600) / 60))}`;
}

/** The same for a screen reader. */
export function elapsedWords(fromIso: string, now: number): string {
  const minutes = Math.max(0, Math.floor((now - Date.parse(fromIso)) / 60_000));
  const hours = Math.floor(minutes / 60);
  return hours === 0
    ? `${minutes} ${minutes === 1 ? 'minute' : 'minutes'}`
    : `${hours} ${hours === 1 ? 'hour' : 'hours'} ${minutes % 60} minutes`;
}

/** DICOM DA as `1941-02-03`; what is not a date stays as it is. */
export const showDate = (da: string): string => (/^\d{8}$/.test(da) ? `${da.slice(0, 4)}-${da.slice(4, 6)}-${da.slice(6)}` : da);

/** `FAMILY^GIVEN^…` as `FAMILY, Given`-like text without inventing case. */
export function showName(pn: string): string {
  const [family = '', given = ''] = pn.split('^');
  return [family, given].filter((part) => part !== '').join(', ') || 'No name yet';
}

const [shownZone, setShownZone] = createSignal<string | undefined>();

/** While a consult is on the screen its site's zone is everybody's: two people never read two times off one event. */
export function tellTimesIn(zone: Accessor<string>): void {
  createRenderEffect(() => setShownZone(zone()));
  onCleanup(() => setShownZone(undefined));
}

/** `14:05:09`, in the zone of the consult on the screen, else in this device's. */
export const clockTime = (iso: string): string =>
  new Intl.DateTimeFormat('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZone: shownZone(),
  }).format(new Date(iso));

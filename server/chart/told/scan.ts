import { last } from '#shared/chart/entries.ts';
import { instantsAt } from '#shared/chart/zone.ts';
import type { DicomJson } from '../../intake/types.ts';
import type { Tx } from '../../store/database.ts';
import { stateBySystem } from '../enter.ts';
import { readEntries } from '../entries.ts';
import { readPolicy } from '../policy.ts';
import { zoneOf } from '../zone.ts';
import { compareClock, OF_NOW_MS } from './clock.ts';

export interface Scan {
  consultId: string;
  organisationId: string;
  seriesUid: string;
  role: string;
  /** Came live from the scanner or PACS (C-STORE): only then its way says something of the clock. */
  live: boolean;
  /** AE title of the sender. */
  sender: string;
  /** DICOM JSON model of the first object. */
  metadata: string;
  /** ISO instant of the receipt. */
  now: string;
}

/** The first CT and the first angiography of a consult, by the scanner's clock, with what their arrival says of that clock. */
export async function stateScan(tx: Tx, scan: Scan): Promise<void> {
  const what = scan.role === 'cta' ? 'cta' : 'ct';
  const entries = await readEntries(tx, scan.consultId);
  if (
    last(
      entries.filter((entry) => entry.kind === 'time' && entry.body.what === what),
      'time',
    ) !== undefined
  )
    return;
  const acquired = acquiredAt(JSON.parse(scan.metadata) as DicomJson, await zoneOf(tx, scan.organisationId));
  if (acquired === null) return;
  const received = Date.parse(scan.now);
  if (Math.abs(received - acquired) > OF_NOW_MS) return;
  // What was uploaded may have been scanned long before: its way says nothing of the clock.
  const clock = scan.live ? `modality:${scan.sender}`.slice(0, 80) : 'modality:unknown';
  if (scan.live)
    await compareClock(tx, {
      consultId: scan.consultId,
      clock,
      basis: 'acquisition-time',
      said: acquired,
      received,
      delaySeconds: (await readPolicy(tx, scan.organisationId)).imageDelaySeconds,
      id: `scan:${scan.seriesUid}`,
      now: scan.now,
    });
  await stateBySystem(tx, {
    consultId: scan.consultId,
    id: `${what}:${scan.seriesUid}`,
    statement: { kind: 'time', body: { what, at: new Date(acquired).toISOString(), source: 'device', clock, plusMinusSeconds: 0 } },
    at: scan.now,
    origin: 'dicom',
  });
}

/** Acquisition Date Time (0008,002A), else Acquisition or Content Date and Time; in the offset it names, else in the site's zone. ms or null. */
function acquiredAt(dataset: DicomJson, zone: string): number | null {
  const text = (tag: string) => String((dataset[tag] as { Value?: unknown[] } | undefined)?.Value?.[0] ?? '');
  const both = text('0008002A') || pair(text('00080022'), text('00080032')) || pair(text('00080023'), text('00080033'));
  const match = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})?(?:\.\d+)?([+-]\d{4})?$/.exec(both);
  if (match === null) return null;
  const [, year, month, day, hour, minute, second = '0', own] = match;
  const local = `${year}-${month}-${day}T${hour}:${minute}`;
  const offset = own ?? (/^[+-]\d{4}$/.test(text('00080201')) ? text('00080201') : undefined);
  const at = offset === undefined ? instantsAt(local, zone).at(0) : Date.parse(`${local}:00${offset.slice(0, 3)}:${offset.slice(3)}`);
  return at === undefined || Number.isNaN(at) ? null : at + Number(second) * 1000;
}

const pair = (date: string, time: string): string => (date === '' || time.length < 4 ? '' : date + time);

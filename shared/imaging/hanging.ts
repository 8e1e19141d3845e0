import type { SeriesDescriptor, SeriesRole, StudyDescriptor } from '../protocol/stream.ts';

/** What the hanging protocol needs of a series. */
export type HangingSeries = Pick<
  SeriesDescriptor,
  'seriesInstanceUid' | 'studyInstanceUid' | 'role' | 'frames' | 'number' | 'documentKind'
>;
export type HangingStudy = Pick<StudyDescriptor, 'studyInstanceUid' | 'prior' | 'date' | 'time'>;

export const LAYOUTS = ['1x1', '1x2', '2x2', 'mpr'] as const;
export type Layout = (typeof LAYOUTS)[number];

/** Slots of each layout that show a series (in MPR all three planes show the same one). */
export const SLOTS: Record<Layout, number> = { '1x1': 1, '1x2': 2, '2x2': 4, mpr: 1 };

/** Roles a slot is meant for, best first: bleed on the left, occlusion on the right, then perfusion, then the rest. */
const OWN: readonly (readonly SeriesRole[])[] = [
  ['ncct-thin', 'ncct-thick'],
  ['cta'],
  ['perfusion-summary', 'perfusion'],
  ['mr', 'other-image'],
];

/** What else may hang where nothing of the slot's own is there. */
const ANY: readonly SeriesRole[] = ['ncct-thin', 'ncct-thick', 'cta', 'perfusion-summary', 'mr', 'other-image', 'perfusion'];

/** True when the slot was made for this role: such a series is not exchanged for another by itself. */
export const belongs = (slot: number, role: SeriesRole): boolean => OWN[slot]?.includes(role) ?? false;

/**
 * Stroke hanging protocol: which series hangs in which slot. Non-contrast head left, CT angiogram right. Invariants: a series hangs at
 * most once; scouts, dose pages and documents never hang by themselves; priors hang only when there is nothing current; a slot without
 * a series is null. `settled`: slots that keep what they have, also if that is nothing.
 */
export function hang(
  studies: readonly HangingStudy[],
  series: readonly HangingSeries[],
  layout: Layout,
  settled: ReadonlyMap<number, string | null> = new Map(),
): (string | null)[] {
  const prior = new Set(studies.filter((study) => study.prior).map((study) => study.studyInstanceUid));
  const images = series.filter((entry) => entry.documentKind === null && entry.frames > 0);
  const current = images.filter((entry) => !prior.has(entry.studyInstanceUid));
  const hung = new Set(settled.values());
  const free = (current.length > 0 ? current : images).filter((entry) => !hung.has(entry.seriesInstanceUid));
  const left = new Set(free.sort(byWorth));
  const take = (roles: readonly SeriesRole[]): string | null => {
    for (const role of roles) {
      for (const entry of left) {
        if (entry.role !== role) continue;
        left.delete(entry);
        return entry.seriesInstanceUid;
      }
    }
    return null;
  };
  const own = OWN.slice(0, SLOTS[layout]).map((roles, slot) => (settled.has(slot) ? settled.get(slot)! : take(roles)));
  return own.map((uid, slot) => (settled.has(slot) ? uid : (uid ?? take(ANY))));
}

/**
 * The prior to compare a series with: same role (thin and thick count as the same for a non-contrast head), of the newest earlier study.
 */
export function priorFor(uid: string, studies: readonly HangingStudy[], series: readonly HangingSeries[]): string | null {
  const now = series.find((entry) => entry.seriesInstanceUid === uid);
  if (!now) return null;
  const when = new Map(studies.filter((study) => study.prior).map((study) => [study.studyInstanceUid, study.date + study.time]));
  const matches = series
    .filter(
      (entry) => when.has(entry.studyInstanceUid) && entry.documentKind === null && entry.frames > 0 && kind(entry.role) === kind(now.role),
    )
    .sort((a, b) => (when.get(b.studyInstanceUid) ?? '').localeCompare(when.get(a.studyInstanceUid) ?? '') || byWorth(a, b));
  return matches[0]?.seriesInstanceUid ?? null;
}

const kind = (role: SeriesRole): string => (role.startsWith('ncct') ? 'ncct' : role);

/** More frames first; then lower series number; then by UID, so that all screens agree. */
function byWorth(a: HangingSeries, b: HangingSeries): number {
  return b.frames - a.frames || (a.number ?? 1e9) - (b.number ?? 1e9) || a.seriesInstanceUid.localeCompare(b.seriesInstanceUid);
}

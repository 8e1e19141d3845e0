import { createSignal } from 'solid-js';
import { belongs, hang, type Layout, priorFor, SLOTS } from '#shared/imaging/hanging.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';

/** Most slots any layout has. */
const MOST_SLOTS = 4;

/**
 * Which series hangs in which slot. The protocol fills what the reader has not touched; what a person has hung, or is reading, stays.
 */
export function createHanger(catalogue: Catalogue, layout: () => Layout) {
  const [slots, setSlots] = createSignal<readonly (string | null)[]>(Array.from({ length: MOST_SLOTS }, () => null));
  const touched = new Set<number>();

  const settled = (slot: number): boolean => {
    const uid = slots()[slot];
    if (!uid) return touched.has(slot);
    const series = catalogue.series(uid);
    return series !== undefined && (touched.has(slot) || belongs(slot, series.descriptor.role));
  };

  /** What hangs where in a layout if the protocol fills what nobody has decided. */
  const filled = (present: Layout): (string | null)[] => {
    const series = catalogue.allSeries().map(({ descriptor }) => descriptor);
    const decided = Array.from({ length: SLOTS[present] }, (_, slot) => slot).filter(settled);
    return hang(catalogue.studies(), series, present, new Map(decided.map((slot) => [slot, slots()[slot]!])));
  };

  /** Follows the protocol where nobody has decided otherwise. */
  const update = (): void => {
    const present = layout() === 'mpr' ? '1x2' : layout();
    const next = [...filled(present), ...slots().slice(SLOTS[present])];
    for (let slot = 0; slot < MOST_SLOTS; slot += 1) if (next[slot] && !catalogue.series(next[slot]!)) next[slot] = null;
    if (next.some((uid, slot) => uid !== slots()[slot])) setSlots(next);
  };

  return {
    slots,
    update,
    /** Every slot of the layout has something to show. */
    fills: (wanted: Layout): boolean => filled(wanted).every((uid) => uid !== null),
    /** The reader has put this series here. */
    put: (slot: number, uid: string | null): void => {
      touched.add(slot);
      setSlots(slots().map((present, index) => (index === slot ? uid : present)));
    },
    /** The reader is reading here: nothing is to change by itself. */
    touch: (slot: number): void => {
      touched.add(slot);
    },
    priorFor: (uid: string): string | null =>
      priorFor(
        uid,
        catalogue.studies(),
        catalogue.allSeries().map(({ descriptor }) => descriptor),
      ),
  };
}

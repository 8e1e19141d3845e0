import type { Quality } from './messages.ts';

export interface Wanted {
  /** On the screen now, or asked for by name. */
  shown: readonly number[];
  /** Round the screen, nearest first. */
  window: readonly number[];
}

/**
 * The next frame to decode, or null. What is on the screen comes first at any quality; then pictures for frames that have none,
 * nearest first; then better pictures. `best`: what the held bytes allow. `given`: what the page has already.
 */
export function nextDecode(wanted: Wanted, best: (id: number) => Quality, given: (id: number) => Quality): number | null {
  for (const id of wanted.shown) if (best(id) > given(id)) return id;
  let better: number | null = null;
  for (const id of wanted.window) {
    const now = given(id);
    if (best(id) <= now) continue;
    if (now === 0) return id;
    better ??= id;
  }
  return better;
}

/** One line of a document: what is said about what, and what belongs to it. */
export interface OutlineItem {
  name: string;
  value: string;
  children: OutlineItem[];
}

/** A document beyond these is cut, and says so: nobody reads it on a screen, and a hostile one would fill it. */
const MAX_ITEMS = 5_000;
const MAX_DEPTH = 32;
const MAX_TEXT = 20_000;

/** Counts the lines of one document while it is outlined. */
export class OutlineBudget {
  #left = MAX_ITEMS;
  cut = false;

  /** Whether one more line at `depth` (0 is the top) fits. */
  take(depth: number): boolean {
    if (this.#left > 0 && depth < MAX_DEPTH) {
      this.#left--;
      return true;
    }
    this.cut = true;
    return false;
  }

  text(value: string): string {
    if (value.length <= MAX_TEXT) return value;
    this.cut = true;
    return `${value.slice(0, MAX_TEXT)}…`;
  }
}

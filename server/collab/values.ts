import { HIDDEN, hiding, LINES, line, MARKS, mark } from '#shared/protocol/marks.ts';
import type { RootName } from './document.ts';
import { isReservedKey } from './json-value.ts';

/** Keys of `marks` and `hidden` are mark uids. */
const KEY = /^[\w.-]{8,64}$/;

export const isMarkKey = (key: string): boolean => KEY.test(key) && !isReservedKey(key);

/**
 * True when a value may stand in a root under a key: it fits the schema of `shared/protocol/marks.ts`, a mark carries the uid it is kept
 * under, and `by` names the person who writes.
 */
export function isValidValue(root: RootName, key: string | null, value: unknown, personId: string): boolean {
  if (root === MARKS) {
    const parsed = mark.safeParse(value);
    return parsed.success && parsed.data.uid === key && parsed.data.by === personId;
  }
  if (root === HIDDEN) {
    const parsed = hiding.safeParse(value);
    return parsed.success && parsed.data.by === personId;
  }
  if (root === LINES) {
    const parsed = line.safeParse(value);
    return parsed.success && parsed.data.by === personId;
  }
  return false;
}

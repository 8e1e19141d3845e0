import type { SharedView } from '#shared/protocol/presence.ts';
import type { ViewerEvents } from '../api.ts';

/** Views of the active pane are told at most this often, ms. */
const VIEW_EVERY_MS = 33;

/** Tells what the active pane shows when it changed, and whether the person here brought it about. */
export function createViewTeller(current: () => SharedView | null, tell: (detail: ViewerEvents['view']) => void) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let last = '';
  let gesture = false;
  return {
    /** What comes next is the person's own act. */
    byHand: (): void => {
      gesture = true;
    },
    schedule: (): void => {
      timer ??= setTimeout(() => {
        timer = undefined;
        const view = current();
        const text = JSON.stringify(view);
        if (!view || (text === last && !gesture)) return;
        last = text;
        const own = gesture;
        gesture = false;
        tell({ view, gesture: own });
      }, VIEW_EVERY_MS);
    },
    stop: (): void => clearTimeout(timer),
  };
}

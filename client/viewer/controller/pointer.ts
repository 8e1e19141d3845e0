import type { Point3 } from '#shared/protocol/marks.ts';
import type { SharedCursor } from '#shared/protocol/presence.ts';
import type { Controller } from './controller.ts';

/** Where the pointer is, in the patient. */
export function createPointer(controller: Controller) {
  let last: { place: string; at: Point3 } | null = null;
  let scheduled = false;
  let present: SharedCursor | null = null;

  const tell = (cursor: SharedCursor | null): void => {
    present = cursor;
    if (scheduled) return;
    scheduled = true;
    requestAnimationFrame(() => {
      scheduled = false;
      controller.events.emit('cursor', present);
    });
  };

  return {
    over: (place: string, canvas: readonly [number, number]): void => {
      const pane = controller.pane(place);
      const view = pane?.currentView();
      const at = pane && view ? pane.toWorld(canvas[0], canvas[1]) : null;
      if (!view || !at) return;
      last = { place, at };
      tell({
        at,
        frameOfReferenceUid: view.frameOfReferenceUid,
        ...(view.sopInstanceUid === undefined ? {} : { sopInstanceUid: view.sopInstanceUid }),
        ...(view.frame === undefined ? {} : { frame: view.frame }),
      });
    },
    away: (): void => {
      last = null;
      tell(null);
    },
    /** Where the pointer is in the active picture, else its centre. */
    spot: (): Point3 | null => {
      if (last && last.place === controller.active()) return last.at;
      return controller.currentView()?.centre ?? null;
    },
  };
}

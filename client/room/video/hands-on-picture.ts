import { dragged, nudge, pinched, type View } from './zoom.ts';

interface Point {
  x: number;
  y: number;
}

/** A finger or the mouse moves an enlarged picture, two fingers and the wheel enlarge it where they are. */
export function handsOnPicture(element: HTMLElement, active: () => boolean, view: () => View, set: (view: View) => void): void {
  const down = new Map<number, Point>();
  const start = (event: PointerEvent) => {
    if (!active() || (event.target as Element).closest('button') !== null || down.size === 2) return;
    down.set(event.pointerId, { x: event.clientX, y: event.clientY });
    element.setPointerCapture(event.pointerId);
  };
  const move = (event: PointerEvent) => {
    const before = [...down.values()];
    if (!down.has(event.pointerId)) return;
    down.set(event.pointerId, { x: event.clientX, y: event.clientY });
    const now = [...down.values()];
    const box = element.getBoundingClientRect();
    const [from, to] = [centre(before), centre(now)];
    const [dx, dy] = [(to.x - from.x) / box.width, (to.y - from.y) / box.height];
    if (now.length === 1) return set(dragged(view(), dx, dy));
    const at = { x: (from.x - box.x) / box.width - 0.5, y: (from.y - box.y) / box.height - 0.5 };
    set(pinched(view(), apart(now) / Math.max(1, apart(before)), at, { x: at.x + dx, y: at.y + dy }));
  };
  const end = (event: PointerEvent) => void down.delete(event.pointerId);
  element.addEventListener('pointerdown', start);
  element.addEventListener('pointermove', move);
  element.addEventListener('pointerup', end);
  element.addEventListener('pointercancel', end);
  element.addEventListener(
    'wheel',
    (event) => {
      if (!active()) return;
      event.preventDefault();
      set(nudge(view(), event.deltaY < 0 ? 'nearer' : 'wider'));
    },
    { passive: false },
  );
}

const centre = (points: readonly Point[]): Point => ({
  x: points.reduce((sum, { x }) => sum + x, 0) / points.length,
  y: points.reduce((sum, { y }) => sum + y, 0) / points.length,
});
const apart = ([a, b]: readonly Point[]): number => Math.hypot(a!.x - b!.x, a!.y - b!.y);

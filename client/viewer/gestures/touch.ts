import type { Controller } from '../controller/controller.ts';
import { isNavigation } from '../controller/tool.ts';
import type { BasePane } from '../panes/base-pane.ts';
import { Drag, windowDrag } from './drag.ts';
import { erase } from './erase.ts';
import { distance, middle, type TwoFingerKind, twoFingerKind } from './two-fingers.ts';

type Point = [number, number];

/** Held still for so long, a finger measures, ms. */
export const LONG_PRESS_MS = 500;
/** A finger on glass is never quite still, CSS pixels. */
const STILL = 9;
const DOUBLE_TAP_MS = 320;
/** A fingertip's reach, CSS pixels. */
const FINGER = 24;
const TAP_MS = 250;

/** Fingers: one scrolls, two zoom and pan or change the window, a long press measures, a double tap fits. */
export function bindTouch(region: HTMLElement, pane: BasePane, controller: Controller, place: string): () => void {
  const fingers = new Map<number, Point>();
  let start: { at: Point; time: number } | null = null;
  let drag: Drag | null = null;
  let pair: { before: [Point, Point]; last: [Point, Point]; kind: TwoFingerKind } | null = null;
  let press: ReturnType<typeof setTimeout> | undefined;
  let lastTap = 0;
  /** The long press began a measurement: the rest of this touch draws it. */
  let measuring = false;

  const at = (event: PointerEvent): Point => {
    const box = pane.element.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  const two = (): [Point, Point] => [...fingers.values()].slice(0, 2) as [Point, Point];

  const onDown = (event: PointerEvent): void => {
    if (event.pointerType !== 'touch' || !pane.element.contains(event.target as Node)) return;
    fingers.set(event.pointerId, at(event));
    clearTimeout(press);
    if (fingers.size === 1) {
      const tool = controller.tools.tool();
      start = { at: at(event), time: event.timeStamp };
      measuring = false;
      if (tool === 'eraser') erase(pane, controller, start.at, FINGER);
      drag = isNavigation(tool) ? new Drag(tool, start.at) : null;
      if (drag) press = setTimeout(() => begin(), LONG_PRESS_MS);
    } else if (fingers.size === 2 && !measuring) {
      drag = null;
      pair = { before: two(), last: two(), kind: 'undecided' };
    }
  };
  const begin = (): void => {
    if (!start || fingers.size !== 1) return;
    measuring = controller.tools.beginLength(pane, start.at);
    if (measuring) navigator.vibrate?.(15);
  };
  const onMove = (event: PointerEvent): void => {
    const before = fingers.get(event.pointerId);
    if (!before) return;
    const now = at(event);
    fingers.set(event.pointerId, now);
    if (measuring || controller.tools.busy()) {
      clearTimeout(press);
      return;
    }
    if (pair && fingers.size >= 2) moveTwo(pair);
    else if (drag && start) {
      if (Math.hypot(now[0] - start.at[0], now[1] - start.at[1]) > STILL) clearTimeout(press);
      controller.act((present) => drag?.move(present, now[0] - before[0], now[1] - before[1]), place);
    }
  };
  const moveTwo = (gesture: NonNullable<typeof pair>): void => {
    const now = two();
    if (gesture.kind === 'undecided') gesture.kind = twoFingerKind(gesture.before, now);
    const [x, y] = middle(now);
    const [lastX, lastY] = middle(gesture.last);
    if (gesture.kind === 'window') controller.act((present) => windowDrag(present, x - lastX, y - lastY), place);
    if (gesture.kind === 'zoom-and-pan') {
      controller.act((present) => {
        present.panBy(x - lastX, y - lastY);
        present.zoomBy(distance(now) / Math.max(1, distance(gesture.last)), [x, y]);
      }, place);
    }
    gesture.last = now;
  };
  const onUp = (event: PointerEvent): void => {
    if (!fingers.delete(event.pointerId)) return;
    clearTimeout(press);
    if (fingers.size > 0) return;
    const tapped =
      start &&
      !pair &&
      !measuring &&
      event.timeStamp - start.time < TAP_MS &&
      Math.hypot(at(event)[0] - start.at[0], at(event)[1] - start.at[1]) < STILL;
    if (tapped) {
      if (event.timeStamp - lastTap < DOUBLE_TAP_MS) controller.act((present) => present.fit(), place);
      lastTap = event.timeStamp;
    }
    start = drag = pair = null;
    measuring = false;
  };

  region.addEventListener('pointerdown', onDown);
  region.addEventListener('pointermove', onMove);
  region.addEventListener('pointerup', onUp);
  region.addEventListener('pointercancel', onUp);
  return () => {
    clearTimeout(press);
    region.removeEventListener('pointerdown', onDown);
    region.removeEventListener('pointermove', onMove);
    region.removeEventListener('pointerup', onUp);
    region.removeEventListener('pointercancel', onUp);
  };
}

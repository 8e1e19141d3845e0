import type { Controller } from '../controller/controller.ts';
import { isNavigation, type NavigationTool } from '../controller/tool.ts';
import type { BasePane } from '../panes/base-pane.ts';
import { Drag } from './drag.ts';
import { erase } from './erase.ts';

/** A notch of a mouse wheel; trackpads send many small steps that add up to it. */
const NOTCH = 50;
const LINE = 16;
/** A little more than Cornerstone's own tolerance of a double click (3), CSS pixels. */
const UNDECIDED_PX = 4;

const BUTTONS: Record<number, NavigationTool> = { 1: 'pan', 2: 'window' };

/** Mouse and pen: wheel scrolls, Ctrl + wheel zooms, right drag windows, middle drag pans, left drag does what the tool says. */
export function bindMouse(region: HTMLElement, pane: BasePane, controller: Controller, place: string): () => void {
  let drag: Drag | null = null;
  let undecided = new Undecided([0, 0]);
  let wheel = 0;
  const at = (event: MouseEvent): [number, number] => {
    const box = pane.element.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };

  const onWheel = (event: WheelEvent): void => {
    event.preventDefault();
    const delta = event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE * 3 : 1);
    if (event.ctrlKey || event.metaKey) {
      controller.act((present) => present.zoomBy(Math.exp(-delta / 400), at(event)), place);
      return;
    }
    wheel += Math.abs(delta) >= NOTCH ? Math.sign(delta) : delta / NOTCH;
    const steps = Math.trunc(wheel);
    wheel -= steps;
    if (steps !== 0) controller.act((present) => present.scrollBy(steps * (event.shiftKey ? 5 : 1)), place);
  };
  const onDown = (event: PointerEvent): void => {
    if (event.pointerType === 'touch' || !pane.element.contains(event.target as Node)) return;
    const tool = controller.tools.tool();
    if (tool === 'eraser' && event.button === 0) {
      erase(pane, controller, at(event));
      return;
    }
    const navigation = event.button === 0 ? (isNavigation(tool) ? tool : null) : (BUTTONS[event.button] ?? null);
    if (!navigation) return;
    // The middle button would start the browser's own scrolling.
    if (event.button === 1) event.preventDefault();
    drag = new Drag(navigation, at(event));
    undecided = new Undecided(at(event));
  };
  const onMove = (event: PointerEvent): void => {
    if (event.pointerType === 'touch') return;
    controller.pointer.over(place, at(event));
    // A mark's handle was caught: that drag is the mark's.
    if (!drag || controller.tools.busy()) return;
    if (!undecided.over(at(event))) return;
    // Not before: a captured pointer's mouse events would never reach the mark under it.
    if (!region.hasPointerCapture(event.pointerId)) region.setPointerCapture(event.pointerId);
    controller.act((present) => drag?.move(present, event.movementX, event.movementY), place);
  };
  const onUp = (): void => {
    drag = null;
  };
  const onLeave = (): void => controller.pointer.away();
  const onMenu = (event: Event): void => event.preventDefault();
  const onDouble = (event: MouseEvent): void => {
    if (pane.element.contains(event.target as Node) && isNavigation(controller.tools.tool()))
      controller.act((present) => present.fit(), place);
  };

  region.addEventListener('wheel', onWheel, { passive: false });
  region.addEventListener('pointerdown', onDown);
  region.addEventListener('pointermove', onMove);
  region.addEventListener('pointerup', onUp);
  region.addEventListener('pointercancel', onUp);
  region.addEventListener('pointerleave', onLeave);
  region.addEventListener('contextmenu', onMenu);
  region.addEventListener('dblclick', onDouble);
  return () => {
    region.removeEventListener('wheel', onWheel);
    region.removeEventListener('pointerdown', onDown);
    region.removeEventListener('pointermove', onMove);
    region.removeEventListener('pointerup', onUp);
    region.removeEventListener('pointercancel', onUp);
    region.removeEventListener('pointerleave', onLeave);
    region.removeEventListener('contextmenu', onMenu);
    region.removeEventListener('dblclick', onDouble);
  };
}

/**
 * The first pixels of a drag. Cornerstone waits for them too, in case a double click comes, and only then says whether a mark was
 * caught; its mouse event follows our pointer event, so the drag is ours from the event after.
 */
class Undecided {
  readonly #from: [number, number];
  #beyond = false;

  constructor(from: [number, number]) {
    this.#from = from;
  }

  /** True once it is decided. */
  over([x, y]: [number, number]): boolean {
    if (this.#beyond) return true;
    this.#beyond = Math.hypot(x - this.#from[0], y - this.#from[1]) > UNDECIDED_PX;
    return false;
  }
}

import type { NavigationTool } from '../controller/tool.ts';
import type { BasePane } from '../panes/base-pane.ts';

/** Pixels of movement for one slice, at most: long series need less, so that the whole of them is within one drag. */
const SLICE_PIXELS = 14;
/** Zoom per pixel of vertical movement. */
const ZOOM_PER_PIXEL = 0.006;

/** What a drag with the primary pointer does, by tool. One per drag: it remembers parts of a slice. */
export class Drag {
  readonly #tool: NavigationTool;
  readonly #start: readonly [number, number];
  #rest = 0;

  constructor(tool: NavigationTool, start: readonly [number, number]) {
    this.#tool = tool;
    this.#start = start;
  }

  move(pane: BasePane, dx: number, dy: number): void {
    switch (this.#tool) {
      case 'scroll': {
        this.#rest += dy / slicePixels(pane);
        const steps = Math.trunc(this.#rest);
        this.#rest -= steps;
        if (steps !== 0) pane.scrollBy(steps);
        break;
      }
      case 'window': {
        windowDrag(pane, dx, dy);
        break;
      }
      case 'zoom': {
        pane.zoomBy(Math.exp(-dy * ZOOM_PER_PIXEL), this.#start);
        break;
      }
      case 'pan': {
        pane.panBy(dx, dy);
        break;
      }
    }
  }
}

/** The whole stack fits into four fifths of the height, but a slice is never wider than a fingertip's tremor. */
export function slicePixels(pane: BasePane): number {
  const { count } = pane.info();
  return Math.min(SLICE_PIXELS, Math.max(3, (pane.element.clientHeight * 0.8) / Math.max(1, count)));
}

/** To the right: wider; upwards: brighter. Steps grow with the window, so that bone and stroke both feel right. */
export function windowDrag(pane: BasePane, dx: number, dy: number): void {
  const width = pane.info().window?.width ?? 80;
  const step = Math.max(0.25, width / 300);
  pane.windowBy(dx * step, dy * step);
}

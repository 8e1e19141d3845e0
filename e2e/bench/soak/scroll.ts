import { setTimeout as pause } from 'node:timers/promises';
import type { Page } from 'playwright-core';

/** Wheel notches a second: as fast as a reader who looks for something. */
const NOTCHES_PER_SECOND = 20;
/** The place is read, and the direction turned at an end, after so many notches. */
const LOOK_EVERY = 10;

export interface Scroller {
  /** Notches of the wheel so far. */
  readonly notches: number;
  stop(): Promise<void>;
}

/** The viewport with that many slices; the hanging protocol decides where it is. */
const viewport = (page: Page, slices: number) => page.locator(`[data-place][data-slices="${slices}"]`);

/** Turns the wheel over the viewport, from one end of the stack to the other and back, until it is told to stop. */
export async function startScrolling(page: Page, slices: number): Promise<Scroller> {
  const box = (await viewport(page, slices).boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  let [going, down, notches] = [true, 1, 0];
  const run = async () => {
    for (let next = performance.now(); going; next = Math.max(next + 1000 / NOTCHES_PER_SECOND, performance.now() - 1000)) {
      await page.mouse.wheel(0, down * 100);
      notches += 1;
      if (notches % LOOK_EVERY === 0) {
        const slice = Number(await viewport(page, slices).getAttribute('data-slice'));
        if (slice >= slices) down = -1;
        if (slice <= 1) down = 1;
      }
      await pause(Math.max(0, next - performance.now()));
    }
  };
  const done = run();
  done.catch(() => undefined);
  return {
    get notches() {
      return notches;
    },
    stop: () => {
      going = false;
      return done;
    },
  };
}

/** Waits until all slices are known and the one on the screen is lossless. */
export const wholeSeries = (page: Page, slices: number): Promise<void> =>
  page.locator(`[data-place][data-slices="${slices}"][data-fidelity="lossless"]`).waitFor({ timeout: 120_000 });

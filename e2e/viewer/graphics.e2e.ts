import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { head } from '../../client/viewer/testing/series.ts';
import { pane, waitFor } from './support/browser.ts';
import { describe, pushAll } from './support/fake-stream.ts';
import { useViewer } from './support/fixture.ts';

const viewer = useViewer();

interface WithLoss extends Window {
  loss: WEBGL_lose_context;
}

/** Takes the graphics card away from the page, as a driver that is reset does. */
const lose = (page: Page) =>
  page.evaluate(() => {
    const engine = window.handles.engine('viewer')!;
    const view = engine.getOffscreenMultiRenderWindow(engine.getViewports()[0]!.id).getOpenGLRenderWindow();
    const own = window as unknown as WithLoss;
    own.loss = (view.getCanvas()!.getContext('webgl2') as WebGL2RenderingContext).getExtension('WEBGL_lose_context')!;
    own.loss.loseContext();
  });
const restore = (page: Page) => page.evaluate(() => (window as unknown as WithLoss).loss.restoreContext());

/** Every pixel of every viewport, by place. */
const pictures = (page: Page) =>
  page.evaluate(() =>
    Object.fromEntries(
      [...document.querySelectorAll<HTMLElement>('[data-place]')].map((region) => [
        region.dataset['place'],
        region.querySelector<HTMLCanvasElement>('.pane-pixels canvas')!.toDataURL(),
      ]),
    ),
  );
const shown = (page: Page) => page.locator('.pane-pixels').evaluateAll((all) => all.map((one) => getComputedStyle(one).visibility));

async function open(): Promise<Page> {
  const series = await head({ slices: 40, gap: 2 });
  viewer.stream.onSession = (session) => {
    describe(session, [series]);
    pushAll(session, [series]);
  };
  const page = await viewer.open();
  await waitFor(page, 1, 'data-fidelity', 'lossless');
  return page;
}

it('[VW32] says that the graphics card is gone, shows nothing stale, and comes back with the right pixels', async () => {
  const page = await open();
  await page.getByRole('button', { name: 'One viewport' }).click();
  await waitFor(page, 1, 'data-fidelity', 'lossless');
  await pane(page).focus();
  await page.keyboard.press('2');
  await page.keyboard.press('ArrowDown');
  await waitFor(page, 1, 'data-slice', '22');
  await waitFor(page, 1, 'data-fidelity', 'lossless');
  await expect.poll(() => pictures(page)).toEqual(await pictures(page));
  const before = await pictures(page);
  await page.keyboard.press('ArrowUp');
  await waitFor(page, 1, 'data-slice', '21');
  await lose(page);
  await expect.poll(() => pane(page).textContent()).toContain('The graphics card is not available');
  expect(await shown(page)).toEqual(['hidden']);
  expect(await pane(page).getAttribute('data-fidelity')).toBe('none');
  // It is here: what is missing is the card.
  expect(await pane(page).textContent()).not.toContain('not arrived');
  await page.keyboard.press('ArrowDown');
  await waitFor(page, 1, 'data-slice', '22');
  expect(await shown(page)).toEqual(['hidden']);
  await restore(page);
  await waitFor(page, 1, 'data-fidelity', 'lossless');
  await expect.poll(() => shown(page)).toEqual(['visible']);
  expect(await pane(page).textContent()).not.toContain('graphics card');
  await expect.poll(async () => (await pictures(page))['0'] === before['0']).toBe(true);
  await page.keyboard.press('Home');
  await waitFor(page, 1, 'data-slice', '1');
  await expect.poll(async () => (await pictures(page))['0'] === before['0']).toBe(false);
});

it('[VW32] brings three planes back as they were', async () => {
  const page = await open();
  await page.keyboard.press('m');
  await expect.poll(() => page.locator('[data-place="axial"]').getAttribute('data-fidelity'), { timeout: 30_000 }).toBe('lossless');
  await expect.poll(async () => new Set(Object.values(await pictures(page))).size).toBe(3);
  let before = await pictures(page);
  await expect
    .poll(async () => {
      const last = before;
      before = await pictures(page);
      return JSON.stringify(last) === JSON.stringify(before);
    })
    .toBe(true);
  await lose(page);
  await expect.poll(() => shown(page)).toEqual(['hidden', 'hidden', 'hidden']);
  await restore(page);
  await expect.poll(() => shown(page)).toEqual(['visible', 'visible', 'visible']);
  await expect.poll(async () => JSON.stringify(await pictures(page)) === JSON.stringify(before)).toBe(true);
});

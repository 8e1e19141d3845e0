import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { head, type TestSeries } from '../../client/viewer/testing/series.ts';
import { pane, waitFor } from './support/browser.ts';
import { describe, pushAll } from './support/fake-stream.ts';
import { useViewer } from './support/fixture.ts';

const viewer = useViewer();
let ncct: TestSeries;
let cta: TestSeries;

beforeAll(async () => {
  ncct = await head();
  cta = await head({ uid: '1.9', firstId: 5000, slices: 8, descriptor: { role: 'cta', description: 'CTA', number: 5 } });
});

async function openWith(series: TestSeries): Promise<Page> {
  viewer.stream.onSession = (session) => {
    describe(session, [series]);
    pushAll(session, [series]);
  };
  const page = await viewer.open();
  await waitFor(page, 1, 'data-fidelity', 'lossless');
  return page;
}
const arrives = (series: TestSeries, present: TestSeries) => {
  describe(viewer.stream.session, [present, series]);
  pushAll(viewer.stream.session, [series]);
};

/** How much of the picture's width and height is on the screen, 1: exactly all of it. */
const extent = (page: Page) =>
  page.evaluate(() => {
    const { halfHeight, aspect } = window.handles.viewer.currentView()!;
    const side = 256 * 0.9;
    return { width: (2 * halfHeight * aspect) / side, height: (2 * halfHeight) / side };
  });

it('[VW33] gives one series the whole place, and makes room for the second beside it', async () => {
  const page = await openWith(ncct);
  expect(await pane(page, 2).count()).toBe(0);
  expect((await pane(page).boundingBox())!.width).toBeGreaterThan(900);
  await pane(page).focus();
  await page.keyboard.press('Home');
  await waitFor(page, 1, 'data-slice', '1');
  arrives(cta, ncct);
  await waitFor(page, 2, 'data-series-uid', '1.9');
  await waitFor(page, 2, 'data-fidelity', 'lossless');
  expect((await pane(page).boundingBox())!.width).toBeLessThan(600);
  expect(await pane(page).getAttribute('data-slice')).toBe('1');
  await pane(page).focus();
  // All of its width still, although the viewport is narrower by half.
  await expect.poll(async () => (await extent(page)).width).toBeCloseTo(1, 1);
  expect((await extent(page)).height).toBeGreaterThanOrEqual(0.99);
});

it('[VW33] leaves a reader the angiogram they are reading, and hangs the head beside it', async () => {
  const page = await openWith(cta);
  await pane(page).focus();
  await page.keyboard.press('End');
  await waitFor(page, 1, 'data-slice', '8');
  await page.keyboard.press('i');
  arrives(ncct, cta);
  await waitFor(page, 2, 'data-series-uid', ncct.descriptor.seriesInstanceUid);
  expect(await pane(page).getAttribute('data-series-uid')).toBe('1.9');
  expect(await pane(page).getAttribute('data-slice')).toBe('8');
  await expect.poll(() => pane(page).innerText()).toContain('inverted');
});

it('[VW33] keeps a layout that somebody chose', async () => {
  const page = await openWith(ncct);
  await page.getByRole('button', { name: 'Two viewports' }).click();
  await expect.poll(() => pane(page, 2).innerText()).toBe('No series here yet');
  await page.getByRole('button', { name: 'One viewport' }).click();
  arrives(cta, ncct);
  await page.getByRole('button', { name: /^CTA\. 8 slices/ }).waitFor();
  expect(await pane(page, 2).count()).toBe(0);
});

it('[VW35] keeps the proportions of a picture whose place changes twice in one frame', async () => {
  const page = await openWith(ncct);
  await pane(page).focus();
  // Another part of the page answers a change of size with one of its own, before the next frame.
  await page.evaluate(() => {
    const inner = document.body.firstElementChild as HTMLElement;
    new ResizeObserver(() => {
      inner.style.width = document.body.clientWidth < 1_000 ? '60%' : '100%';
    }).observe(document.body);
  });
  for (const width of ['900px', '100%', '820px', '100%']) {
    await page.evaluate((to) => {
      document.body.style.width = to;
      const inner = document.body.firstElementChild as HTMLElement;
      const answer = document.body.clientWidth < 1_000 ? '60%' : '100%';
      // Both changes were made, and drawn.
      return new Promise<void>((resolve) => {
        const look = () => requestAnimationFrame(() => (inner.style.width === answer ? requestAnimationFrame(() => resolve()) : look()));
        look();
      });
    }, width);
    const sizes = () =>
      pane(page)
        .locator('canvas')
        .first()
        .evaluate((canvas: HTMLCanvasElement) => [canvas.width / canvas.clientWidth, canvas.height / canvas.clientHeight]);
    await expect.poll(sizes).toEqual([1, 1]);
    // All of the picture, as before.
    await expect.poll(async () => Math.min((await extent(page)).width, (await extent(page)).height)).toBeCloseTo(1, 1);
  }
});

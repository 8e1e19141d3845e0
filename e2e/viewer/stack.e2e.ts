import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { head, type TestSeries } from '../../client/viewer/testing/series.ts';
import { builtPage, canvas, launch, open, pane, waitFor } from './support/browser.ts';
import { describe as describeSeries, FakeStream, pushAll } from './support/fake-stream.ts';

let browser: Browser;
let series: TestSeries;
let stream: FakeStream;
let page: Page;
let faults: string[];

beforeAll(async () => {
  browser = await launch();
  series = await head();
});
afterAll(() => browser.close());
beforeEach(async () => {
  stream = await FakeStream.start(await builtPage());
});
afterEach(async () => {
  await page.context().close();
  await stream.close();
  expect(faults).toEqual([]);
});

it('[VW11] shows a slice from pushes alone: empty with words, preview, lossless', async () => {
  stream.onSession = (session) => describeSeries(session, [series]);
  ({ page, faults } = await open(browser, stream.url));
  await waitFor(page, 1, 'data-slices', '24');
  await expect.poll(() => pane(page).textContent()).toContain('This slice has not arrived yet');
  expect((await canvas(page)).coverage).toBe(0);
  const shown = series.frames[Number(await pane(page).getAttribute('data-slice')) - 1]!;
  stream.session.push(shown, 0, shown.ready.ends[shown.ready.preview]);
  await waitFor(page, 1, 'data-fidelity', 'preview');
  expect((await canvas(page)).coverage).toBeGreaterThan(0.05);
  stream.session.push(shown, shown.ready.ends[shown.ready.preview]);
  await waitFor(page, 1, 'data-fidelity', 'lossless');
  expect(await pane(page).textContent()).toContain('DOE, JANE');
});

it('[VW12] scrolls by wheel and by key', async () => {
  stream.onSession = (session) => {
    describeSeries(session, [series]);
    pushAll(session, [series]);
  };
  ({ page, faults } = await open(browser, stream.url));
  await waitFor(page, 1, 'data-fidelity', 'lossless');
  await pane(page).hover();
  await page.mouse.wheel(0, 100);
  await waitFor(page, 1, 'data-slice', '14');
  await page.keyboard.press('ArrowUp');
  await waitFor(page, 1, 'data-slice', '13');
  await page.keyboard.press('2');
  await expect.poll(() => pane(page).textContent()).toContain('W 40 L 40');
});

import type { CDPSession, Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { head, type TestSeries } from '../../client/viewer/testing/series.ts';
import { pane, waitFor } from './support/browser.ts';
import { describe, pushAll } from './support/fake-stream.ts';
import { useViewer } from './support/fixture.ts';

const viewer = useViewer();
let series: TestSeries;
const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };

beforeAll(async () => {
  series = await head();
});

async function openPhone(): Promise<{ page: Page; fingers: CDPSession }> {
  viewer.stream.onSession = (session) => {
    describe(session, [series]);
    pushAll(session, [series]);
  };
  const page = await viewer.open(PHONE);
  await waitFor(page, 1, 'data-fidelity', 'lossless');
  return { page, fingers: await page.context().newCDPSession(page) };
}

type Point = readonly [number, number];
const touch = (fingers: CDPSession, type: 'touchStart' | 'touchMove' | 'touchEnd', ...points: Point[]) =>
  fingers.send('Input.dispatchTouchEvent', { type, touchPoints: points.map(([x, y], id) => ({ x, y, id })) });

async function swipe(fingers: CDPSession, from: Point[], to: Point[], steps = 8): Promise<void> {
  await touch(fingers, 'touchStart', ...from);
  for (let step = 1; step <= steps; step += 1) {
    const at = from.map(([x, y], i): Point => [x + ((to[i]![0] - x) * step) / steps, y + ((to[i]![1] - y) * step) / steps]);
    await touch(fingers, 'touchMove', ...at);
  }
  await touch(fingers, 'touchEnd');
}
const text = (page: Page) => pane(page).innerText();
const view = (page: Page) => page.evaluate(() => window.handles.viewer.currentView()!);

it('[VW27] scrolls with one finger, zooms and moves with two, windows with two together, fits with a double tap', async () => {
  const { page, fingers } = await openPhone();
  await swipe(fingers, [[150, 300]], [[150, 370]]);
  await expect.poll(async () => Number(await pane(page).getAttribute('data-slice'))).toBeGreaterThan(15);
  const before = await view(page);
  await swipe(
    fingers,
    [
      [140, 300],
      [180, 300],
    ],
    [
      [100, 300],
      [220, 300],
    ],
  );
  await expect.poll(async () => (await view(page)).halfHeight).toBeLessThan(before.halfHeight / 2);
  const zoomed = await view(page);
  await swipe(
    fingers,
    [
      [140, 300],
      [180, 300],
    ],
    [
      [180, 310],
      [220, 310],
    ],
  );
  await expect.poll(async () => (await view(page)).centre[0]).toBeLessThan(zoomed.centre[0] - 5);
  await swipe(
    fingers,
    [
      [140, 300],
      [180, 300],
    ],
    [
      [140, 400],
      [180, 400],
    ],
  );
  await expect.poll(() => text(page)).not.toContain('W 80 L 40');
  const slice = await pane(page).getAttribute('data-slice');
  for (let tap = 0; tap < 2; tap += 1) {
    await touch(fingers, 'touchStart', [160, 300]);
    await touch(fingers, 'touchEnd');
  }
  await expect.poll(async () => (await view(page)).halfHeight).toBeCloseTo(before.halfHeight, 1);
  expect(await pane(page).getAttribute('data-slice')).toBe(slice);
});

it('[VW27] measures with a long press', async () => {
  const { page, fingers } = await openPhone();
  await touch(fingers, 'touchStart', [120, 350]);
  await page.waitForFunction(() => window.handles.annotation.state.getAllAnnotations().length === 1);
  await touch(fingers, 'touchMove', [160, 350]);
  await touch(fingers, 'touchMove', [220, 350]);
  await touch(fingers, 'touchEnd');
  await expect.poll(() => page.evaluate(() => window.handles.events.drawn.length)).toBe(1);
  const [a, b] = await page.evaluate(() => window.handles.events.drawn[0]!.points);
  expect(Math.abs(b![0] - a![0] - (100 * 230.4) / 360)).toBeLessThan(6);
  expect(await pane(page).getAttribute('data-slice')).toBe('13');
});

it('[VW27] scrubs at the right edge of a phone, with controls large enough for a thumb', async () => {
  const { page, fingers } = await openPhone();
  const bar = (await page.getByRole('slider').boundingBox())!;
  expect(bar.x + bar.width).toBeGreaterThan(355);
  expect(bar.width).toBeGreaterThanOrEqual(44);
  await swipe(fingers, [[bar.x + 30, bar.y + 100]], [[bar.x + 30, bar.y + bar.height * 0.9]]);
  await expect.poll(async () => Number(await pane(page).getAttribute('data-slice'))).toBeGreaterThan(20);
  for (const button of await page.getByRole('toolbar').getByRole('button').all()) {
    const box = (await button.boundingBox())!;
    expect(Math.min(box.width, box.height)).toBeGreaterThanOrEqual(44);
    expect(box.x + box.width).toBeLessThanOrEqual(360);
  }
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
});

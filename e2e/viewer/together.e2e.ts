import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { head, type TestSeries } from '../../client/viewer/testing/series.ts';
import { pane, waitFor } from './support/browser.ts';
import { describe, pushAll } from './support/fake-stream.ts';
import { useViewer } from './support/fixture.ts';

const viewer = useViewer();
let series: TestSeries;

beforeAll(async () => {
  series = await head();
});

async function openTwo(): Promise<[Page, Page]> {
  viewer.stream.onSession = (session) => {
    describe(session, [series]);
    pushAll(session, [series]);
  };
  const wide = await viewer.open();
  const phone = await viewer.open({ viewport: { width: 360, height: 740 } });
  for (const page of [wide, phone]) await waitFor(page, 1, 'data-fidelity', 'lossless');
  return [wide, phone];
}
const view = (page: Page) => page.evaluate(() => window.handles.viewer.currentView()!);

it('[VW26] follows the anatomy on a screen of another shape, and calls only own acts gestures', async () => {
  const [leader, follower] = await openTwo();
  await pane(leader).focus();
  for (let i = 0; i < 4; i += 1) await leader.keyboard.press('ArrowDown');
  await leader.keyboard.press('4');
  await pane(leader).hover({ position: { x: 150, y: 200 } });
  await leader.keyboard.down('Control');
  for (let i = 0; i < 3; i += 1) await leader.mouse.wheel(0, -120);
  await leader.keyboard.up('Control');
  await waitFor(leader, 1, 'data-slice', '17');
  await expect.poll(() => leader.evaluate(() => window.handles.events.view.at(-1)?.view.window)).toEqual({ width: 200, center: 75 });
  const seen = await view(leader);
  await follower.evaluate(() => window.handles.events.view.splice(0));
  await follower.evaluate((shown) => window.handles.viewer.follow(shown), seen);
  await waitFor(follower, 1, 'data-slice', '17');
  const shown = await view(follower);
  for (const axis of [0, 1, 2] as const) expect(Math.abs(shown.centre[axis] - seen.centre[axis])).toBeLessThan(0.01);
  expect(shown.window).toEqual(seen.window);
  expect(shown.halfHeight * shown.aspect).toBeGreaterThanOrEqual(seen.halfHeight * seen.aspect - 0.01);
  expect(shown.halfHeight).toBeGreaterThanOrEqual(seen.halfHeight - 0.01);
  await expect.poll(() => follower.evaluate(() => window.handles.events.view.length)).toBeGreaterThan(0);
  expect(await follower.evaluate(() => window.handles.events.view.filter(({ gesture }) => gesture).length)).toBe(0);
  await expect.poll(() => viewer.stream.sessions[1]!.of('focus').at(-1)?.leader).toMatchObject([{ id: series.frames[16]!.ready.id }]);
  await pane(follower).focus();
  await follower.keyboard.press('ArrowDown');
  await expect.poll(() => follower.evaluate(() => window.handles.events.view.some(({ gesture }) => gesture))).toBe(true);
  await follower.evaluate(() => window.handles.viewer.unfollow());
  await expect.poll(() => viewer.stream.sessions[1]!.of('focus').at(-1)?.leader).toEqual([]);
});

it('[VW26] shows a cursor at the same millimetre, on the same slice only', async () => {
  const [from, to] = await openTwo();
  await pane(from).hover({ position: { x: 200, y: 250 } });
  const cursor = await from.waitForFunction(() => window.handles.events.cursor.at(-1) ?? undefined).then((handle) => handle.jsonValue());
  await to.evaluate((at) => window.handles.viewer.setCursors([{ clientId: 5, name: 'Dr. Lee', hue: 1, cursor: at! }]), cursor);
  const shown = pane(to).locator('[data-client="5"]');
  await shown.waitFor();
  const [x, y] = await to.evaluate((at) => {
    const element = document.querySelector('[data-place="0"] .pane-pixels')!;
    const viewport = window.handles
      .engine('viewer')!
      .getViewports()
      .find((candidate) => candidate.element === element)!;
    return viewport.worldToCanvas(at!.at);
  }, cursor);
  const box = (await pane(to).boundingBox())!;
  const place = (await shown.boundingBox())!;
  expect(Math.hypot(place.x - box.x - x!, place.y - box.y - y!)).toBeLessThan(1.5);
  await pane(to).focus();
  await to.keyboard.press('ArrowUp');
  await expect.poll(() => shown.count()).toBe(0);
});

it('[VW26] brings others to a spot only when they want to come', async () => {
  const [from, to] = await openTwo();
  await pane(from).focus();
  await from.keyboard.press('Home');
  await waitFor(from, 1, 'data-slice', '1');
  const seen = await view(from);
  const ping = (come: boolean) =>
    to.evaluate(([shown, go]) => window.handles.viewer.ping(shown, shown.centre, { name: 'Dr. Lee', hue: 2 }, go), [seen, come] as const);
  await ping(false);
  expect(await pane(to).getAttribute('data-slice')).toBe('13');
  await ping(true);
  await waitFor(to, 1, 'data-slice', '1');
  await pane(to).locator('.people-ping i').first().waitFor();
});

it('[VW26] scrolls two stacks of one frame of reference together, and leaves another alone', async () => {
  const thin = await head({ uid: '1.7', firstId: 3000, slices: 36, gap: 2, descriptor: { role: 'cta', description: 'CTA', number: 4 } });
  const prior = await head({
    uid: '1.8',
    firstId: 4000,
    slices: 12,
    shape: { frameOfReferenceUid: '9.9' },
    descriptor: { role: 'mr', description: 'MR', number: 6 },
  });
  const all = [series, thin, prior];
  viewer.stream.onSession = (session) => {
    describe(session, all);
    pushAll(session, all);
  };
  const page = await viewer.open();
  await waitFor(page, 2, 'data-fidelity', 'lossless');
  await page.getByRole('button', { name: 'Four viewports' }).click();
  await waitFor(page, 4, 'data-fidelity', 'lossless');
  const alone = await pane(page, 4).getAttribute('data-slice');
  await page.getByRole('button', { name: 'Scroll together' }).click();
  await pane(page, 1).focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('PageDown');
  await waitFor(page, 1, 'data-slice', '11');
  await waitFor(page, 2, 'data-slice', '16');
  expect(await pane(page, 4).getAttribute('data-slice')).toBe(alone);
});

import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { head, STUDY, type TestSeries } from '../../client/viewer/testing/series.ts';
import type { SharedView } from '../../shared/protocol/presence.ts';
import { canvas, pane } from './support/browser.ts';
import { describe, pushAll } from './support/fake-stream.ts';
import { useViewer } from './support/fixture.ts';
import { hasRealData, realSeries } from './support/real.ts';

const viewer = useViewer();

async function openPlanes(series: TestSeries): Promise<Page> {
  viewer.stream.onSession = (session) => {
    describe(session, [series]);
    pushAll(session, [series]);
  };
  const page = await viewer.open();
  await page.waitForFunction(
    (uid) => document.querySelector('[data-place="0"]')?.getAttribute('data-series-uid') === uid,
    series.descriptor.seriesInstanceUid,
  );
  await page.keyboard.press('m');
  await page.waitForFunction(() => document.querySelector('[data-place="axial"]') !== null);
  return page;
}
const attribute = (page: Page, place: string, name: string) => page.locator(`[data-place="${place}"]`).getAttribute(name);
const complete = (page: Page) => expect.poll(() => attribute(page, 'axial', 'data-fidelity'), { timeout: 30_000 }).toBe('lossless');
const view = (page: Page) => page.evaluate(() => window.handles.viewer.currentView()) as Promise<SharedView>;

/** Grey at a point of the patient in a plane, through the viewport's own camera; null outside of it. */
const greyAt = (page: Page, place: string, point: readonly number[]) =>
  page.evaluate(
    ([where, world]) => {
      const element = document.querySelector(`[data-place="${where}"] .pane-pixels`)!;
      const viewport = window.handles
        .engine('viewer')!
        .getViewports()
        .find((candidate) => candidate.element === element)!;
      const [x, y] = viewport.worldToCanvas(world as [number, number, number]);
      const image = element.querySelector('canvas')!;
      const { data } = image.getContext('2d')!.getImageData(Math.round(x) - 1, Math.round(y) - 1, 3, 3);
      return data.filter((_, i) => i % 4 === 0).reduce((sum, value) => sum + value, 0) / 9;
    },
    [place, point] as const,
  );

it('[VW2] reformats an even straight series as it is, live from the stream', async () => {
  const page = await openPlanes(await head({ slices: 40, gap: 2 }));
  await complete(page);
  expect(await attribute(page, 'axial', 'data-slices')).toBe('40');
  for (const n of [1, 2, 3]) await expect.poll(async () => (await canvasOf(page, n)).coverage).toBeGreaterThan(0.05);
  expect(await page.locator('[data-place="axial"] .overlay-remark').count()).toBe(0);
  await page.locator('[data-place="axial"]').focus();
  const before = await view(page);
  await page.keyboard.press('ArrowDown');
  await expect.poll(async () => (await view(page)).centre[2]).toBeCloseTo(before.centre[2] + 2, 3);
});

const canvasOf = async (page: Page, n: number) => {
  const place = ['axial', 'sagittal', 'coronal'][n - 1]!;
  return page.evaluate((name) => {
    const element = document.querySelector<HTMLCanvasElement>(`[data-place="${name}"] .pane-pixels canvas`)!;
    const { data } = element.getContext('2d')!.getImageData(0, 0, element.width, element.height);
    let lit = 0;
    for (let i = 0; i < data.length; i += 4) if (data[i]! > 8) lit += 1;
    return { coverage: lit / (data.length / 4) };
  }, place);
};

it('[VW2] puts every voxel of a tilted series where it is in the patient', async () => {
  // The same head in the patient, cut by slices that are tilted by 18.5°: without the audit its points are up to 27 mm off.
  const [c, s] = [Math.cos(0.3229), Math.sin(0.3229)];
  const series = await head({
    slices: 40,
    gap: 2,
    shape: { orientation: [1, 0, 0, 0, c, -s] },
    position: (k) => [-114.75, -114.75, k * 2],
  });
  const page = await openPlanes(series);
  await complete(page);
  expect(await page.locator('[data-place="axial"] .overlay-remark').innerText()).toContain('tilt 18.5°');
  // The block in the corner of slice 20: its middle, in the patient.
  const [column, row] = [17.5, 17.5];
  const inPlane = [column * 0.9, row * 0.9];
  const at = [-114.75 + inPlane[0]!, -114.75 + c * inPlane[1]!, 40 - s * inPlane[1]!];
  await page.evaluate((point) => {
    const present = window.handles.viewer.currentView()!;
    window.handles.viewer.ping(
      { ...present, centre: point as [number, number, number], kind: 'stack' },
      point as [number, number, number],
      { name: 'x', hue: 0 },
      true,
    );
  }, at);
  await expect.poll(() => page.evaluate(() => window.handles.viewer.currentView()!.centre[2])).toBeCloseTo(at[2]!, 0);
  // Value 60 HU in a window of 80/40: three quarters of white. Round it is air.
  await expect.poll(async () => Math.abs((await greyAt(page, 'axial', at)) - 191)).toBeLessThan(12);
  expect(await greyAt(page, 'axial', [at[0]! - 14, at[1]!, at[2]!])).toBeLessThan(5);
});

it('[VW2] refuses what cannot be right and says why', async () => {
  const series = await head({ slices: 12 });
  series.frames.splice(5, 1);
  const page = await openPlanes(series);
  await expect
    .poll(() => page.locator('[data-place="axial"]').innerText())
    .toContain('slices are missing after slice 5 (6.0 mm without a picture)');
  expect(await attribute(page, 'axial', 'data-fidelity')).toBe('none');
  const lost = await head({ slices: 12 });
  describe(viewer.stream.session, [lost]);
  pushAll(viewer.stream.session, [lost]);
  await complete(page);
});

it('[VW9] projects a slab of the thickness it says, and scrolls by planes under it', async () => {
  // One bright plane in the middle: a slab shows it as far off as half its thickness, and no further.
  const series = await head({ slices: 61, gap: 1, shape: { rows: 64, columns: 64, pixelSpacing: [3, 3] } });
  const page = await openPlanes(series);
  await complete(page);
  await page.getByRole('button', { name: 'MIP slab 20 mm' }).click();
  await page.locator('[data-place="axial"]').focus();
  await expect.poll(() => page.locator('[data-place="axial"]').innerText()).toContain('MIP 20 mm');
  const start = await view(page);
  expect(start.slab).toBe(20);
  await page.keyboard.press('ArrowDown');
  await expect.poll(async () => (await view(page)).centre[2]).toBeCloseTo(start.centre[2] + 1, 3);
  // Outside of the head the block is the only thing in the corner: value 20 + 2 (k mod 30), highest at k = 29.
  const corner = (z: number) => [-94.5 + 17 * 3, -94.5 + 17 * 3, z];
  const brightest = async (k: number) => {
    await page.keyboard.press('Home');
    await expect.poll(async () => (await view(page)).centre[2]).toBeCloseTo(0, 3);
    for (let i = 0; i < k; i += 1) await page.keyboard.press('ArrowDown');
    await expect.poll(async () => (await view(page)).centre[2]).toBeCloseTo(k, 3);
    return greyAt(page, 'axial', corner(k));
  };
  const grey = (k: number) => ((20 + 2 * k) / 80) * 255;
  // At plane 12 the slab reaches to 22, not to 32 (where the block of slice 29 would be in it).
  expect(Math.abs((await brightest(12)) - grey(22))).toBeLessThan(12);
  await page.getByRole('button', { name: 'No slab' }).click();
  await expect.poll(async () => Math.abs((await greyAt(page, 'axial', corner(12))) - grey(12))).toBeLessThan(12);
});

it.runIf(hasRealData('tilted'))('[VW2] reads a real head CT with tilt and uneven gaps', async () => {
  const series = await realSeries('tilted', 1);
  series.study = STUDY;
  series.descriptor.studyInstanceUid = STUDY.studyInstanceUid;
  const page = await openPlanes(series);
  await complete(page);
  expect(await page.locator('[data-place="sagittal"] .overlay-remark').innerText()).toBe('resampled: tilt 18.5°, gaps 1.1 to 7.0 mm');
  for (const n of [1, 2, 3]) await expect.poll(async () => (await canvasOf(page, n)).coverage).toBeGreaterThan(0.08);
});

it('[VW20] gives everything back when the planes are left', async () => {
  const page = await openPlanes(await head({ slices: 30, gap: 2 }));
  await complete(page);
  await page.getByRole('button', { name: 'One viewport' }).click();
  await pane(page).waitFor();
  await expect.poll(() => page.evaluate(() => window.handles.cache.getVolumes().length)).toBe(0);
  await expect.poll(async () => (await canvas(page)).coverage).toBeGreaterThan(0.05);
  expect(await page.evaluate(() => window.handles.cache.getCacheSize())).toBeLessThanOrEqual(30 * 256 * 256 * 2);
});

import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { head, type TestSeries } from '../../client/viewer/testing/series.ts';
import type { Mark } from '../../shared/protocol/marks.ts';
import { pane, waitFor } from './support/browser.ts';
import { describe, pushAll } from './support/fake-stream.ts';
import { useViewer } from './support/fixture.ts';

const viewer = useViewer();
let series: TestSeries;

beforeAll(async () => {
  series = await head();
});

async function openLossless(): Promise<Page> {
  viewer.stream.onSession = (session) => {
    describe(session, [series]);
    pushAll(session, [series]);
  };
  const page = await viewer.open();
  await waitFor(page, 1, 'data-fidelity', 'lossless');
  return page;
}

/** The slice in the middle as its preview, until `complete` sends the rest of it. */
async function openPreview(): Promise<{ page: Page; frame: TestSeries['frames'][number]; complete: () => Promise<void> }> {
  const { page, frame } = await viewer.openPreview(series);
  const complete = async () => {
    viewer.stream.session.push(frame, frame.ready.ends[frame.ready.preview]);
    await waitFor(page, 1, 'data-fidelity', 'lossless');
  };
  return { page, frame, complete };
}

/** Drags from one share of the pane to another. */
async function drag(page: Page, from: readonly [number, number], to: readonly [number, number]): Promise<void> {
  const box = (await pane(page).boundingBox())!;
  const at = ([x, y]: readonly [number, number]) => [box.x + box.width * x, box.y + box.height * y] as const;
  await page.mouse.move(...at(from));
  await page.mouse.down();
  await page.mouse.move(...at([(from[0] + to[0]) / 2, (from[1] + to[1]) / 2]));
  await page.mouse.move(...at(to));
  await page.mouse.up();
}

const drawn = (page: Page) => page.evaluate(() => window.handles.events.drawn);
const measured = (page: Page, uid: string) =>
  page.evaluate((wanted) => window.handles.events.measured.filter((entry) => entry.uid === wanted).at(-1), uid);
const shapes = (page: Page) => pane(page).locator('svg [data-annotation-uid], svg line').count();

function length(k: number, points: [number, number][], overrides: Partial<Mark> = {}): Mark {
  const z = series.frames[k]!.descriptor.position![2];
  return {
    uid: `remote-${k}-${points.flat().join('-')}`,
    tool: 'Length',
    studyInstanceUid: series.study.studyInstanceUid,
    seriesInstanceUid: series.descriptor.seriesInstanceUid,
    sopInstanceUid: series.frames[k]!.descriptor.sop,
    frame: 1,
    frameOfReferenceUid: series.descriptor.shape!.frameOfReferenceUid!,
    points: points.map(([x, y]) => [x, y, z]),
    normal: [0, 0, -1],
    up: [0, -1, 0],
    by: 'other',
    at: '2026-03-14T02:20:00Z',
    ...overrides,
  };
}
const OTHER = { hue: 3, authorName: 'Dr. Lee', own: false, draft: false };

it('[VW24] tells a length drawn with the mouse, in millimetres of the patient', async () => {
  const page = await openLossless();
  await page.keyboard.press('l');
  await drag(page, [0.35, 0.45], [0.6, 0.45]);
  await expect.poll(async () => (await drawn(page)).length).toBe(1);
  const [mark] = await drawn(page);
  expect(mark).toMatchObject({ tool: 'Length', sopInstanceUid: series.frames[12]!.descriptor.sop, frameOfReferenceUid: '1.2.826.9' });
  // The picture is 256 × 0.9 mm high or wide, whichever fills its side of the pane.
  const box = (await pane(page).boundingBox())!;
  const expected = (box.width * 0.25 * 256 * 0.9) / Math.min(box.width, box.height);
  const [a, b] = mark!.points;
  expect(Math.abs(b![0] - a![0] - expected)).toBeLessThan(1.5);
  expect([a![1], a![2]]).toEqual([b![1], 36]);
  expect(await measured(page, mark!.uid)).toEqual({ uid: mark!.uid, value: `${(b![0] - a![0]).toFixed(1)} mm` });
  expect(await pane(page).locator('svg text').textContent()).toContain(' mm');
  expect(await page.evaluate(() => window.handles.events.drawing.length)).toBeGreaterThan(0);
});

it('[VW24] draws a mark of somebody else where it is in the patient, on its own slice only, and does not tell it back', async () => {
  const page = await openLossless();
  const mark = length(12, [
    [-40, 0],
    [40, 0],
  ]);
  await page.evaluate(([shown, style]) => window.handles.viewer.showMark(shown, style), [mark, OTHER] as const);
  const line = pane(page).locator('svg line').first();
  await line.waitFor({ state: 'attached' });
  const box = (await pane(page).boundingBox())!;
  const width = Number(await line.getAttribute('x2')) - Number(await line.getAttribute('x1'));
  expect(Math.abs(width - (80 * Math.min(box.width, box.height)) / (256 * 0.9))).toBeLessThan(1);
  expect(await measured(page, mark.uid)).toEqual({ uid: mark.uid, value: '80.0 mm' });
  await page.keyboard.press('ArrowDown');
  await waitFor(page, 1, 'data-slice', '14');
  await expect.poll(() => pane(page).locator('svg line').count()).toBe(0);
  await page.evaluate((shown) => window.handles.viewer.jumpTo(shown), mark);
  await waitFor(page, 1, 'data-slice', '13');
  await page.evaluate((uid) => window.handles.viewer.hideMark(uid), mark.uid);
  await expect.poll(() => pane(page).locator('svg line').count()).toBe(0);
  expect(
    await page.evaluate(() => [
      window.handles.events.drawn.length,
      window.handles.events.erased.length,
      window.handles.events.drawing.length,
    ]),
  ).toEqual([0, 0, 0]);
});

it('[VW24] keeps a mark until its slice is known', async () => {
  const known = series.frames.slice(0, 5);
  viewer.stream.onSession = (session) => describe(session, [series], () => known);
  const page = await viewer.open();
  await waitFor(page, 1, 'data-slices', '5');
  const mark = length(20, [
    [-40, 0],
    [40, 0],
  ]);
  await page.evaluate(([shown, style]) => window.handles.viewer.showMark(shown, style), [mark, OTHER] as const);
  describe(viewer.stream.session, [series]);
  await waitFor(page, 1, 'data-slices', '24');
  await page.evaluate((shown) => window.handles.viewer.jumpTo(shown), mark);
  await waitFor(page, 1, 'data-slice', '21');
  await pane(page).locator('svg line').first().waitFor({ state: 'attached' });
});

it('[VW8] goes on drawing after marks that are malformed', async () => {
  const page = await openLossless();
  const good = length(12, [
    [-30, 10],
    [30, 10],
  ]);
  const bad = [
    { points: [[0, 0, 36]] },
    { points: [[0, 0, 36], null] },
    { tool: 'EllipticalROI' },
    { points: undefined },
    { tool: 'Angle' },
  ];
  await page.evaluate(
    ([mark, changes, style]) => {
      for (const [i, change] of changes.entries())
        window.handles.viewer.showMark({ ...mark, uid: `malformed-${i}`, ...change } as never, style);
      window.handles.viewer.showMark(mark, style);
    },
    [good, bad, OTHER] as const,
  );
  await pane(page).locator('svg line').first().waitFor({ state: 'attached' });
  await page.keyboard.press('l');
  await drag(page, [0.4, 0.6], [0.6, 0.6]);
  await expect.poll(async () => (await drawn(page)).length).toBe(1);
});

it('[VW4] gives no grey values of a preview, and the right ones as soon as the slice is lossless', async () => {
  const { page, frame, complete } = await openPreview();
  await page.keyboard.press('e');
  await drag(page, [0.5, 0.5], [0.6, 0.58]);
  await expect.poll(async () => (await drawn(page)).length).toBe(1);
  const [mark] = await drawn(page);
  expect(await measured(page, mark!.uid)).toEqual({ uid: mark!.uid, value: null });
  expect(await pane(page).locator('svg text').textContent()).toContain('waiting for lossless');
  await complete();
  await expect.poll(async () => (await measured(page, mark!.uid))?.value).toMatch(/^mean /);
  const value = (await measured(page, mark!.uid))!.value!;
  const [x, y] = [0, 1].map((axis) => (mark!.points[0]![axis]! + mark!.points[1]![axis]!) / 2 / 0.9 + 127.5);
  const [a, b] = [Math.hypot(mark!.points[2]![0] - mark!.points[3]![0]) / 1.8, Math.hypot(mark!.points[0]![1] - mark!.points[1]![1]) / 1.8];
  const inside = [...frame.stored].filter((_, at) => (((at % 256) - x!) / a!) ** 2 + ((Math.floor(at / 256) - y!) / b!) ** 2 <= 1);
  const mean = inside.reduce((sum, one) => sum + one, 0) / inside.length;
  expect(Math.abs(Number(/mean (-?[\d.]+) HU/.exec(value)![1]) - mean)).toBeLessThan(0.15);
  expect(value).toContain(`${Math.min(...inside)} to ${Math.max(...inside)}`);
});

it('[VW3] measures the same on a preview as on the lossless picture', async () => {
  const { page, complete } = await openPreview();
  await page.keyboard.press('l');
  await drag(page, [0.35, 0.45], [0.6, 0.45]);
  await expect.poll(async () => (await drawn(page)).length).toBe(1);
  const line = pane(page).locator('svg line').first();
  const before = [await line.getAttribute('x1'), await line.getAttribute('x2')];
  await complete();
  await drag(page, [0.35, 0.65], [0.6, 0.65]);
  await expect.poll(async () => (await drawn(page)).length).toBe(2);
  const spans = (await drawn(page)).map(({ points: [a, b] }) => b![0] - a![0]);
  expect(Math.abs(spans[0]! - spans[1]!)).toBeLessThan(0.01);
  expect([await line.getAttribute('x1'), await line.getAttribute('x2')]).toEqual(before);
});

it('[VW10] loses no mark to a bare z or y, and leaves undo to the document', async () => {
  const page = await openLossless();
  await page.keyboard.press('l');
  await drag(page, [0.35, 0.45], [0.6, 0.45]);
  await expect.poll(async () => (await drawn(page)).length).toBe(1);
  await page.evaluate(() => {
    const asked: string[] = [];
    Object.assign(window, { asked });
    window.handles.viewer.setUndo({ undo: () => asked.push('undo'), redo: () => asked.push('redo') });
  });
  const before = await shapes(page);
  for (const key of ['z', 'y', 'Delete', 'Backspace']) {
    await page.keyboard.press(key);
    // The library listens on its own element, which the mouse may have given the focus.
    await pane(page).locator('.pane-pixels').dispatchEvent('keydown', { key, bubbles: true });
    await pane(page).locator('.pane-pixels').dispatchEvent('keyup', { key, bubbles: true });
  }
  // Drawn twice since: a mark that was taken away would be gone from the screen by now.
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  expect(await page.evaluate(() => window.handles.annotation.state.getAllAnnotations().length)).toBe(1);
  expect(await shapes(page)).toBe(before);
  // The library's own history hangs on these keys unless every tool was told otherwise.
  const bound = await page.evaluate(() =>
    window.handles.groups
      .getAllToolGroups()
      .flatMap((group) =>
        Object.keys(group.toolOptions).flatMap((name) =>
          Object.keys((group.getToolInstance(name).configuration as { actions?: object }).actions ?? {}),
        ),
      ),
  );
  expect(bound).toEqual([]);
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+y');
  expect(await page.evaluate(() => (window as unknown as { asked: string[] }).asked)).toEqual(['undo', 'redo']);
  expect(await shapes(page)).toBe(before);
});

it('[VW29] moves and erases own marks only, and none without permission', async () => {
  const page = await openLossless();
  const mark = length(12, [
    [-40, 0],
    [40, 0],
  ]);
  await page.evaluate(([shown, style]) => window.handles.viewer.showMark(shown, style), [mark, OTHER] as const);
  await pane(page).locator('svg line').first().waitFor({ state: 'attached' });
  await page.getByRole('button', { name: 'Eraser' }).click();
  const line = pane(page).locator('svg line').first();
  const box = (await pane(page).boundingBox())!;
  const spot = [
    box.x + (Number(await line.getAttribute('x1')) * 3 + Number(await line.getAttribute('x2'))) / 4,
    box.y + Number(await line.getAttribute('y1')),
  ] as const;
  await page.mouse.click(...spot);
  expect(await page.evaluate(() => window.handles.events.erased)).toEqual([]);
  await page.evaluate(([shown, style]) => window.handles.viewer.showMark(shown, style), [
    { ...mark, by: 'me' },
    { ...OTHER, own: true },
  ] as const);
  await page.evaluate(() => window.handles.setWriter(false));
  expect(await page.getByRole('button', { name: 'Length' }).getAttribute('aria-disabled')).toBe('true');
  expect(await page.getByRole('button', { name: 'Length' }).getAttribute('title')).toContain('you can look here, but not mark');
  await page.evaluate(() => window.handles.setWriter(true));
  await page.getByRole('button', { name: 'Eraser' }).click();
  await page.mouse.click(...spot);
  await expect.poll(() => page.evaluate(() => window.handles.events.erased)).toEqual([{ uid: mark.uid }]);
  await expect.poll(() => pane(page).locator('svg line').count()).toBe(0);
});

it('[VW29] tells an own mark that was moved', async () => {
  const page = await openLossless();
  await page.keyboard.press('l');
  await drag(page, [0.35, 0.45], [0.6, 0.45]);
  await expect.poll(async () => (await drawn(page)).length).toBe(1);
  await page.keyboard.press('Escape');
  await drag(page, [0.6, 0.45], [0.6, 0.6]);
  await expect.poll(async () => (await drawn(page)).length).toBe(2);
  const [before, after] = await drawn(page);
  expect(after!.uid).toBe(before!.uid);
  expect(after!.points[1]![1]).toBeGreaterThan(before!.points[1]![1] + 10);
  expect(await pane(page).getAttribute('data-slice')).toBe('13');
});

it('[VW24] asks for the text of an arrow in a dialog of its own', async () => {
  const page = await openLossless();
  await page.keyboard.press('r');
  await drag(page, [0.5, 0.4], [0.6, 0.5]);
  await page.getByRole('textbox', { name: 'Text of the arrow' }).fill('Dense MCA?');
  await page.keyboard.press('Enter');
  await expect.poll(async () => (await drawn(page))[0]?.text).toBe('Dense MCA?');
  await drag(page, [0.4, 0.6], [0.45, 0.7]);
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect.poll(() => page.evaluate(() => window.handles.events['drawing-ended'].length)).toBe(1);
  expect(await drawn(page)).toHaveLength(1);
});

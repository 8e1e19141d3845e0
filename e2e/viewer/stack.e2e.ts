import { beforeAll, expect, it } from 'vitest';
import { blockValue, head, type TestSeries } from '../../client/viewer/testing/series.ts';
import { canvas, pane, waitFor } from './support/browser.ts';
import { describe, pushAll } from './support/fake-stream.ts';
import { useViewer } from './support/fixture.ts';

const viewer = useViewer();
let series: TestSeries;

beforeAll(async () => {
  series = await head();
});

it('[VW11] shows a slice from pushes alone: empty with words, preview, lossless', async () => {
  viewer.stream.onSession = (session) => describe(session, [series]);
  const page = await viewer.open();
  await waitFor(page, 1, 'data-slices', '24');
  await expect.poll(() => pane(page).textContent()).toContain('This slice has not arrived yet');
  expect((await canvas(page)).coverage).toBe(0);
  const shown = series.frames[Number(await pane(page).getAttribute('data-slice')) - 1]!;
  viewer.stream.session.push(shown, 0, shown.ready.ends[shown.ready.preview]);
  await waitFor(page, 1, 'data-fidelity', 'preview');
  expect((await canvas(page)).coverage).toBeGreaterThan(0.05);
  viewer.stream.session.push(shown, shown.ready.ends[shown.ready.preview]);
  await waitFor(page, 1, 'data-fidelity', 'lossless');
});

it('[VW12] scrolls by wheel, key and load bar, and windows by key', async () => {
  viewer.stream.onSession = (session) => {
    describe(session, [series]);
    pushAll(session, [series]);
  };
  const page = await viewer.open();
  await waitFor(page, 1, 'data-fidelity', 'lossless');
  await pane(page).hover();
  await page.mouse.wheel(0, 100);
  await waitFor(page, 1, 'data-slice', '14');
  await page.keyboard.press('ArrowUp');
  await waitFor(page, 1, 'data-slice', '13');
  await page.keyboard.press('End');
  await waitFor(page, 1, 'data-slice', '24');
  const bar = await page.getByRole('slider', { name: 'Slices of Head 3.0 J40s' }).boundingBox();
  await page.mouse.click(bar!.x + bar!.width / 2, bar!.y + bar!.height * 0.26);
  await waitFor(page, 1, 'data-slice', '7');
  await page.keyboard.press('2');
  await expect.poll(() => pane(page).textContent()).toContain('W 40 L 40');
  await page.getByRole('button', { name: 'Window: Subdural 200/75' }).click();
  await expect.poll(() => pane(page).textContent()).toContain('W 200 L 75');
  await page.keyboard.press('1');
  const plain = (await canvas(page)).mean;
  await page.keyboard.press('i');
  await expect.poll(async () => (await canvas(page)).mean).toBeGreaterThan(plain + 40);
});

it('[VW22] keeps the identity of the patient, the study and the picture on the pixels', async () => {
  viewer.stream.onSession = (session) => {
    describe(session, [series]);
    pushAll(session, [series]);
  };
  const page = await viewer.open();
  await waitFor(page, 1, 'data-fidelity', 'lossless');
  const text = await pane(page).innerText();
  for (const said of [
    'DOE, JANE',
    'Feb 03, 1951',
    'F',
    'MRN RG-0042',
    'Riverside General',
    'Mar 14, 2026',
    '02:14',
    'Head 3.0 J40s',
    'Slice 13 of 24',
    'W 80 L 40',
    'lossless',
  ])
    expect(text).toContain(said);
  expect(await pane(page).locator('.overlay-letter').allInnerTexts()).toEqual(['R', 'L', 'A', 'P']);
  await page.getByRole('button', { name: 'Flip left and right' }).click();
  await expect.poll(() => pane(page).locator('.overlay-letter').allInnerTexts()).toEqual(['L', 'R', 'A', 'P']);
  expect(await pane(page).getAttribute('data-patient-id')).toBe('RG-0042');
  expect(await pane(page).getAttribute('data-sop-uid')).toBe(series.frames[12]!.descriptor.sop);
});

it('[VW6] never covers a failed or missing slice with the pixels of another', async () => {
  viewer.stream.onSession = (session) => {
    describe(session, [series]);
    for (const frame of series.frames.filter((_, k) => k !== 13 && k !== 14)) session.push(frame);
    session.say({ t: 'failed', frames: [{ id: series.frames[13]!.ready.id, why: 'its JPEG 2000 data are damaged' }] });
  };
  const page = await viewer.open();
  await waitFor(page, 1, 'data-fidelity', 'lossless');
  await pane(page).focus();
  await page.keyboard.press('ArrowDown');
  await waitFor(page, 1, 'data-slice', '14');
  await expect.poll(() => pane(page).innerText()).toContain('This slice cannot be displayed: its JPEG 2000 data are damaged');
  expect(await canvas(page)).toMatchObject({ coverage: 0 });
  expect(await pane(page).getAttribute('data-fidelity')).toBe('none');
  await page.keyboard.press('ArrowDown');
  await waitFor(page, 1, 'data-slice', '15');
  await expect.poll(() => pane(page).innerText()).toContain('This slice has not arrived yet');
  expect(await canvas(page)).toMatchObject({ coverage: 0 });
  expect(await page.getByRole('slider').first().getAttribute('aria-valuetext')).toContain(
    'Slice 15 has not arrived. Slice 14 cannot be displayed',
  );
});

it('[VW7] shows no damaged frame as lossless, asks again and heals', async () => {
  const { page, frame } = await viewer.openPreview(series);
  viewer.stream.session.push(frame, frame.ready.ends[frame.ready.preview], frame.codestream.length, true);
  await expect.poll(() => viewer.stream.session.of('again')).toEqual([{ t: 'again', id: frame.ready.id, have: 0 }]);
  expect(await pane(page).getAttribute('data-fidelity')).toBe('preview');
  viewer.stream.session.push(frame);
  await waitFor(page, 1, 'data-fidelity', 'lossless');
});

it('[VW19] puts slices that arrive in their place without moving the one being read', async () => {
  const early = series.frames.filter((_, k) => k % 2 === 0);
  viewer.stream.onSession = (session) => {
    describe(session, [series], () => early);
    for (const frame of early) session.push(frame);
  };
  const page = await viewer.open();
  await waitFor(page, 1, 'data-fidelity', 'lossless');
  await pane(page).focus();
  await page.keyboard.press('ArrowDown');
  await waitFor(page, 1, 'data-slice', '8');
  const wider = (await canvas(page)).mean;
  await page.keyboard.press('3');
  await expect.poll(() => pane(page).innerText()).toContain('W 8 L 32');
  await expect.poll(async () => (await canvas(page)).mean).not.toBe(wider);
  const sop = await pane(page).getAttribute('data-sop-uid');
  const before = await canvas(page);
  const late = series.frames.filter((_, k) => k % 2 === 1);
  for (const frame of late) {
    viewer.stream.session.say({ t: 'frames', frames: [frame.descriptor] });
    viewer.stream.session.say({ t: 'ready', frames: [frame.ready] });
    viewer.stream.session.push(frame);
  }
  await waitFor(page, 1, 'data-slices', '24');
  expect(await pane(page).getAttribute('data-sop-uid')).toBe(sop);
  expect(await pane(page).getAttribute('data-slice')).toBe('15');
  expect(await pane(page).innerText()).toContain('W 8 L 32');
  expect(await canvas(page)).toEqual(before);
  for (const slice of ['16', '17', '18']) {
    await page.keyboard.press('ArrowDown');
    await waitFor(page, 1, 'data-slice', slice);
    await waitFor(page, 1, 'data-sop-uid', series.frames[Number(slice) - 1]!.descriptor.sop);
  }
});

it('[VW21] hangs the head left and the angiogram right, whichever came first, and leaves alone what a reader chose', async () => {
  const cta = await head({ uid: '1.9', firstId: 5000, slices: 8, descriptor: { role: 'cta', description: 'CTA', number: 5 } });
  viewer.stream.onSession = (session) => {
    describe(session, [cta]);
    pushAll(session, [cta]);
  };
  const page = await viewer.open();
  await waitFor(page, 1, 'data-series-uid', '1.9');
  describe(viewer.stream.session, [cta, series]);
  await waitFor(page, 1, 'data-series-uid', series.descriptor.seriesInstanceUid);
  await waitFor(page, 2, 'data-series-uid', '1.9');
  await page.getByRole('button', { name: /^CTA\./ }).click();
  await waitFor(page, 1, 'data-series-uid', '1.9');
  describe(viewer.stream.session, [cta, series]);
  await waitFor(page, 2, 'data-series-uid', '1.9');
  await page.getByRole('button', { name: 'Four viewports' }).click();
  await expect.poll(() => page.getByRole('region').count()).toBeGreaterThanOrEqual(4);
  await waitFor(page, 1, 'data-series-uid', '1.9');
});

it('[VW6] says in every frame that is painted which slice is on it, however fast the reader jumps', async () => {
  const many = await head({ slices: 100, gap: 1 });
  viewer.stream.onSession = (session) => {
    describe(session, [many]);
    pushAll(session, [many]);
  };
  const page = await viewer.open();
  await waitFor(page, 1, 'data-fidelity', 'lossless');
  // What is written, and the grey of the block in the corner that each slice has of its own, after every frame's callbacks.
  await page.evaluate(() => {
    const region = document.querySelector<HTMLElement>('[data-place="0"]')!;
    const element = region.querySelector<HTMLElement>('.pane-pixels')!;
    const viewport = window.handles.engine('viewer')!.getViewports()[0]!;
    const corner = -(255 / 2) * 0.9 + 18 * 0.9;
    const [x, y] = viewport.worldToCanvas([corner, corner, 0]).map(Math.round) as [number, number];
    const seen: { slice: number; fidelity: string; grey: number }[] = [];
    Object.assign(window, { seen });
    const look = () => {
      const { slice, fidelity } = region.dataset;
      const [grey] = element.querySelector('canvas')!.getContext('2d')!.getImageData(x, y, 1, 1).data;
      if (getComputedStyle(element).visibility === 'visible') seen.push({ slice: Number(slice), fidelity: fidelity!, grey: grey! });
    };
    const channel = new MessageChannel();
    channel.port1.onmessage = look;
    const frame = () => {
      channel.port2.postMessage(null);
      requestAnimationFrame(frame);
    };
    frame();
  });
  await pane(page).focus();
  for (const [key, slice] of [
    ['End', '100'],
    ['Home', '1'],
    ['PageDown', '11'],
    ['End', '100'],
    ['ArrowUp', '99'],
    ['Home', '1'],
  ] as const) {
    await page.keyboard.press(key);
    await waitFor(page, 1, 'data-slice', slice);
    await waitFor(page, 1, 'data-fidelity', 'lossless');
  }
  const seen = await page.evaluate(() => (window as unknown as { seen: { slice: number; fidelity: string; grey: number }[] }).seen);
  expect(new Set(seen.map(({ slice }) => slice)).size).toBeGreaterThanOrEqual(5);
  const wrong = seen.filter(({ slice, fidelity, grey }) => {
    const right = fidelity === 'none' ? 0 : (blockValue(slice - 1) * 255) / 79;
    return Math.abs(grey - right) > 3;
  });
  expect(wrong).toEqual([]);
});

it('[VW6] leaves no pixels of a study that was taken out of the consult', async () => {
  viewer.stream.onSession = (session) => {
    describe(session, [series]);
    pushAll(session, [series]);
  };
  const page = await viewer.open();
  await waitFor(page, 1, 'data-fidelity', 'lossless');
  viewer.stream.session.say({ t: 'removed', studyInstanceUid: series.study.studyInstanceUid });
  await waitFor(page, 1, 'data-series-uid', '');
  await expect.poll(() => page.locator('[data-place="0"] .pane-pixels').isHidden()).toBe(true);
  expect(await pane(page).innerText()).toBe('No series here yet');
});

it('[VW28] goes from viewport to viewport with Tab', async () => {
  const cta = await head({ uid: '1.9', firstId: 5000, slices: 8, descriptor: { role: 'cta', description: 'CTA', number: 5 } });
  viewer.stream.onSession = (session) => {
    describe(session, [series, cta]);
    pushAll(session, [series, cta]);
  };
  const page = await viewer.open();
  await waitFor(page, 2, 'data-fidelity', 'lossless');
  await pane(page, 1).focus();
  await page.keyboard.press('Tab');
  await page.keyboard.press('End');
  await waitFor(page, 2, 'data-slice', '8');
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('End');
  await waitFor(page, 1, 'data-slice', '24');
  await page.keyboard.press(']');
  await waitFor(page, 1, 'data-series-uid', '1.9');
});

it('[VW19] comes to the middle of a series that was sent from one end, unless somebody has chosen a slice', async () => {
  viewer.stream.onSession = (session) => {
    describe(session, [series], ({ frames }) => frames.slice(0, 2));
    for (const frame of series.frames.slice(0, 2)) session.push(frame);
  };
  const [waiting, reading] = [await viewer.open(), await viewer.open()];
  for (const page of [waiting, reading]) await waitFor(page, 1, 'data-fidelity', 'lossless');
  await pane(reading).focus();
  await reading.keyboard.press('ArrowUp');
  await waitFor(reading, 1, 'data-slice', '1');
  for (const session of viewer.stream.sessions) {
    describe(session, [series]);
    for (const frame of series.frames) session.push(frame);
  }
  await waitFor(waiting, 1, 'data-slice', '13');
  await waitFor(reading, 1, 'data-slices', '24');
  expect(await pane(reading).getAttribute('data-slice')).toBe('1');
});

it('[VW19] comes to the middle also when its picture comes long after the others', async () => {
  const late = series.frames[12]!;
  viewer.stream.onSession = (session) => {
    describe(session, [series], ({ frames }) => frames.slice(0, 2));
    for (const frame of series.frames.slice(0, 2)) session.push(frame);
  };
  const [without, whole] = [await viewer.open(), await viewer.open()];
  for (const page of [without, whole]) await waitFor(page, 1, 'data-fidelity', 'lossless');
  const [toOne, toOther] = viewer.stream.sessions;
  for (const session of [toOne!, toOther!]) {
    describe(session, [series]);
    for (const frame of series.frames) if (frame !== late) session.push(frame);
  }
  await waitFor(without, 1, 'data-slices', '24');
  toOther!.push(late);
  // Where the picture is there, the series has been quiet for long enough; where it is not, too.
  await waitFor(whole, 1, 'data-slice', '13');
  expect(Number(await pane(without).getAttribute('data-slice'))).toBeLessThan(3);
  toOne!.push(late);
  await waitFor(without, 1, 'data-slice', '13');
});

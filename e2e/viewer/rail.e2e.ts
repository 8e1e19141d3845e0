import { beforeAll, expect, it } from 'vitest';
import { head, STUDY, type TestSeries } from '../../client/viewer/testing/series.ts';
import { pane, waitFor } from './support/browser.ts';
import { describe, pushAll } from './support/fake-stream.ts';
import { useViewer } from './support/fixture.ts';

const viewer = useViewer();
let series: TestSeries;
let prior: TestSeries;

beforeAll(async () => {
  series = await head();
  prior = await head({
    uid: '1.5',
    firstId: 6000,
    slices: 12,
    study: { ...STUDY, studyInstanceUid: '1.5.0', prior: true, date: '20240115', description: 'CT HEAD 2024' },
  });
});

it('[VW31] shows documents as what they are, and how much of each series is here', async () => {
  const report: TestSeries = {
    study: series.study,
    frames: [],
    descriptor: {
      ...series.descriptor,
      seriesInstanceUid: 'doc',
      description: 'Dose',
      role: 'document',
      frames: 0,
      shape: null,
      documentKind: 'sr',
      documents: [{ sopInstanceUid: '1.2.3', title: 'Radiation dose report' }],
    },
  };
  viewer.stream.onSession = (session) => {
    describe(session, [series, report]);
    for (const frame of series.frames.slice(0, 10)) session.push(frame);
  };
  const page = await viewer.open();
  const document = page.getByRole('link', { name: /Radiation dose report/ });
  expect(await document.innerText()).toContain('Structured report');
  expect(await document.getAttribute('href')).toBe('/api/consults/test/dicomweb/studies/1.2.826.1/series/doc/instances/1.2.3/rendered');
  await page.getByRole('button', { name: 'Head 3.0 J40s. 10 of 24 slices. on the screen' }).waitFor();
});

it('[VW34] shows the middle slice of each series as soon as its preview is here, and asks the server for nothing', async () => {
  viewer.stream.onSession = (session) => {
    describe(session, [series, prior]);
    pushAll(session, [prior]);
  };
  const page = await viewer.open();
  const asked: string[] = [];
  // The decoder is a file of the program.
  page.on('request', (request) => request.url().endsWith('.wasm') || asked.push(request.url()));
  const thumbnail = (uid: string) => page.locator(`[data-series-uid="${uid}"] canvas.series-thumbnail`);
  const looks = (uid: string) =>
    thumbnail(uid).evaluate((canvas: HTMLCanvasElement) => {
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      const grey = data.filter((_, i) => i % 4 === 0);
      return { sop: canvas.dataset['sop'], levels: new Set(grey).size, lit: grey.filter((value) => value > 8).length / grey.length };
    });
  await expect.poll(async () => (await looks('1.5')).sop).toBe('1.5.7');
  expect((await looks('1.5')).levels).toBeGreaterThan(10);
  expect((await looks('1.5')).lit).toBeGreaterThan(0.1);
  const uid = series.descriptor.seriesInstanceUid;
  expect(await looks(uid)).toEqual({ sop: undefined, levels: 1, lit: 0 });
  const middle = series.frames[series.frames.length >> 1]!;
  viewer.stream.session.push(middle, 0, middle.ready.ends[middle.ready.preview]);
  await expect.poll(async () => (await looks(uid)).sop).toBe(middle.descriptor.sop);
  expect((await looks(uid)).lit).toBeGreaterThan(0.1);
  expect(asked).toEqual([]);
  // The prior is on no screen: nothing of it stays decoded.
  const decoded = () =>
    page.evaluate(
      (ids) => ids.filter((id) => window.handles.cache.isLoaded(`slice:${id}`)),
      prior.frames.map(({ ready }) => ready.id),
    );
  await expect.poll(decoded).toEqual([]);
});

it('[VW21] hangs a prior beside its successor on demand, never by itself, and says that it is one', async () => {
  viewer.stream.onSession = (session) => {
    describe(session, [series, prior]);
    pushAll(session, [series, prior]);
  };
  const page = await viewer.open();
  await waitFor(page, 1, 'data-fidelity', 'lossless');
  expect(await pane(page, 2).count()).toBe(0);
  await page.getByRole('button', { name: 'Compare with prior' }).click();
  await waitFor(page, 2, 'data-series-uid', '1.5');
  await waitFor(page, 2, 'data-fidelity', 'lossless');
  const text = await pane(page, 2).innerText();
  expect(text).toContain('PRIOR');
  expect(text).toContain('Jan 15, 2024');
});

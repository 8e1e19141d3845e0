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

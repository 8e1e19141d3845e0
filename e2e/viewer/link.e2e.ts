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

it('[VW14] goes on after a cut without receiving a byte twice, and says so meanwhile', async () => {
  const half = series.frames.slice(0, 12);
  viewer.stream.onSession = (session) => {
    describe(session, [series]);
    for (const frame of half) session.push(frame);
    session.push(series.frames[12]!, 0, 500);
  };
  const page = await viewer.open();
  await expect.poll(() => page.getByRole('slider').first().getAttribute('data-load')).toContain('Slices 13 to 24 have not arrived');
  viewer.stream.up = false;
  viewer.stream.session.cut();
  await expect.poll(() => page.evaluate(() => window.handles.planes.at(-1)?.state)).toBe('reconnecting');
  viewer.stream.onSession = (session) => {
    describe(session, [series]);
    pushAll(session, [series]);
  };
  viewer.stream.up = true;
  await expect.poll(() => page.getByRole('slider').first().getAttribute('data-load')).toContain('All slices have arrived');
  await expect.poll(() => page.evaluate(() => window.handles.planes.at(-1)?.state)).toBe('connected');
  const second = viewer.stream.session;
  const held = second.of('hello')[0]!.held;
  expect(held.reduce((sum, [, , have]) => sum + have, 0)).toBe(half.reduce((sum, frame) => sum + frame.codestream.length, 500));
  const missing = series.frames.slice(12).reduce((sum, frame) => sum + frame.codestream.length, -500);
  // Headers are all that is added.
  expect(second.bytesSent).toBeLessThan(missing + 24 * 2 * 16 + 1);
  expect(await pane(page).getAttribute('data-slice')).toBe('13');
  await waitFor(page, 1, 'data-fidelity', 'lossless');
});

it('[VW13] acknowledges every byte, and tells what is looked at and where to', async () => {
  viewer.stream.onSession = (session) => {
    describe(session, [series]);
    pushAll(session, [series]);
  };
  const page = await viewer.open();
  await waitFor(page, 1, 'data-fidelity', 'lossless');
  const { session } = viewer.stream;
  await expect.poll(() => session.of('ack').at(-1)?.bytes).toBe(session.bytesSent);
  await pane(page).focus();
  await page.keyboard.press('ArrowUp');
  await waitFor(page, 1, 'data-slice', '12');
  await expect
    .poll(() => session.of('focus').at(-1)?.own[0])
    .toEqual({ series: series.descriptor.seriesInstanceUid, id: series.frames[11]!.ready.id, span: 0, direction: -1 });
});

it('[VW5] takes nothing for a picture that is not a chunk', async () => {
  viewer.stream.onSession = (session) => describe(session, [series]);
  const page = await viewer.open();
  await waitFor(page, 1, 'data-slices', '24');
  const frame = series.frames[12]!;
  // The body of an error page in place of the codestream: right length, wrong bytes.
  const page500 = new Uint8Array(frame.codestream.length).map((_, i) => '<html>500 Internal Server Error</html>'.charCodeAt(i % 38));
  viewer.stream.session.push({ ...frame, codestream: page500 });
  await expect.poll(() => viewer.stream.session.of('again').length).toBeGreaterThan(0);
  expect(await pane(page).getAttribute('data-fidelity')).toBe('none');
  expect(await pane(page).innerText()).toContain('This slice has not arrived yet');
});

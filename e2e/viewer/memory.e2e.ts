import { expect, it } from 'vitest';
import { head } from '../../client/viewer/testing/series.ts';
import { pane, waitFor } from './support/browser.ts';
import { describe, pushAll } from './support/fake-stream.ts';
import { useViewer } from './support/fixture.ts';

const viewer = useViewer();

const SLICES = 300;
const SLICE_BYTES = 256 * 256 * 2;
/** The window to both sides, its slack, and the picture itself (cornerstone/image-bank.ts), for each of two viewports. */
const MOST_IMAGES = 2 * (2 * 44 + 1);

it('[VW20] keeps a bounded window of pictures, and takes no more memory pass after pass', async () => {
  const series = await head({ slices: SLICES, gap: 1 });
  viewer.stream.onSession = (session) => {
    describe(session, [series]);
    pushAll(session, [series]);
  };
  const page = await viewer.open();
  await waitFor(page, 1, 'data-fidelity', 'lossless');
  const cdp = await page.context().newCDPSession(page);
  await page.getByRole('button', { name: 'One viewport' }).click();
  await pane(page).focus();

  /** Down and up again by jumps that leave the window each time: all of it is decoded anew. */
  const pass = async () => {
    for (const [from, to, step] of [
      [1, SLICES, 30],
      [SLICES, 1, -30],
    ] as const) {
      for (let slice = from; step > 0 ? slice <= to : slice >= to; slice += step) {
        const bar = (await page.getByRole('slider').boundingBox())!;
        await page.mouse.click(bar.x + 8, bar.y + 6 + ((slice - 0.5) / SLICES) * (bar.height - 12));
        await waitFor(page, 1, 'data-slice', String(slice));
        await waitFor(page, 1, 'data-fidelity', 'lossless');
      }
    }
    await cdp.send('HeapProfiler.collectGarbage');
    const { usedSize, backingStorageSize = 0 } = (await cdp.send('Runtime.getHeapUsage')) as {
      usedSize: number;
      backingStorageSize?: number;
    };
    return { bytes: usedSize + backingStorageSize, cached: await page.evaluate(() => window.handles.cache.getCacheSize()) };
  };

  const first = await pass();
  let last = first;
  for (let round = 0; round < 5; round += 1) {
    last = await pass();
    expect(last.cached).toBeLessThanOrEqual(MOST_IMAGES * SLICE_BYTES);
  }
  // A leak of a single picture per jump would be 13 MB by now, of a window far more.
  expect(last.bytes).toBeLessThan(first.bytes + 10e6);
  expect(await pane(page).getAttribute('data-slices')).toBe(String(SLICES));
});

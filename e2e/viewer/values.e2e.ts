import { expect, it } from 'vitest';
import { head } from '../../client/viewer/testing/series.ts';
import { canvas, pane, waitFor } from './support/browser.ts';
import { describe, pushAll } from './support/fake-stream.ts';
import { useViewer } from './support/fixture.ts';

const viewer = useViewer();

const cases = [
  ['unsigned 12 bit with an intercept', { bitsStored: 12, signed: false, intercept: -1024 }],
  ['a fractional slope', { slope: 0.5, intercept: 0.25 }],
  ['8 bit without Hounsfield units', { bitsStored: 8, signed: false, unit: '', windowCenter: 100, windowWidth: 80 }],
] as const;

for (const [name, shape] of cases) {
  it(`[VW18] shows ${name} as bright as any other`, async () => {
    const series = await head({ slices: 5, shape });
    viewer.stream.onSession = (session) => {
      describe(session, [series]);
      pushAll(session, [series]);
    };
    const page = await viewer.open();
    await waitFor(page, 1, 'data-fidelity', 'lossless');
    const seen = await canvas(page);
    expect(seen.coverage).toBeGreaterThan(0.2);
    expect(seen.mean).toBeGreaterThan(20);
    expect(seen.mean).toBeLessThan(90);
  });
}

it('[VW18] turns MONOCHROME1 round, and round again when the reader inverts', async () => {
  const series = await head({ slices: 5, shape: { photometric: 'MONOCHROME1' } });
  viewer.stream.onSession = (session) => {
    describe(session, [series]);
    pushAll(session, [series]);
  };
  const page = await viewer.open();
  await waitFor(page, 1, 'data-fidelity', 'lossless');
  await expect.poll(async () => (await canvas(page)).mean).toBeGreaterThan(100);
  await pane(page).focus();
  await page.keyboard.press('i');
  await expect.poll(async () => (await canvas(page)).mean).toBeLessThan(90);
});

it('[VW18] shows colour, and offers no Hounsfield windows for it', async () => {
  const series = await head({
    slices: 5,
    shape: { samples: 3, bitsStored: 8, signed: false, photometric: 'RGB', unit: '' },
    descriptor: { role: 'other-image' },
  });
  viewer.stream.onSession = (session) => {
    describe(session, [series]);
    pushAll(session, [series]);
  };
  const page = await viewer.open();
  await waitFor(page, 1, 'data-fidelity', 'lossless');
  const middle = await page.evaluate(() => {
    const element = document.querySelector<HTMLCanvasElement>('[data-place="0"] canvas')!;
    return [
      ...element
        .getContext('2d')!
        .getImageData(element.width / 2, element.height / 2, 1, 1)
        .data.slice(0, 3),
    ];
  });
  expect(middle[0]).toBeGreaterThan(150);
  expect(middle[2]).toBeLessThan(100);
  expect(await page.getByRole('button', { name: 'Window: Brain 80/40' }).getAttribute('aria-disabled')).toBe('true');
});

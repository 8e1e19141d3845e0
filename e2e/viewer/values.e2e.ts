import { createHash } from 'node:crypto';
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

it('[VW22] shows a JPEG original as what it is, and never as lossless', async () => {
  const series = await head({
    slices: 1,
    shape: { samples: 3, bitsStored: 8, signed: false, photometric: 'RGB', unit: '', lossyOriginal: 'JPEG baseline' },
    descriptor: { role: 'other-image' },
  });
  viewer.stream.onSession = () => {};
  const page = await viewer.open();
  const base64 = await page.evaluate(() => {
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 256;
    const context = canvas.getContext('2d')!;
    context.fillStyle = 'rgb(200, 90, 30)';
    context.fillRect(0, 0, 256, 256);
    return canvas.toDataURL('image/jpeg', 0.9).split(',')[1]!;
  });
  const codestream = new Uint8Array(Buffer.from(base64, 'base64'));
  const [frame] = series.frames;
  Object.assign(frame!, {
    codestream,
    ready: {
      id: frame!.ready.id,
      codec: 'jpeg',
      ends: [codestream.length],
      preview: 0,
      sha256: createHash('sha256').update(codestream).digest('hex'),
    },
  });
  await expect.poll(() => viewer.stream.sessions.length).toBe(1);
  describe(viewer.stream.session, [series]);
  viewer.stream.session.push(frame!);
  await waitFor(page, 1, 'data-fidelity', 'lossy-original');
  expect(await pane(page).innerText()).toContain('lossy original: JPEG baseline');
  const middle = await page.evaluate(() => {
    const element = document.querySelector<HTMLCanvasElement>('[data-place="0"] canvas')!;
    return [
      ...element
        .getContext('2d')!
        .getImageData(element.width / 2, element.height / 2, 1, 1)
        .data.slice(0, 3),
    ];
  });
  for (const [i, value] of [200, 90, 30].entries()) expect(Math.abs(middle[i]! - value)).toBeLessThan(8);
});

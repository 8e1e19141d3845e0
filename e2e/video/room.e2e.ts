import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../support/api.ts';
import { storescu } from '../support/dicom.ts';
import { makeCt } from '../support/make-ct.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { type Caller, call, flowing, launchWithDevices } from './support/devices.ts';

let server: TestServer;
let browser: Browser;
let nurse: Caller;
let neuro: Caller;
let fellow: Caller;
beforeAll(async () => {
  server = await startServer();
  browser = await launchWithDevices();
  await storescu(server, await makeCt({ slices: 12, mrn: 'VIDEO', name: 'INVENTED^VIDEO', size: 256 }));
  nurse = await call(browser, server, 'nurse');
  neuro = await call(browser, server, 'neuro');
  fellow = await call(browser, server, 'ir', { hasTouch: true });
  for (const one of [nurse, neuro, fellow]) {
    await one.join(/Riverside/);
    await one.startVideo();
  }
});
afterAll(async () => {
  for (const one of [nurse, neuro, fellow]) expect(one.faults).toEqual([]);
  await browser.close();
  await server.dispose();
});

const tile = (caller: Caller, name: RegExp) => caller.stage().locator('figure').filter({ hasText: name });
const large = (caller: Caller) => caller.stage().locator('figure[data-large=true]');
const button = (caller: Caller, name: string | RegExp) => caller.page.getByRole('button', { name });

test('[MD57] three people hear and see each other: frames are decoded and sound has energy at everybody', async () => {
  await flowing(nurse, neuro, fellow);
  for (const one of [nurse, neuro, fellow]) await until(async () => (await one.counters()).audioStreams === 2);
});

test('[MD54] the bedside is large at the hub; a small picture becomes large when it is picked', async () => {
  await until(async () => /Noel Banks/.test((await large(neuro).textContent()) ?? ''));
  await button(neuro, 'Show Dr Ivo Ray large').click();
  await until(async () => /Ivo Ray/.test((await large(neuro).textContent()) ?? ''));
  await button(neuro, 'Show Noel Banks large').click();
  await until(async () => /Noel Banks/.test((await large(neuro).textContent()) ?? ''));
});

test('[MD47] the large picture comes in a higher layer than the small one', async () => {
  await neuro.page.keyboard.press('9');
  await until(async () => (await neuro.counters()).width >= 640, 250);
  const widths = await neuro
    .stage()
    .locator('figure video')
    .evaluateAll((all) => all.map((one) => (one as HTMLVideoElement).videoWidth));
  expect(Math.max(...widths)).toBeGreaterThanOrEqual(640);
  await neuro.page.keyboard.press('7');
});

test('[MD55] a microphone that is off says so to everybody, and sound stops; on again it is heard', async () => {
  await button(nurse, 'Turn microphone off').click();
  for (const one of [neuro, fellow])
    await tile(one, /Noel Banks/)
      .getByText('microphone off')
      .waitFor();
  const before = (await neuro.counters()).framesDecoded;
  await nurse.page.keyboard.press('v');
  await button(nurse, 'Turn microphone off').waitFor();
  for (const one of [neuro, fellow])
    await tile(one, /Noel Banks/)
      .getByText('microphone off')
      .waitFor({ state: 'detached' });
  expect((await neuro.counters()).framesDecoded).toBeGreaterThan(before);
  await flowing(neuro);
});

test('[MD58] three layouts by one key each; the images stay, and typing is not a layout', async () => {
  const area = async (what: 'stage' | 'viewport') => {
    const box = (await (what === 'stage' ? neuro.stage() : neuro.viewport()).boundingBox())!;
    return box.width * box.height;
  };
  await neuro.page.keyboard.press('7');
  const beside = { stage: await area('stage'), viewport: await area('viewport') };
  await neuro.page.keyboard.press('9');
  await until(async () => (await area('stage')) > beside.stage * 1.5);
  expect(await area('viewport')).toBeGreaterThan(20_000);
  await neuro.page.keyboard.press('8');
  await until(async () => (await area('viewport')) > beside.viewport);
  await neuro.page.getByPlaceholder('Write to everyone here').fill('');
  await neuro.page.getByPlaceholder('Write to everyone here').press('9');
  expect(await neuro.page.locator('[data-video]').first().getAttribute('data-video')).toBe('over');
  await neuro.page.getByPlaceholder('Write to everyone here').fill('');
  await neuro.page.locator('h1').first().click();
  await neuro.page.keyboard.press('7');
});

test('[MD59] a screen and a second camera are further pictures of the same person', async () => {
  await nurse.stage().getByRole('button', { name: 'More' }).click();
  await button(nurse, 'Add hand-held camera').click();
  await until(async () => /hand-held/.test((await large(fellow).textContent()) ?? ''));
  // The one who picked a picture keeps it; the new one stands beside it.
  await tile(neuro, /Noel Banks, hand-held/).waitFor();
  await button(nurse, 'Stop hand-held camera').click();
  await until(async () => !/hand-held/.test((await neuro.stage().textContent()) ?? ''));
  await fellow.stage().getByRole('button', { name: 'More' }).click();
  await button(fellow, 'Share screen').click();
  await tile(neuro, /Ivo Ray, screen/).waitFor();
  await button(neuro, 'Show Dr Ivo Ray, screen large').click();
  await until(() =>
    large(neuro)
      .locator('video')
      .evaluate((video) => (video as HTMLVideoElement).videoWidth > 0),
  );
  await button(fellow, 'Stop sharing screen').click();
  await tile(neuro, /Ivo Ray, screen/).waitFor({ state: 'detached' });
});

test('[MD60] a microphone that ends is noticed, told to everybody with the reason, and one tap brings it back', async () => {
  await nurse.page.evaluate('ownTracks.filter((one) => one.kind === "audio").forEach((one) => one.stop())');
  await nurse.stage().getByText('Your microphone stopped: nobody hears you.').waitFor();
  await tile(neuro, /Noel Banks/)
    .getByText('cannot be heard: the microphone stopped')
    .waitFor();
  await button(nurse, 'Bring microphone back').click();
  await nurse.stage().getByText('Your microphone stopped').waitFor({ state: 'detached' });
  await tile(neuro, /Noel Banks/)
    .getByText('cannot be heard')
    .waitFor({ state: 'detached' });
  await flowing(neuro, fellow);
});

test('[MD61] the camera is moved only with the consent of the bedside, asked once, taken back with one tap', async () => {
  const ask = nurse.page.getByRole('group', { name: 'May the neurologist move this camera?' });
  await ask.waitFor();
  await neuro.stage().getByRole('button', { name: 'Face' }).click();
  await neuro.stage().getByText('2.5 times: enlarges the picture here only; this camera cannot be moved').waitFor();
  await ask.getByRole('button', { name: 'Allow' }).click();
  await nurse.stage().getByText('Others may move this camera').waitFor();
  await nurse.stage().getByRole('button', { name: 'Stop', exact: true }).click();
  await nurse.stage().getByText('Others may move this camera').waitFor({ state: 'detached' });
  expect(await ask.count()).toBe(0);
  await button(neuro, 'Whole').click();
  await neuro.stage().getByText('2.5 times').waitFor({ state: 'detached' });
});

test('[MD73] how far a camera is enlarged is still so after its sender has joined anew', async () => {
  await button(neuro, 'Show Noel Banks large').or(large(neuro)).first().waitFor();
  await neuro.stage().getByRole('button', { name: 'Pupils' }).click();
  await neuro.stage().getByText('5.0 times').waitFor();
  const before = await large(neuro).getAttribute('data-producer-id');
  await button(nurse, 'Leave video').click();
  await until(async () => (await large(neuro).getAttribute('data-producer-id')) !== before);
  await nurse.startVideo();
  await until(async () => /Noel Banks/.test((await large(neuro).textContent()) ?? ''));
  expect(await large(neuro).getAttribute('data-producer-id')).not.toBe(before);
  await neuro.stage().getByText('5.0 times').waitFor();
  await button(neuro, 'Whole').click();
});

test('[MD74] two fingers enlarge the examined picture, and one finger moves it', async () => {
  await until(async () => /Noel Banks/.test((await large(fellow).textContent()) ?? ''));
  const box = (await large(fellow).boundingBox())!;
  const session = await fellow.page.context().newCDPSession(fellow.page);
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...at: [number, number][]) =>
    session.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: at.map(([x, y], id) => ({ x: box.x + box.width * x, y: box.y + box.height * y, id })),
    });
  await touch('touchStart', [0.45, 0.5], [0.55, 0.5]);
  for (let apart = 0.06; apart <= 0.15; apart += 0.01) await touch('touchMove', [0.5 - apart, 0.5], [0.5 + apart, 0.5]);
  await touch('touchEnd');
  await fellow
    .stage()
    .getByText(/^[23]\.\d times: enlarges the picture here only/)
    .waitFor();
  const shown = () =>
    large(fellow)
      .locator('video')
      .evaluate((video) => new DOMMatrix(getComputedStyle(video.parentElement!).transform).e);
  const middle = await shown();
  await touch('touchStart', [0.5, 0.5]);
  await touch('touchMove', [0.6, 0.5]);
  await touch('touchMove', [0.7, 0.5]);
  await touch('touchEnd');
  await until(async () => (await shown()) > middle + box.width * 0.15);
  expect(await fellow.page.evaluate('visualViewport.scale')).toBe(1);
});

test('[MD62] who leaves is gone for the others and has stopped sending; who joins again is back', async () => {
  await button(fellow, 'Leave video').click();
  await tile(neuro, /Ivo Ray/).waitFor({ state: 'detached' });
  expect(await fellow.page.evaluate('ownTracks.every((one) => one.readyState === "ended")')).toBe(true);
  await fellow.startVideo();
  await tile(neuro, /Ivo Ray/)
    .first()
    .waitFor();
  await flowing(nurse, neuro, fellow);
});

import { mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signIn, until } from '../support/api.ts';
import { shows } from '../support/people.ts';
import { root, startServer, type TestServer } from '../support/server.ts';
import { type Caller, call, flowing, launchWithDevices } from './support/devices.ts';
import { mediaWorkers } from './support/workers.ts';

/** What the README shows goes there when the variable says so; everything else is made, looked at by the test, and thrown away. */
const KEPT = ['video-beside', 'video-large', 'video-phone', 'video-lost'];
const ASIDE = mkdtempSync(join(tmpdir(), 'hyperacute-video-'));
const folderOf = (name: string) =>
  process.env['HYPERACUTE_PICTURES'] === 'keep' && KEPT.includes(name) ? join(root, 'docs/images') : ASIDE;

let server: TestServer;
let browser: Browser;
beforeAll(async () => {
  server = await startServer({ HYPERACUTE_SAMPLE_CASE: '' });
  browser = await launchWithDevices();
}, 180_000);
afterAll(async () => {
  await browser.close();
  await server.dispose();
});

const picture = async (caller: Caller, name: string) => {
  const path = join(folderOf(name), `${name}.png`);
  await caller.page.screenshot({ path });
  expect(statSync(path).size).toBeGreaterThan(15_000);
};
/** Nothing sticks out of the screen sideways. */
const fits = async (caller: Caller) => {
  // A phone shrinks a page that is too wide, and its own width grows with it.
  expect(await caller.page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(caller.page.viewportSize()!.width);
  const look = caller.page.getByRole('button', { name: 'Look here' }).filter({ visible: true });
  const box = (await look.first().boundingBox())!;
  expect(box.x + box.width).toBeLessThanOrEqual(caller.page.viewportSize()!.width);
};
/** On touch every button of the video is large enough for a finger in a glove. */
const reachable = async (caller: Caller) => {
  const leave = (await caller.stage().getByRole('button', { name: 'Leave video' }).boundingBox())!;
  expect(leave.x + leave.width).toBeLessThanOrEqual(caller.page.viewportSize()!.width);
  const sizes = await caller
    .stage()
    .getByRole('button')
    .evaluateAll((all) =>
      all
        .filter((one) => one.checkVisibility())
        .map((one) => [one.clientWidth + 2, one.clientHeight + 2, one.getAttribute('aria-label') ?? one.textContent]),
    );
  for (const [width, height, name] of sizes) expect([name, Number(width) >= 44 && Number(height) >= 44]).toEqual([name, true]);
};

test('[MD58] [MD71] the three layouts, the phone and the degraded states, from a 360 px phone to a wall', {
  timeout: 400_000,
}, async () => {
  const session = await signIn(server, 'neuro');
  await until(async () => (await session.consults())[0]?.studies.reduce((sum, study) => sum + study.instances, 0) === 252, 500);
  const touch = { hasTouch: true, isMobile: true };
  const nurse = await call(browser, server, 'nurse', { viewport: { width: 820, height: 1180 }, hasTouch: true });
  const neuro = await call(browser, server, 'neuro', { viewport: { width: 1440, height: 900 } });
  for (const one of [nurse, neuro]) {
    await one.join(/SYLVIA/);
    await shows(one.viewport(), 'lossless');
  }
  await neuro.page.getByRole('button', { name: 'Start video' }).click();
  await neuro.page.getByRole('dialog', { name: 'Start video' }).locator('video').waitFor();
  await neuro.page.getByRole('meter', { name: 'Loudness of your microphone' }).waitFor();
  await picture(neuro, 'video-preview');
  await neuro.page.keyboard.press('Escape');
  for (const one of [nurse, neuro]) await one.startVideo();
  await flowing(nurse, neuro);
  await neuro.page.getByRole('button', { name: 'Show Noel Banks large' }).waitFor({ state: 'detached' });
  await reachable(nurse);
  await picture(nurse, 'video-bedside-tablet');
  await nurse.page.getByRole('button', { name: 'Allow' }).click();
  await neuro.page.keyboard.press('7');
  await picture(neuro, 'video-beside');
  await neuro.page.keyboard.press('8');
  await picture(neuro, 'video-over');
  await neuro.page.keyboard.press('9');
  await neuro.stage().getByRole('button', { name: 'Face' }).click();
  await until(
    async () =>
      (await neuro
        .stage()
        .locator('figure[data-large=true] video')
        .evaluate((video) => (video as HTMLVideoElement).videoWidth)) >= 640,
  );
  await picture(neuro, 'video-large');
  await fits(neuro);

  const phone = await call(browser, server, 'ir', { viewport: { width: 360, height: 740 }, deviceScaleFactor: 2, ...touch });
  await phone.join(/SYLVIA/);
  await phone.startVideo();
  await flowing(phone);
  await fits(phone);
  await reachable(phone);
  await picture(phone, 'video-phone');
  await phone.stage().getByRole('button', { name: 'Video large' }).tap();
  await reachable(phone);
  await picture(phone, 'video-phone-large');
  await phone.stage().getByRole('button', { name: 'Pictures beside the images' }).tap();
  await phone.page.setViewportSize({ width: 740, height: 360 });
  await fits(phone);
  await picture(phone, 'video-phone-landscape');
  await neuro.page.keyboard.press('7');
  await neuro.page.setViewportSize({ width: 2560, height: 1440 });
  await fits(neuro);
  await picture(neuro, 'video-wall');
  await neuro.page.setViewportSize({ width: 1280, height: 800 });

  await nurse.page.evaluate('ownTracks.filter((one) => one.kind === "audio").forEach((one) => one.stop())');
  await nurse.stage().getByRole('button', { name: 'Bring microphone back' }).waitFor();
  await neuro.stage().getByText('cannot be heard: the microphone stopped').first().waitFor();
  await picture(nurse, 'video-microphone-gone');
  await picture(neuro, 'video-not-heard');
  // Those that replace them too, until it is said: they come back within seconds.
  const number = neuro.stage().getByRole('link', { name: /^Call Riverside General/ });
  await until(async () => {
    for (const pid of mediaWorkers(server.pid)) process.kill(pid, 'SIGSTOP');
    return number.first().isVisible();
  });
  await picture(neuro, 'video-lost');
  await until(async () => (await neuro.stage().getAttribute('data-video-state')) === 'live');
  expect([...nurse.faults, ...neuro.faults, ...phone.faults]).toEqual([]);
});

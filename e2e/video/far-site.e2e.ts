import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../support/api.ts';
import { type Caller, flowing, launchWithDevices, twoInVideo } from './support/devices.ts';
import { type FarSite, farSite } from './support/far-site.ts';

let site: FarSite;
let browsers: [Browser, Browser];
let nurse: Caller;
let neuro: Caller;
beforeAll(async () => {
  site = await farSite();
  browsers = [await launchWithDevices([], site.chromium), await launchWithDevices()];
  ({ nurse, neuro } = await twoInVideo(site.server, 'FAR', browsers, { ignoreHTTPSErrors: true }));
});
afterAll(async () => {
  for (const one of browsers) await one.close();
  await site.dispose();
});

const live = async (caller: Caller) => (await caller.stage().getAttribute('data-video-state')) === 'live';
const protocols = async (caller: Caller) => [...new Set((await caller.counters()).protocols)];

test('[MD68] the link is away for 10 s: since when is said and whom to call; then sound and picture come back by themselves', async () => {
  await flowing(nurse, neuro);
  expect(await protocols(nurse)).toEqual(['udp']);
  site.unplug();
  const unpluggedAt = Date.now();
  const number = nurse.stage().getByRole('link', { name: 'Call Metro Stroke Center: +1 202 555 0130' });
  await number.waitFor();
  expect(await number.getAttribute('href')).toBe('tel:+12025550130');
  const connections = nurse.page.getByRole('list', { name: 'Connections' });
  await until(async () => /Video: the link dropped \d+ s ago, last good at \d\d:\d\d:\d\d/.test((await connections.textContent()) ?? ''));
  await until(() => Date.now() - unpluggedAt > 10_000);
  site.plug();
  await until(() => live(nurse));
  await flowing(nurse, neuro);
  await number.waitFor({ state: 'detached' });
});

test('[MD69] where UDP does not get out, sound and picture go over TCP', async () => {
  await nurse.page.getByRole('button', { name: 'Leave video' }).click();
  site.blockUdp();
  await nurse.startVideo();
  await flowing(nurse, neuro);
  expect(await protocols(nurse)).toEqual(['tcp']);
  await until(async () => (await nurse.stage().getAttribute('data-wire')) === 'tcp');
  site.allowUdp();
});

test('[MD70] a path that dies under a consult is replaced by another (ICE restart), while the event connection stays', async () => {
  await nurse.page.getByRole('button', { name: 'Leave video' }).click();
  await nurse.startVideo();
  await flowing(nurse, neuro);
  expect(await protocols(nurse)).toEqual(['udp']);
  const connections = (await nurse.page.evaluate('mediaConnections().length')) as number;
  site.blockUdp();
  await until(async () => (await protocols(nurse)).join() === 'tcp', 250);
  await flowing(nurse, neuro);
  // The same connections: nothing was joined anew.
  expect(await nurse.page.evaluate('mediaConnections().length')).toBe(connections);
  site.allowUdp();
  expect([...nurse.faults, ...neuro.faults]).toEqual([]);
});

test('[MD65] the check says which way out is closed', async () => {
  site.blockUdp();
  await nurse.page.goto(`${site.server.url}/check`);
  await nurse.page.getByRole('button', { name: 'Start the check' }).click();
  await nurse.page.getByText('Did you hear it?').waitFor({ timeout: 60_000 });
  expect(await nurse.page.locator('[data-check=udp]').getAttribute('data-state')).toBe('failed');
  expect(await nurse.page.locator('[data-check=tcp]').getAttribute('data-state')).toBe('good');
  await nurse.page.getByRole('button', { name: 'Yes', exact: true }).click();
  await nurse.page.getByText(/Please allow outgoing UDP to 10\.79\.\d+\.1, port \d+/).waitFor();
  site.allowUdp();
});

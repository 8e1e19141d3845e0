import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SiteCheck } from '#shared/protocol/check.ts';
import { admin } from '../support/admin.ts';
import { signIn, until } from '../support/api.ts';
import { storescu } from '../support/dicom.ts';
import { makeCt } from '../support/make-ct.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { type Caller, call, launchWithDevices } from './support/devices.ts';

let server: TestServer;
let browser: Browser;
let nurse: Caller;
beforeAll(async () => {
  server = await startServer();
  browser = await launchWithDevices();
  nurse = await call(browser, server, 'nurse');
});
afterAll(async () => {
  await browser.close();
  await server.dispose();
});

test('[MD65] the check tries every part, asks about the speaker, and its result is kept for the site', async () => {
  await nurse.page.goto(`${server.url}/check`);
  await nurse.page.getByRole('button', { name: 'Start the check' }).click();
  await nurse.page.getByText('Did you hear it?').waitFor();
  const state = (name: string) => nurse.page.locator(`[data-check=${name}]`).getAttribute('data-state');
  for (const name of ['camera', 'microphone', 'udp', 'tcp', 'down', 'up', 'webAssembly'])
    expect([name, await state(name)]).toEqual([name, 'good']);
  await nurse.page.getByRole('button', { name: 'No', exact: true }).click();
  await nurse.page.getByText('No sound comes out. Please check the speaker').waitFor();
  await nurse.page.getByText('The result is kept for Riverside General.').waitFor();

  const hub = await signIn(server, 'admin');
  const seen = async (who: Awaited<ReturnType<typeof signIn>>) => (await who.json<{ checks: SiteCheck[] }>('/api/admin/checks')).checks;
  const [kept] = await seen(hub);
  expect(kept).toMatchObject({
    site: 'Riverside General',
    by: 'Noel Banks',
    results: { udp: { state: 'good' }, speaker: { state: 'failed' } },
  });
  expect(await seen(await signIn(server, 'lakeside'))).toEqual([]);

  await nurse.page.getByRole('button', { name: 'Check again' }).click();
  await nurse.page.getByRole('button', { name: 'Yes', exact: true }).click();
  await until(async () => (await seen(hub))[0]?.results.speaker.state === 'good');
  expect(await seen(hub)).toHaveLength(1);
  await nurse.page.goto(`${server.url}/admin`);
  await nurse.page
    .getByRole('region', { name: 'Devices that were checked' })
    .getByText(/Riverside General/)
    .waitFor();
  expect(nurse.faults).toEqual([]);
});

test('[MD72] an operator sets the number of a site; it is in every consult of that site, before those of its hubs', async () => {
  await storescu(server, await makeCt({ slices: 1, mrn: 'PHONE', name: 'INVENTED^PHONE', size: 64 }));
  expect(admin(server, ['set-phone', 'riverside', '+1 202 555 0199']).code).toBe(0);
  expect(admin(server, ['set-phone', 'riverside', 'call me']).code).toBe(1);
  expect(admin(server, ['set-phone', 'nowhere', '112']).code).toBe(1);
  const hub = await signIn(server, 'neuro');
  const consult = await until(async () => (await hub.consults())[0]);
  expect(consult.callBack).toEqual([
    { siteId: 'riverside', site: 'Riverside General', phone: '+1 202 555 0199' },
    { siteId: 'metro', site: 'Metro Stroke Center', phone: '+1 202 555 0130' },
  ]);
});

test('[MD66] what is no report is refused, and nobody without a session measures here', async () => {
  const session = await signIn(server, 'nurse');
  const post = (body: unknown) =>
    session.fetch('/api/check', { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });
  expect((await post({ device: 'mine', browser: 'x', results: {} })).status).toBe(400);
  expect((await fetch(`${server.url}/api/check/bytes`)).status).toBe(401);
  expect((await fetch(`${server.url}/api/admin/checks`)).status).toBe(401);
  const tooMuch = await session.fetch('/api/check/bytes', {
    method: 'POST',
    body: new Uint8Array(2_100_000),
    headers: { 'content-type': 'application/octet-stream' },
  });
  expect(tooMuch.status).toBe(413);
});

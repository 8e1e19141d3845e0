import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { StrokePolicy } from '#shared/clinical/policy.ts';
import { picture } from '../stroke/support/consult-room.ts';
import { admin } from '../support/admin.ts';
import { type Session, signIn } from '../support/api.ts';
import { arrive, launch } from '../support/people.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let browser: Browser;
let ed: Session;
beforeAll(async () => {
  server = await startServer();
  browser = await launch();
  ed = await signIn(server, 'ed');
});
afterAll(async () => {
  await browser.close();
  await server.dispose();
});
const policy = () => ed.json<StrokePolicy>('/api/admin/stroke-policy');

test('[CH79] a site sees the product’s values with their sources, and sets its own: drug, goals, hospitals, zone', async () => {
  const { page, faults } = await arrive(browser, server, 'ed');
  await page.goto(`${server.url}/admin/stroke`);
  await page.getByRole('heading', { name: 'Stroke policy of Riverside General' }).waitFor();
  await page.locator('[data-hospital=metro]').getByText('road 55–70 min; helicopter 25–30 min').waitFor();
  await page.getByText('The product’s: 60 (AHA; SNIS)'.replace('’', "'")).waitFor();
  await picture(page, 'stroke-policy');
  await page.getByLabel('Thrombolytic').selectOption('alteplase');
  await page.getByLabel('Door to needle', { exact: true }).fill('45');
  await page.getByRole('button', { name: 'Remove Summit University' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Keep it' }).click();
  await page.getByRole('button', { name: 'Remove Summit University' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('button', { name: 'Add a hospital' }).click();
  const form = page.getByRole('form', { name: 'New hospital' });
  await form.getByLabel('Name').fill('Invented Valley');
  await form.getByLabel('Telephone').fill('+1 202 555 0150');
  await form.getByLabel('thrombectomy').check();
  await form.getByLabel('road, minutes from').fill('50');
  await form.getByLabel('road, minutes to').fill('40');
  await form.getByRole('button', { name: 'Take over' }).click();
  await form.getByText('the shorter first').waitFor();
  await form.getByLabel('road, minutes to').fill('65');
  await form.getByRole('button', { name: 'Take over' }).click();
  await page.getByLabel('Zone (IANA)').fill('Mars/Olympus');
  await page.getByRole('button', { name: 'Keep the policy' }).click();
  await page.getByText('no name of the IANA list').waitFor();
  expect((await policy()).thrombolytic).toBe('tenecteplase');
  await page.getByLabel('Zone (IANA)').fill('America/Denver');
  await page.getByRole('button', { name: 'Keep the policy' }).click();
  await page.getByText('Kept.').waitFor();
  const kept = await policy();
  expect(kept).toMatchObject({ thrombolytic: 'alteplase', targets: { 'door-needle': 45 } });
  expect(kept.hospitals.map(({ name }) => name)).toEqual(['Metro Stroke Center', 'Invented Valley']);
  expect(kept.hospitals[1]).toMatchObject({ capabilities: ['thrombectomy'], travel: [{ mode: 'road', atLeast: 50, atMost: 65 }] });
  expect((await ed.json<{ organisation: { zone: string } }>('/api/session')).organisation.zone).toBe('America/Denver');
  await page.setViewportSize({ width: 360, height: 740 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
  await picture(page, 'stroke-policy-phone');
  expect(faults).toEqual([]);
  await page.context().close();
});

test('[CH79] only the site’s own physicians and admins change it; a zone that is none is refused, also on the command line', async () => {
  const put = async (who: Session, path: string, body: unknown) =>
    (await who.fetch(path, { method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })).status;
  expect(await put(await signIn(server, 'nurse'), '/api/admin/zone', { zone: 'UTC' })).toBe(403);
  expect(await put(ed, '/api/admin/zone', { zone: 'Mars/Olympus' })).toBe(400);
  expect(admin(server, ['set-zone', 'riverside', 'Mars/Olympus']).code).toBe(1);
  expect(admin(server, ['set-zone', 'nowhere', 'UTC']).code).toBe(1);
  expect(admin(server, ['set-zone', 'riverside', 'Asia/Tokyo'])).toMatchObject({ code: 0 });
  expect((await ed.json<{ zone: string }>('/api/admin/zone')).zone).toBe('Asia/Tokyo');
});

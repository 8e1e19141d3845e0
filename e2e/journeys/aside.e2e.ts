import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contrastOf } from '../support/contrast.ts';
import { storescu } from '../support/dicom.ts';
import { makeCt } from '../support/make-ct.ts';
import { arrive, launch } from '../support/people.ts';
import { startServer, type TestServer } from '../support/server.ts';

const pictures = process.env['HYPERACUTE_PICTURES'];
let server: TestServer;
let browser: Browser;
beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launch()]);
  await storescu(server, await makeCt({ slices: 2, mrn: 'KA1', name: 'INVENTED^KARL', birthDate: '19500101', sex: 'M' }));
  await storescu(server, await makeCt({ slices: 3, mrn: 'KA1', name: 'INVENTED^KARL', birthDate: '19500110', sex: 'M' }));
});
afterAll(async () => {
  await browser.close();
  await server.dispose();
});

test('[CA7] images kept aside are compared, taken in with a reason, and in the consult', async () => {
  const { page, faults } = await arrive(browser, server, 'ed', { viewport: { width: 390, height: 844 } });
  const card = page.locator('[data-consult-id]', { hasText: 'INVENTED, KARL' });
  await card.getByText('2 images').waitFor();
  await card.getByText('1 to decide').waitFor();
  await card.getByRole('link', { name: 'Compare and decide' }).click();
  const section = page.getByRole('region', { name: 'Kept aside' });
  await section.getByText('3 objects.').waitFor();
  const born = section.getByRole('row', { name: /^Birth date/ });
  expect(await born.innerText()).toMatch(/differs\s+1950-01-10\s+1950-01-01/);
  expect(await section.getByRole('row', { name: /^Name/ }).innerText()).not.toContain('differs');
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  if (pictures) await page.screenshot({ path: join(pictures, 'aside.png') });

  await section.getByRole('button', { name: 'Same patient: take in as INVENTED, KARL, 1950-01-01, M, MRN KA1' }).click();
  const dialog = page.getByRole('dialog', { name: 'Take 3 objects in?' });
  await dialog.getByLabel('Reason').fill('Typing error');
  // Administration is light: what is typed must be read there, too.
  expect(await contrastOf(dialog.getByLabel('Reason'))).toBeGreaterThan(7);
  const take = dialog.getByRole('button', { name: 'Take in' });
  expect(await take.isDisabled()).toBe(true);
  await dialog.getByRole('checkbox', { name: /I have compared/ }).check();
  // The list is read anew every few seconds; what somebody is about to decide stays.
  for (let i = 0; i < 2; i++) await page.waitForResponse((response) => response.url().endsWith('/api/admin/aside'));
  expect(await dialog.getByLabel('Reason').inputValue()).toBe('Typing error');
  if (pictures) await page.screenshot({ path: join(pictures, 'aside-take-in.png') });
  await take.click();
  await section.waitFor({ state: 'detached' });
  await page.goto(server.url);
  await card.getByText(/2 images · .*3 images|3 images · .*2 images/).waitFor();
  expect(faults).toEqual([]);
});

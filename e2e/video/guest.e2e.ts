import { mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../support/api.ts';
import { storescu } from '../support/dicom.ts';
import { makeCt } from '../support/make-ct.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { type Caller, call, flowing, launchWithDevices, type Visitor, visit } from './support/devices.ts';

const SECRETS = ['ZEBULON', 'Zebulon', 'ZQ-4711', 'ZQ4711'];
const ASIDE = process.env['HYPERACUTE_PICTURES_ASIDE'] ?? mkdtempSync(join(tmpdir(), 'hyperacute-guest-'));

let server: TestServer;
let browser: Browser;
let nurse: Caller;
let neuro: Caller;
let guest: Visitor;
beforeAll(async () => {
  server = await startServer();
  browser = await launchWithDevices();
  await storescu(server, await makeCt({ slices: 4, mrn: 'ZQ-4711', name: 'INVENTED^ZEBULON', size: 128 }));
  nurse = await call(browser, server, 'nurse', { viewport: { width: 820, height: 1180 }, hasTouch: true });
  neuro = await call(browser, server, 'neuro');
  for (const one of [nurse, neuro]) {
    await one.join(/Riverside/);
    await one.startVideo();
  }
});
afterAll(async () => {
  for (const one of [nurse, neuro, guest]) expect(one.faults).toEqual([]);
  await browser.close();
  await server.dispose();
});

const button = (one: Caller | Visitor, name: string | RegExp) => one.page.getByRole('button', { name });
const picture = async ({ page }: Caller | Visitor, name: string) => {
  await page.screenshot({ path: join(ASIDE, `${name}.png`) });
  expect(statSync(join(ASIDE, `${name}.png`)).size).toBeGreaterThan(8_000);
  expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
};
const bar = (one: Caller) => one.page.getByRole('region', { name: 'Interpreter and family' });

/** Makes a link in the nurse's room and answers it. */
async function link(name: string): Promise<string> {
  await button(nurse, 'Menu of this consult').click();
  await button(nurse, 'Invite interpreter or family').click();
  const dialog = nurse.page.getByRole('dialog', { name: 'Interpreter and family' });
  await dialog.getByLabel('Name or relationship').fill(name);
  await dialog.getByLabel('Language').fill('Polish');
  await dialog.getByRole('button', { name: 'Make the link' }).click();
  const field = dialog.getByRole('textbox', { name: new RegExp(`^Link for ${name}, good until`) });
  const url = await field.inputValue();
  await dialog.getByRole('img', { name: `QR code of the link for ${name}` }).waitFor();
  await picture(nurse, 'guest-link');
  await dialog.getByRole('button', { name: 'Close', exact: true }).click();
  return url;
}
async function knock(at: Visitor): Promise<void> {
  await button(at, 'Check camera and microphone').click();
  const dialog = at.page.getByRole('dialog', { name: 'Camera and microphone' });
  await dialog.locator('video').waitFor();
  await dialog.getByRole('button', { name: 'Ask to come in' }).click();
  await at.page.getByText('A clinician will let you in.').waitFor();
}

test('[MD82] [MD83] an interpreter with a link knocks, is let in with the consent noted, and sound and picture go both ways', async () => {
  const url = await link('Ms Lind');
  guest = await visit(browser, url);
  await guest.page.getByRole('heading', { name: 'Riverside General' }).waitFor();
  await picture(guest, 'guest-arrives');
  await knock(guest);
  await picture(guest, 'guest-waits');
  for (const one of [nurse, neuro])
    await bar(one).getByRole('alert').filter({ hasText: 'Ms Lind (interpreter, Polish) waits to come in.' }).waitFor();
  await picture(neuro, 'guest-knocks');
  await picture(nurse, 'guest-knocks-tablet');
  await bar(neuro).getByRole('button', { name: 'Let in: the patient consents' }).click();
  await until(async () => (await guest.stage().getAttribute('data-video-state')) === 'live');
  await flowing(guest, nurse, neuro);
  await until(async () => (await guest.counters()).audioStreams === 2);
  for (const one of [nurse, neuro]) {
    await until(async () => (await one.counters()).audioStreams === 2);
    await one.stage().locator('figure').filter({ hasText: 'Ms Lind, interpreter' }).waitFor();
  }
  await guest.stage().locator('figure').filter({ hasText: 'Noel Banks' }).waitFor();
  await guest.stage().locator('figure').filter({ hasText: 'Dr Ada Novak' }).waitFor();
  await picture(guest, 'guest-in-call');
  await picture(neuro, 'guest-seen-by-clinician');
});

test('[MD83] a screen that is shared stays among the clinicians', async () => {
  await neuro.stage().getByRole('button', { name: 'More' }).click();
  await button(neuro, 'Share screen').click();
  await nurse.stage().locator('figure').filter({ hasText: 'Ada Novak, screen' }).waitFor();
  await flowing(guest);
  expect(await guest.stage().textContent()).not.toContain('screen');
  expect((await guest.counters()).videoStreams).toBe(2);
  await button(neuro, 'Stop sharing screen').click();
});

test('[MD83] a clinician turns the guest’s microphone off, says so there, and alone turns it on again', async () => {
  await bar(nurse).getByRole('button', { name: 'Turn their microphone off' }).click();
  await guest.stage().getByText('A clinician turned your microphone off.').waitFor();
  const own = button(guest, 'Turn microphone on');
  await own.waitFor();
  expect(await own.isDisabled()).toBe(true);
  await neuro.stage().locator('figure').filter({ hasText: 'Ms Lind' }).getByText('microphone off').waitFor();
  await bar(neuro).getByRole('button', { name: 'Let them speak' }).click();
  await guest.stage().getByText('A clinician turned your microphone off.').waitFor({ state: 'detached' });
  await own.click();
  await neuro.stage().locator('figure').filter({ hasText: 'Ms Lind' }).getByText('microphone off').waitFor({ state: 'detached' });
});

test('[MD86] the guest’s page is loaded again: in without knocking', async () => {
  await guest.page.reload();
  await button(guest, 'Come back into the call').click();
  const dialog = guest.page.getByRole('dialog', { name: 'Camera and microphone' });
  await dialog.locator('video').waitFor();
  await dialog.getByRole('button', { name: 'Come back into the call' }).click();
  await until(async () => (await guest.stage().getAttribute('data-video-state')) === 'live');
  await flowing(guest, nurse);
});

test('[MD80] [MD81] who is put out is out, the link is dead, and no word of the patient ever came', async () => {
  await bar(neuro).getByRole('button', { name: 'Put out' }).click();
  await bar(neuro).getByText('Put Ms Lind out? Their link stops working.').waitFor();
  await bar(neuro).getByRole('button', { name: 'Put out' }).click();
  await guest.page.getByText('The call is over for you. You can close this page.').waitFor();
  expect(await guest.page.evaluate('ownTracks.every((one) => one.readyState === "ended")')).toBe(true);
  await until(async () => (await guest.page.evaluate('mediaConnections().length')) === 0);
  for (const one of [nurse, neuro]) await one.stage().locator('figure').filter({ hasText: 'Ms Lind' }).waitFor({ state: 'detached' });
  await bar(neuro).waitFor({ state: 'detached' });
  const seen = [await guest.page.content(), ...guest.received].join('\n');
  expect(guest.received.length).toBeGreaterThan(10);
  expect(seen).toContain('Riverside General');
  for (const secret of SECRETS) expect(seen).not.toContain(secret);
  await guest.page.reload();
  await guest.page.getByText('This link is not valid any more. Ask the hospital for a new one.').waitFor();
  await picture(guest, 'guest-link-dead');
});

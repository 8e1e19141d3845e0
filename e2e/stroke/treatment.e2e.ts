import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CONTRAINDICATIONS } from '#shared/clinical/contraindications.ts';
import { type Session, signIn } from '../support/api.ts';
import { launch } from '../support/people.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { type AtPanel, chartOf, inRoom, openConsult, picture, state } from './support/consult-room.ts';

let server: TestServer;
let browser: Browser;
let ed: Session;
let nurse: Session;
beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launch()]);
  [ed, nurse] = await Promise.all([signIn(server, 'ed'), signIn(server, 'nurse')]);
});
afterAll(async () => {
  await browser.close();
  await server.dispose();
});

const soon = <T>(ask: () => T) => expect.poll(ask, { timeout: 30_000 });
const policy = (body: object) =>
  ed.fetch('/api/admin/stroke-policy', { method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

/** Everything but the weight, the pressure and the open questions. */
async function workUp(consultId: string, unanswered: readonly string[] = []): Promise<void> {
  const at = new Date().toISOString();
  await state(nurse, consultId, 'lab', { test: 'glucose', value: 118, at });
  await state(ed, consultId, 'disabling', { answer: 'yes', words: '' });
  for (const { id } of CONTRAINDICATIONS)
    if (!unanswered.includes(id)) await state(ed, consultId, 'contraindication', { id, answer: 'no', words: '' });
}

/** Moves the focus by the Tab key alone until it is on that button, within a few presses. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 12; presses++) {
    await page.keyboard.press('Tab');
    if ((await page.evaluate(() => document.activeElement?.textContent)) === name) return;
  }
  expect(await page.evaluate(() => document.activeElement?.outerHTML)).toBe(name);
}

async function fillVial(person: AtPanel, vial: { name: string; mg: string; ml: string }): Promise<void> {
  await person.panel.getByLabel('Name on the vial').fill(vial.name);
  await person.panel.getByLabel('Vial holds').fill(vial.mg);
  await person.panel.getByLabel('Dissolved in').fill(vial.ml);
}

test('[CH20] [CH21] [CH27] 48 kg, tenecteplase by the label bands: 15 mg beside 12 mg, two people on two devices, and no older weight', {
  timeout: 180_000,
}, async () => {
  await policy({ thrombolytic: 'tenecteplase', tenecteplaseRule: 'bands' });
  const consultId = await openConsult(ed, { mrn: 'DOSE-1', name: 'INVENTED^DOSE', birthDate: '19500101' });
  await workUp(consultId);
  const physician = await inRoom(browser, server, 'ed', consultId, 'Treatment');
  const second = await inRoom(browser, server, 'nurse', consultId, 'Treatment', { viewport: { width: 390, height: 844 }, hasTouch: true });
  const { panel } = physician;
  await panel.getByText(/No dose can be prepared: Nobody has decided/).waitFor();
  await panel.getByRole('button', { name: 'Give thrombolysis' }).click();
  await panel.getByRole('button', { name: 'Enter decision' }).click();
  await panel.getByText(/No weight has been entered/).waitFor();
  await panel.getByLabel('Weight', { exact: true }).fill('48');
  await panel.getByRole('button', { name: 'How it is known: bed scale' }).click();
  await panel.getByRole('button', { name: 'Enter weight' }).click();
  await panel.getByLabel('Systolic').fill('186');
  await panel.getByLabel('Diastolic').fill('90');
  await panel.getByRole('button', { name: 'Enter blood pressure' }).click();
  await panel.getByText(/No dose can be prepared: The blood pressure is 186\/90/).waitFor();
  await panel.getByLabel('Systolic').fill('168');
  await panel.getByLabel('Diastolic').fill('88');
  await panel.getByRole('button', { name: 'Enter blood pressure' }).click();
  await soon(() => panel.locator('[data-dose="15"]').count()).toBe(1);
  expect(await panel.locator('[data-other-rule]').innerText()).toMatch(/By 0\.25 mg\/kg it would be 12 mg/);
  await panel.getByText(/50 kg or less.*limited data/).waitFor();
  await fillVial(physician, { name: 'Metalyse 25 mg', mg: '25', ml: '5' });
  await panel.getByText('3 mL from this vial').waitFor();
  await panel.getByRole('button', { name: 'Prepare dose' }).scrollIntoViewIfNeeded();
  await picture(physician.page, 'treatment-prepare');
  await panel.getByRole('button', { name: 'Prepare dose' }).click();
  await physician.page.getByRole('dialog').getByRole('button', { name: 'Prepare dose' }).click();
  await panel.getByText('Waits for a second person on their own device.').waitFor();
  expect(await panel.getByRole('button', { name: 'Release dose' }).count()).toBe(0);

  // A third person's older weight changes nothing; a newer one stops the release.
  await state(nurse, consultId, 'weight', { kg: 90, source: 'stated', at: new Date(Date.now() - 6 * 3_600_000).toISOString() });
  // It is called to the second person, and stands at the top of their panel; released without a hand on the screen.
  await second.page
    .getByRole('alert', { name: 'Look at this now' })
    .getByRole('button', { name: /^Tenecteplase 15 mg, prepared by .*: check it and release it$/ })
    .waitFor();
  await second.page.getByRole('tab', { name: 'Treatment', exact: true }).focus();
  await tabTo(second.page, 'Release dose');
  await picture(second.page, 'treatment-release-phone');
  await second.page.keyboard.press('Enter');
  await second.page.getByRole('dialog').waitFor();
  await tabTo(second.page, 'Release dose');
  await second.page.keyboard.press('Enter');
  await soon(() => panel.locator('[data-order-state]').getAttribute('data-order-state')).toBe('released');
  await soon(() => second.page.evaluate(() => document.activeElement?.getAttribute('data-order-state'))).toBe('released');
  await second.panel.getByRole('button', { name: 'Drug started now' }).click();
  await second.page.getByRole('dialog').getByRole('button', { name: 'Drug started now' }).click();
  await panel.getByText('Check 1 of 36').waitFor();
  await picture(physician.page, 'treatment-checks');
  await second.panel.getByRole('button', { name: 'I do the next checks' }).click();
  await second.panel.getByLabel('Systolic').first().fill('182');
  await second.panel.getByLabel('Diastolic').first().fill('90');
  await second.panel.getByRole('button', { name: 'Enter check' }).click();
  await panel
    .getByRole('alert')
    .getByText(/Blood pressure 182\/90: not below 180\/105/)
    .waitFor();
  expect((await chartOf(ed, consultId)).find(({ kind }) => kind === 'dose-order')).toMatchObject({
    body: { totalMg: 15, volumeMl: 3, kg: 48 },
  });
  expect([physician.faults, second.faults]).toEqual([[], []]);
});

test('[CH20] alteplase for 130 kg is 90 mg: 9 and 81; one person or one device does not do for two', { timeout: 120_000 }, async () => {
  await policy({ thrombolytic: 'alteplase' });
  const consultId = await openConsult(ed, { mrn: 'DOSE-2', name: 'INVENTED^HEAVY', birthDate: '19600101' });
  await workUp(consultId);
  const at = new Date().toISOString();
  await state(nurse, consultId, 'weight', { kg: 130, source: 'bed-scale', at });
  await state(nurse, consultId, 'pressure', { systolic: 160, diastolic: 85, at });
  await state(ed, consultId, 'thrombolysis-decision', { choice: 'give', reasons: [], words: '' });
  const physician = await inRoom(browser, server, 'ed', consultId, 'Treatment');
  await soon(() => physician.panel.locator('[data-dose="90"]').count()).toBe(1);
  await physician.panel.getByText('9 mg bolus over 1 min, 81 mg over 60 min').waitFor();
  await fillVial(physician, { name: 'Two vials in one bag', mg: '100', ml: '100' });
  await physician.panel.getByRole('button', { name: 'Prepare dose' }).click();
  await physician.page.getByRole('dialog').getByRole('button', { name: 'Prepare dose' }).click();
  await physician.panel.getByText('Waits for a second person on their own device.').waitFor();

  // The nurse signs in on the physician's own screen: two people, one device.
  const { page } = physician;
  await page.request.post(`${server.url}/api/session`, { data: { email: 'nurse@riverside.example', password: 'hyperacute' } });
  await page.reload();
  await page.getByRole('tab', { name: 'Treatment' }).click();
  await page.getByRole('button', { name: 'Release dose' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Release dose' }).click();
  await page.getByText('The dose was prepared on this device. Release it on your own.').waitFor();
  expect((await chartOf(ed, consultId)).some(({ kind }) => kind === 'dose-release')).toBe(false);
});

test('[CH22] [CH23] [CH27] a DOAC of unknown timing and platelets pending stay open; the result re-opens the card with an alert', {
  timeout: 120_000,
}, async () => {
  await policy({});
  const consultId = await openConsult(ed, { mrn: 'DOSE-3', name: 'INVENTED^UNKNOWN', birthDate: '19550101' });
  await workUp(consultId, ['doac', 'coagulopathy']);
  const at = new Date().toISOString();
  await state(nurse, consultId, 'weight', { kg: 70, source: 'estimated', at });
  await state(nurse, consultId, 'pressure', { systolic: 160, diastolic: 85, at });
  await state(nurse, consultId, 'lab', { test: 'platelets', value: null, pending: true, at: null });
  await state(ed, consultId, 'thrombolysis-decision', { choice: 'give', reasons: [], words: '' });
  const physician = await inRoom(browser, server, 'ed', consultId, 'Treatment');
  const neuro = await inRoom(browser, server, 'neuro', consultId, 'Treatment');
  const { panel } = physician;
  await panel.locator('summary', { hasText: 'Relative' }).click();
  await panel.getByRole('button', { name: 'DOAC within 48 hours: Unknown' }).click();
  await panel.locator('summary', { hasText: 'Relative: 1 open' }).waitFor();
  await panel.locator('summary', { hasText: 'Absolute: 1 open' }).click();
  await panel.locator('[data-contraindication="coagulopathy"]').getByText('Platelets pending'.toLowerCase()).waitFor();
  await panel.getByText(/Still to do: enter the vial in your hand; accept by name/).waitFor();
  await fillVial(physician, { name: 'Kit', mg: '25', ml: '5' });
  await panel.getByText('Still to do: accept by name what is open or present, or answer it.').waitFor();
  expect(await panel.getByRole('button', { name: 'Prepare dose' }).isDisabled()).toBe(true);
  await panel.getByRole('checkbox', { name: /DOAC within 48 hours/ }).check();
  expect(await panel.getByRole('button', { name: 'Prepare dose' }).isDisabled()).toBe(true);
  await panel.getByRole('button', { name: /^Platelets below .*: No$/ }).click();
  await soon(() => panel.getByRole('button', { name: 'Prepare dose' }).isDisabled()).toBe(false);

  // The laboratory comes later; the neurologist has folded the panel away.
  await neuro.page.getByRole('button', { name: 'Panel', exact: true }).click();
  await state(nurse, consultId, 'lab', { test: 'platelets', value: 82_000, at: new Date().toISOString() });
  await neuro.page.getByRole('alert').getByRole('button', { name: 'Look now (1)' }).click();
  for (const one of [physician, neuro]) {
    await one.page
      .getByRole('alert', { name: 'Look at this now' })
      .getByRole('button', { name: /platelets 82000 \(below 100000\)/ })
      .click();
    expect(await one.panel.getByRole('region', { name: 'Look again' }).locator('[data-answer]').getAttribute('data-answer')).toBe('yes');
  }
  expect(await panel.getByRole('button', { name: 'Prepare dose' }).isDisabled()).toBe(true);
  await picture(physician.page, 'treatment-alert');
  expect([physician.faults, neuro.faults]).toEqual([[], []]);
});

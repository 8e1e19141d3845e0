import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ConsultSummary } from '#shared/protocol/http.ts';
import { signIn, until } from '../support/api.ts';
import { storescu } from '../support/dicom.ts';
import { makeCt } from '../support/make-ct.ts';
import { arrive, launch, shows } from '../support/people.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let browser: Browser;
beforeAll(async () => {
  server = await startServer();
  browser = await launch();
});
afterAll(async () => {
  await browser.close();
  await server.dispose();
});

describe('the worklist and the room', () => {
  test('[CN3] a consult appears live, counts its slices, rings until it is accepted, and shows who is in it', async () => {
    const neuro = await arrive(browser, server, 'neuro');
    const ir = await arrive(browser, server, 'ir');
    await neuro.page.getByText('No open consults').waitFor();
    await storescu(server, await makeCt({ slices: 5, mrn: 'W1', name: 'INVENTED^WANDA', size: 128 }));
    const card = neuro.page.locator('[data-consult-id]', { hasText: 'INVENTED, WANDA' });
    await card.getByText('5 images').waitFor();
    await until(async () => (await card.getAttribute('data-ringing')) === 'true');
    await neuro.join(/WANDA/);
    await shows(neuro.viewport(), 'lossless');
    const there = ir.page.locator('[data-consult-id]', { hasText: 'INVENTED, WANDA' });
    await there.getByText('Accepted by Dr Ada Novak').waitFor();
    await there.getByText('Dr Ada Novak, Metro Stroke Center').waitFor();
    expect(await there.getAttribute('data-ringing')).toBe('false');
    await Promise.all([neuro.page.context().close(), ir.page.context().close()]);
  });

  test('[CH78] counts from last known well where it is known, and puts the longest first', async () => {
    const ed = await signIn(server, 'ed');
    const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
    const notification = { ageFrom: 80, ageTo: 89, sex: 'M', screen: null, eta: null, words: '' };
    const lastKnownWell = { range: { from: ago(185), to: ago(20) }, source: 'witness', confidence: 'likely' };
    const body = JSON.stringify({ id: randomUUID(), notification, lastKnownWell });
    const { id } = await ed.json<ConsultSummary>('/api/announcements', { method: 'POST', body });
    const neuro = await arrive(browser, server, 'neuro');
    const cards = neuro.page.locator('[data-consult-id]');
    await cards.filter({ hasText: 'Announced patient, age 80–89' }).getByText('3 h 05').waitFor();
    expect(await cards.first().innerText()).toMatch(/since last known well[\s\S]*Announced patient, age 80–89/);
    await cards.filter({ hasText: 'WANDA' }).getByText('since arrival').first().waitFor();
    // It rings for nobody any more.
    await ed.json(`/api/consults/${id}`, { method: 'PATCH', body: JSON.stringify({ action: 'undo-opening', reason: 'invented' }) });
    await neuro.page.context().close();
  });

  test('[RM7] going from one patient to another asks first, and colours tell them apart', async () => {
    await storescu(server, await makeCt({ slices: 2, mrn: 'W2', name: 'INVENTED^XAVER', size: 128 }));
    const neuro = await arrive(browser, server, 'neuro');
    await neuro.join(/WANDA/);
    await neuro.page.getByRole('link', { name: 'Back to the worklist' }).click();
    await neuro.page.getByRole('button', { name: /Join consult of .*XAVER/ }).click();
    const dialog = neuro.page.getByRole('dialog', { name: 'Another patient' });
    await dialog.getByText('You were with INVENTED, WANDA. This is INVENTED, XAVER').waitFor();
    expect(await neuro.viewport().count()).toBe(0);
    await dialog.getByRole('button', { name: 'Go to INVENTED, XAVER' }).click();
    await shows(neuro.viewport(), 'lossless');
    expect(await neuro.viewport().getAttribute('data-patient-id')).toBe('W2');
    await neuro.page.context().close();
  });

  test('[CN2] stand down with a reason, and re-open', async () => {
    const ed = await arrive(browser, server, 'ed');
    await ed.join(/XAVER/);
    const act = async (name: string, confirm: string) => {
      await ed.page.getByRole('button', { name: 'Menu of this consult' }).click();
      await ed.page.getByRole('button', { name }).click();
      await ed.page.getByLabel('Reason').fill('an invented reason');
      await ed.page.getByRole('dialog').getByRole('button', { name: confirm }).click();
    };
    await act('Stand down', 'Stand down');
    await ed.page.getByRole('status').getByText('Stood down').waitFor();
    await act('Re-open', 'Re-open');
    await until(async () => (await ed.page.getByText('Stood down').count()) === 0);
    await ed.page.context().close();
  });

  test('[RM8] changing the person takes two taps and ends the session', async () => {
    const nurse = await arrive(browser, server, 'nurse');
    await nurse.join(/XAVER/);
    await nurse.page.getByRole('button', { name: 'Menu of this consult' }).click();
    await nurse.page.getByRole('button', { name: /Change person/ }).click();
    await nurse.page.getByRole('dialog').getByRole('button', { name: 'Change person' }).click();
    await nurse.page.getByRole('button', { name: 'Sign in' }).waitFor();
    expect((await nurse.page.request.get(`${server.url}/api/session`)).status()).toBe(401);
    await nurse.page.context().close();
  });

  test('[RM9] images are added from a phone; what is no image is named', async () => {
    const [a, b] = await makeCt({ slices: 2, mrn: 'W2', name: 'INVENTED^XAVER', size: 128, description: 'INVENTED MORE' });
    const note = join(dirname(a!), 'notes.txt');
    writeFileSync(note, 'no image at all, but a text that is long enough to have been one: '.repeat(4));
    const nurse = await arrive(browser, server, 'nurse', { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
    await nurse.join(/XAVER/);
    await nurse.page.getByRole('button', { name: 'Menu of this consult' }).tap();
    await nurse.page.getByRole('button', { name: 'Add images' }).tap();
    await nurse.page.locator('input[type=file]').first().setInputFiles([a!, b!, note]);
    await nurse.page.getByText('3 of 3 files').waitFor();
    await nurse.page.getByText(/2 taken/).waitFor();
    await nurse.page.context().close();
  });

  test('[RM10] a refused scanner is listed with the reason and what to do', async () => {
    await expect(storescu(server, await makeCt({ slices: 1, mrn: 'W3', name: 'INVENTED^Y' }), { aet: 'STRANGER' })).rejects.toThrow();
    const admin = await arrive(browser, server, 'admin');
    await admin.page.getByRole('link', { name: 'Connect a scanner' }).first().click();
    await admin.page.getByText(/Nobody may send as "STRANGER"/).waitFor();
    await admin.page.getByLabel('Address').fill('127.0.0.1');
    await admin.page.getByLabel('Port', { exact: true }).fill(String(server.dimse));
    await admin.page.getByLabel('Its AE title').fill('HYPERACUTE');
    await admin.page.getByRole('button', { name: 'C-ECHO' }).click();
    await admin.page
      .getByRole('status')
      .filter({ hasText: /answer/i })
      .waitFor();
    await admin.page.context().close();
  });
});

import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../server/store/database.ts';
import { type Session, signIn, until } from '../support/api.ts';
import { MllpReceiver, type Reaction } from '../support/deliver/mllp-receiver.ts';
import { ask, enqueue, openOutbox, recordFor } from '../support/deliver/site.ts';
import { storescu } from '../support/dicom.ts';
import { makeCt } from '../support/make-ct.ts';
import { arrive, launch } from '../support/people.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let browser: Browser;
let outbox: Database;
let ed: Session;
const ehr = new MllpReceiver();

beforeAll(async () => {
  server = await startServer({ HYPERACUTE_DELIVERY_RETRY: '0.2-0.5' });
  browser = await launch();
  outbox = await openOutbox(server);
  ed = await signIn(server, 'ed');
  await ehr.start();
  await storescu(server, await makeCt({ slices: 3, mrn: 'OB-1', name: 'INVENTED^OUT' }));
});
afterAll(async () => {
  await outbox.destroy();
  await ehr.stop();
  await browser.close();
  await server.dispose();
});

/** Signs a note at Metro; with `version` an addendum. */
async function sign(version: number): Promise<void> {
  const consult = await until(async () => (await ed.consults()).find(({ studies }) => (studies[0]?.instances ?? 0) >= 3));
  await enqueue(outbox, recordFor(server, consult.id, 'OB-1', version));
}

/** Where pictures of the page go, if anywhere. */
const pictures = process.env['HYPERACUTE_PICTURES'];

describe('the outbox on the admin page', () => {
  test('[DV9] [DV50] an admin adds a system; what it rejects is red, stays open under the hand, and is sent again or given up', async () => {
    const { page, faults } = await arrive(browser, server, 'admin');
    await page.goto(`${server.url}/admin`);
    const section = page.getByRole('region', { name: 'Signed consults to hospital systems' });
    await section.getByText('No destination yet').waitFor();
    await section.getByRole('button', { name: 'Add a destination' }).click();
    const form = section.getByRole('form', { name: 'New destination' });
    await form.getByLabel('Name').fill('Metro EHR');
    await form.getByLabel('Address').fill('127.0.0.1');
    await form.getByLabel('Port').fill(String(ehr.port));
    await form.getByLabel('Note as a document').check();
    if (pictures) await page.screenshot({ path: `${pictures}/outbox-form.png`, fullPage: true });
    await form.getByRole('button', { name: 'Add' }).click();
    await section.getByText('nothing waiting').waitFor();

    let reaction: Reaction = 'AR';
    ehr.onMessage = (text) => (text.includes('|ORU^') ? reaction : 'AA');
    await sign(1);
    await section.getByText('1 document did not arrive and will not without you').waitFor();
    const entry = section.locator('[data-delivery][data-state="failed"]');
    await entry.getByText('rejects it (AR)').waitFor();
    await section.getByText('Note as a document (HL7 MDM) of the note').waitFor();
    if (pictures) await page.screenshot({ path: `${pictures}/outbox-failed.png`, fullPage: true });

    // The list is read anew every few seconds; a question that is open stays.
    await entry.getByRole('button', { name: /^Give up/ }).click();
    const dialog = page.getByRole('dialog', { name: 'Give up this delivery?' });
    await dialog.getByLabel('Reason').fill('Phoned');
    const read = page.waitForResponse((response) => response.url().endsWith('/api/admin/outbox'));
    await read;
    await page.waitForResponse((response) => response.url().endsWith('/api/admin/outbox'));
    expect(await dialog.getByLabel('Reason').inputValue()).toBe('Phoned');
    if (pictures) await page.screenshot({ path: `${pictures}/outbox-give-up.png` });
    await dialog.getByRole('button', { name: 'Cancel' }).click();

    reaction = 'AA';
    await entry.getByRole('button', { name: /^Send again: Note and scores/ }).click();
    await until(() => ehr.messages.filter((text) => text.includes('|ORU^')).length === 2);
    await until(async () => (await section.locator('[data-delivery][data-state="sent"]').count()) === 2);
    expect(await section.getByRole('alert').count()).toBe(0);

    reaction = 'AR';
    await sign(2);
    await section.getByText('of addendum 1').first().waitFor();
    const second = section.locator('[data-delivery][data-state="failed"]');
    await second.getByRole('button', { name: /^Give up/ }).click();
    await dialog.getByLabel('Reason').fill('Phoned');
    await dialog.getByRole('button', { name: 'Give up' }).click();
    await section.getByText('given up').waitFor();
    expect(ask<{ detail: string }>(server, "SELECT detail FROM consult_event WHERE kind = 'delivery-given-up'")).toEqual([
      { detail: 'oru version 2 to Metro EHR: Phoned' },
    ]);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  test('[DV50] pause, go on, and remove with a question, also at 360 pixels', async () => {
    const { page } = await arrive(browser, server, 'admin', { viewport: { width: 360, height: 740 } });
    await page.goto(`${server.url}/admin`);
    const section = page.getByRole('region', { name: 'Signed consults to hospital systems' });
    await section.getByRole('button', { name: 'Pause Metro EHR' }).click();
    await section.getByText('paused, collecting').waitFor();
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBeLessThanOrEqual(360);
    if (pictures) await section.screenshot({ path: `${pictures}/outbox-phone.png` });
    await section.getByRole('button', { name: 'Go on with Metro EHR' }).click();
    await section.getByText('nothing waiting').waitFor();
    await section.getByRole('button', { name: 'Remove Metro EHR' }).click();
    const dialog = page.getByRole('dialog', { name: 'Remove Metro EHR?' });
    await dialog.getByText('What arrived stays there').waitFor();
    await dialog.getByRole('button', { name: 'Remove' }).click();
    await section.getByText('No destination yet').waitFor();
    await page.context().close();
  });

  test('[DV9] a nurse of the site sees its own, may decide, and adds nothing', async () => {
    const { page } = await arrive(browser, server, 'nurse');
    await page.goto(`${server.url}/admin`);
    const section = page.getByRole('region', { name: 'Signed consults to hospital systems' });
    await section.getByText('Own archive').first().waitFor();
    await section.getByText('Measurements (DICOM SR) of the note').waitFor();
    expect(await section.getByText('Metro EHR').count()).toBe(0);
    expect(await section.getByRole('button', { name: 'Add a destination' }).count()).toBe(0);
    await page.context().close();
  });
});

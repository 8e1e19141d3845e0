import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CallView } from '#shared/protocol/call.ts';
import { type Session, signIn, until } from '../support/api.ts';
import { readRoster, setRoster } from '../support/call.ts';
import { storescu } from '../support/dicom.ts';
import { makeCt } from '../support/make-ct.ts';
import { arrive, launch } from '../support/people.ts';
import { startServer, type TestServer } from '../support/server.ts';

const PICTURES = process.env['PICTURES'];
const ADA = 'Dr Ada Novak';
const IVO = 'Dr Ivo Ray';
const CORA = 'Cora Dunn';
const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };

let server: TestServer;
let browser: Browser;
let coordinator: Session;
beforeAll(async () => {
  server = await startServer();
  browser = await launch();
  coordinator = await signIn(server, 'coordinator');
  if (PICTURES !== undefined) mkdirSync(PICTURES, { recursive: true });
});
afterAll(async () => {
  await browser.close();
  await server.dispose();
});

/** A picture for a person to look at, when PICTURES names a folder. */
const picture = async (page: Page, name: string) => {
  if (PICTURES !== undefined) await page.screenshot({ path: join(PICTURES, `${name}.png`) });
};
const start = async (page: Page) => {
  await page.getByRole('button', { name: 'Start a stroke consult' }).click();
  await page.waitForURL(/\/consults\//);
  return page.url().split('/').at(-1)!;
};
const close = async (...pages: Page[]) => {
  for (const page of pages) await page.context().close();
};
/** Closes what is open, so that the next test begins in silence. */
const quiet = async () => {
  const ed = await signIn(server, 'ed');
  for (const { id } of (await ed.consults()).filter((consult) => consult.state === 'open'))
    await ed.json(`/api/consults/${id}`, { method: 'PATCH', body: JSON.stringify({ action: 'close', reason: 'the test is over' }) });
};

/** Counts what rings: loops of sound that play now, and notices of the system, made by the page itself. */
const listen = async (context: BrowserContext) => {
  await context.addInitScript(() => {
    const heard = { loops: 0, notices: [] as string[] };
    Object.assign(window, { heard });
    const { start, stop } = AudioBufferSourceNode.prototype;
    AudioBufferSourceNode.prototype.start = function (...given) {
      if (this.loop) heard.loops++;
      return start.apply(this, given);
    };
    AudioBufferSourceNode.prototype.stop = function (...given) {
      if (this.loop) heard.loops--;
      return stop.apply(this, given);
    };
    window.Notification = new Proxy(window.Notification, {
      construct(target, [title, options]) {
        heard.notices.push(title as string);
        return new target(title as string, options as NotificationOptions);
      },
    });
  });
};
const heard = (page: Page) => page.evaluate(() => (window as unknown as { heard: { loops: number; notices: string[] } }).heard);

describe('calling the neurologist', () => {
  test('[CALL11] it rings on every page of the one who is called; declined with a reason it goes on; accepted, the room opens', async () => {
    await setRoster(coordinator, { order: [ADA, IVO], seconds: 120 });
    const neuro = await arrive(browser, server, 'neuro', {}, async (context) => {
      await listen(context);
      await context.grantPermissions(['notifications'], { origin: server.url });
    });
    const ir = await arrive(browser, server, 'ir', PHONE, listen);
    const ed = await arrive(browser, server, 'ed');
    await neuro.page.getByText('You are on call: 1 of 2').waitFor();
    await picture(neuro.page, 'worklist-on-call');
    await neuro.page.getByRole('link', { name: 'Connect a scanner' }).first().click();
    await neuro.page.getByRole('heading', { name: 'Connect a scanner' }).waitFor();
    const own = await neuro.page.title();
    const id = await start(ed.page);

    const card = neuro.page.getByRole('region', { name: 'Riverside General calls you' });
    await card.getByText('since arrival').first().waitFor();
    await card.getByText(/Goes to Dr Ivo Ray in [12]:\d\d/).waitFor();
    await until(async () => (await neuro.page.title()) === 'Call: Riverside General');
    expect(await heard(neuro.page)).toEqual({ loops: 1, notices: ['Call: Riverside General'] });
    expect((await heard(ir.page)).loops).toBe(0);
    const strip = ed.page.getByRole('region', { name: 'Call', exact: true });
    await strip.getByText(`Calling ${ADA} (1 of 2)`).waitFor();
    await strip.getByText(`then ${IVO}`).waitFor();
    await until(async () => /^[12]:\d\d$/.test((await strip.getByRole('timer').textContent()) ?? ''));
    await picture(neuro.page, 'ring-desktop');
    await picture(ed.page, 'strip-calling');

    await card.getByRole('button', { name: 'Decline' }).click();
    await picture(neuro.page, 'decline-desktop');
    await card.getByRole('textbox', { name: 'Another reason' }).fill('in the angio suite');
    await card.getByRole('button', { name: 'Send' }).click();
    await card.waitFor({ state: 'detached' });
    await until(async () => (await neuro.page.title()) === own);
    expect((await heard(neuro.page)).loops).toBe(0);
    await strip.getByText(`${ADA} declined: in the angio suite`).waitFor();
    await strip.getByText(`Calling ${IVO} (2 of 2)`).waitFor();
    await picture(ed.page, 'strip-declined');

    const onPhone = ir.page.getByRole('region', { name: 'Riverside General calls you' });
    await onPhone.getByText(/Everybody is alarmed in/).waitFor();
    await picture(ir.page, 'ring-phone');
    await onPhone.getByRole('button', { name: 'Decline' }).tap();
    await picture(ir.page, 'decline-phone');
    await onPhone.getByRole('button', { name: 'Back' }).tap();
    await onPhone.getByRole('button', { name: 'Accept' }).tap();
    await ir.page.waitForURL(`**/consults/${id}`);
    await onPhone.waitFor({ state: 'detached' });
    await strip.getByText(/^Accepted by Dr Ivo Ray, interventionalist, at \d\d:\d\d$/).waitFor();
    await picture(ed.page, 'strip-accepted');
    await strip.getByRole('button', { name: 'Details of the call' }).click();
    const dialog = ed.page.getByRole('dialog', { name: 'Calling the neurologist' });
    expect(await dialog.getByRole('list', { name: 'On call now' }).getByRole('listitem').allTextContents()).toEqual([
      'Dr Ada Novak, neurologist, Metro Stroke Center',
      'Dr Ivo Ray, interventionalist, Metro Stroke Center',
    ]);
    await dialog.getByText('Dr Ada Novak declined: in the angio suite').waitFor();
    await picture(ed.page, 'details');
    await dialog.getByRole('button', { name: 'Call again' }).click();
    await strip.getByText(`Calling ${ADA} (1 of 2)`).waitFor();
    await card.waitFor();
    expect([...neuro.faults, ...ir.faults, ...ed.faults]).toEqual([]);
    await close(neuro.page, ir.page, ed.page);
    await quiet();
  });

  test('[CALL12] nobody answers: red and spoken for everybody, with the number to call; whoever then accepts ends it', async () => {
    await setRoster(coordinator, { order: [ADA, IVO], seconds: 6 });
    await storescu(server, await makeCt({ slices: 3, mrn: 'NOBODY', name: 'INVENTED^NOBODY', size: 128 }));
    const nurse = await arrive(browser, server, 'nurse', PHONE);
    const cora = await arrive(browser, server, 'coordinator');
    const ed = await arrive(browser, server, 'ed');
    await nurse.join(/NOBODY/);
    await ed.join(/NOBODY/);
    await nurse.page
      .getByText(/^Calling Dr /)
      .first()
      .waitFor();
    await picture(nurse.page, 'calling-phone');
    for (const page of [ed.page, nurse.page]) {
      const alert = page.getByRole('region', { name: 'Call', exact: true }).getByRole('alert');
      await alert.getByText('Nobody has answered').waitFor();
      const phone = alert.getByRole('link', { name: 'call Metro Stroke Center on +1 202 555 0130' });
      expect(await phone.getAttribute('href')).toBe('tel:+12025550130');
    }
    await picture(ed.page, 'nobody-desktop');
    await picture(nurse.page, 'nobody-phone');
    const alarm = cora.page.getByRole('region', { name: 'Nobody has answered: Riverside General' });
    await alarm.getByRole('link', { name: 'Call Riverside General: +1 202 555 0110' }).waitFor();
    await picture(cora.page, 'nobody-hub');
    // It rings on from the top meanwhile; a neurologist who comes takes it from wherever.
    const neuro = await arrive(browser, server, 'neuro');
    await neuro.page.getByText('Nobody has answered.').first().waitFor();
    await neuro.join(/NOBODY/);
    for (const page of [ed.page, nurse.page]) {
      const strip = page.getByRole('region', { name: 'Call', exact: true });
      await strip.getByText(/^Accepted by Dr Ada Novak/).waitFor();
      await until(async () => (await strip.getByRole('alert').count()) === 0);
    }
    await alarm.waitFor({ state: 'detached' });
    await close(nurse.page, cora.page, ed.page, neuro.page);
    await quiet();
  });

  test('[CALL12] with nobody on call the alarm comes at once, and the emergency team can call again', async () => {
    await setRoster(coordinator, { order: [] });
    const ed = await arrive(browser, server, 'ed');
    const id = await start(ed.page);
    const strip = ed.page.getByRole('region', { name: 'Call', exact: true });
    await strip.getByRole('alert').getByText('Nobody is on call').waitFor();
    await setRoster(coordinator, { order: [CORA], seconds: 120 });
    await strip.getByText(`Calling ${CORA} (1 of 1)`).waitFor();
    const cora = await signIn(server, 'coordinator');
    const call = await cora.json<CallView>(`/api/consults/${id}/call/answer`, {
      method: 'POST',
      body: JSON.stringify({ answer: 'accept' }),
    });
    expect(call.state).toBe('accepted');
    await strip.getByText(/^Accepted by Cora Dunn, coordinator/).waitFor();
    await strip.getByRole('button', { name: 'Hide the call' }).click();
    await strip.waitFor({ state: 'detached' });
    await close(ed.page);
    await quiet();
  });

  test('[CALL13] a page that may not make a sound says so, and one tap mends it, also while it rings', async () => {
    await setRoster(coordinator, { order: [ADA], seconds: 120 });
    const neuro = await arrive(browser, server, 'neuro', {}, listen);
    // A page that was opened anew was never tapped.
    const page = await neuro.page.context().newPage();
    await neuro.page.close();
    const looking = await page.context().newCDPSession(page);
    await page.goto(server.url);
    // Playwright's own looking counts as a tap; this way of looking does not.
    const says = (selector: string, words: string) =>
      until(async () => {
        const expression = `document.querySelector('${selector}')?.textContent ?? ''`;
        const { result } = await looking.send('Runtime.evaluate', { expression, userGesture: false });
        return String(result.value).includes(words);
      });
    await says('[aria-label="Calls to you"]', 'A call would be silent on this page.');
    const ed = await signIn(server, 'ed');
    await ed.json('/api/consults', { method: 'POST', body: '{}' });
    await says('[data-rings]', 'This page may not make a sound yet.');
    const card = page.getByRole('region', { name: 'Riverside General calls you' });
    await picture(page, 'silent');
    await card.getByRole('button', { name: 'Turn on the sound' }).click();
    await card.getByText('This page may not make a sound yet.').waitFor({ state: 'detached' });
    await page.getByText('A call would be silent on this page.').waitFor({ state: 'detached' });
    expect((await heard(page)).loops).toBe(1);
    await close(page);
    await quiet();
  });

  test('[CALL9] the coordinator orders the roster by keyboard, and keeps it', async () => {
    await setRoster(coordinator, { order: [ADA, IVO, CORA], seconds: 60 });
    const cora = await arrive(browser, server, 'coordinator');
    await cora.page.getByRole('link', { name: 'Who is on call' }).click();
    const section = cora.page.getByRole('region', { name: 'On call' });
    await section.getByText('Dr Ada Novak, then Dr Ivo Ray, then Cora Dunn').waitFor();
    await section.getByText('On open pages only: Cora Dunn, Dr Ada Novak, Dr Ivo Ray.').waitFor();
    await section.getByRole('button', { name: `Move ${CORA} up` }).focus();
    await cora.page.keyboard.press('Enter');
    await section.getByText('Cora Dunn is 2 of 3').waitFor();
    await cora.page.keyboard.press('Enter');
    await section.getByText('Cora Dunn is 1 of 3').waitFor();
    await section.getByLabel('Seconds that it rings for each').fill('45');
    await section.scrollIntoViewIfNeeded();
    await picture(cora.page, 'roster');
    await section.getByRole('button', { name: 'Keep the roster' }).click();
    await section.getByText('Cora Dunn, then Dr Ada Novak, then Dr Ivo Ray').waitFor();
    const plan = await readRoster(coordinator);
    expect(plan.seconds).toBe(45);
    expect(plan.lines.map((line) => plan.people.find((person) => person.personId === line.personId)?.name)).toEqual([CORA, ADA, IVO]);
    // A shift that ended is kept as it was entered, and nobody is called by it.
    await section.getByLabel('When').first().selectOption('A shift');
    await section.getByLabel('From').fill('2026-01-01T08:00');
    await section.getByLabel('Until').fill('2026-01-01T20:00');
    await section.getByText('E-mail and pagers').click();
    await section.getByLabel('Webhook of Dr Ivo Ray').fill('https://pager.example/ring');
    await picture(cora.page, 'roster-shift');
    await section.getByRole('button', { name: 'Keep the roster' }).click();
    await section.getByText('Dr Ada Novak, then Dr Ivo Ray').waitFor();
    await section.getByText('On open pages only: Dr Ada Novak.').waitFor();
    expect((await readRoster(coordinator)).people.find((person) => person.name === IVO)?.webhookUrl).toBe('https://pager.example/ring');
    await cora.page.setViewportSize({ width: 360, height: 740 });
    await section.scrollIntoViewIfNeeded();
    await picture(cora.page, 'roster-phone');
    expect(await cora.page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
    await close(cora.page);
  });
});

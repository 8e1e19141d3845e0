import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { localText } from '#shared/chart/zone.ts';
import type { ConsultSummary } from '#shared/protocol/http.ts';
import { picture, state } from '../stroke/support/consult-room.ts';
import { type Session, signIn, until } from '../support/api.ts';
import { storescu } from '../support/dicom.ts';
import { makeCt } from '../support/make-ct.ts';
import { MllpClient } from '../support/mllp.ts';
import { arrive, launch, shows } from '../support/people.ts';
import { startServer, type TestServer } from '../support/server.ts';

/** From the ambulance's telephone call to the known patient. Everybody is invented. */

let server: TestServer;
let browser: Browser;
let ed: Session;
let hospital: MllpClient;
beforeAll(async () => {
  server = await startServer();
  browser = await launch();
  ed = await signIn(server, 'ed');
  hospital = await MllpClient.open(server.mllp);
});
afterAll(async () => {
  hospital.close();
  await browser.close();
  await server.dispose();
});

const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };
let number = 0;
const stamp = () => new Date().toISOString().replaceAll(/[-:T]/g, '').slice(0, 14);
async function admit(mrn: string, issuer: string, birth: string, sex: string, name: string): Promise<void> {
  const segments = [
    `MSH|^~\\&|ADT|RIVERSIDE|TELE|METRO|${stamp()}+0000||ADT^A04|EA${++number}|P|2.5.1`,
    'EVN|A04',
    `PID|1||${mrn}^^^${issuer}^MR||${name}||${birth}|${sex}`,
    `PV1|1|E|ED^1|||||||||||||||||EV${number}|||||||||||||||||||||||||${stamp()}+0000`,
  ];
  expect((await hospital.ask(`${segments.join('\r')}\r`))?.code).toBe('AA');
}

/** Fills in the form; `page` is a phone. */
async function announce(page: Page, band: string): Promise<void> {
  await page.getByRole('button', { name: 'Announce a patient' }).tap();
  const form = page.getByRole('form', { name: 'Announce a patient' });
  const tap = (name: string) => form.getByRole('button', { name, exact: true }).tap();
  const send = form.getByRole('button', { name: 'Announce and call the neurologist' });
  expect(await send.isDisabled()).toBe(true);
  await tap(`About how old?: ${band}`);
  await tap('Sex: female');
  await tap('Last known well: Known, as a time or a range');
  const zone = (await ed.json<{ organisation: { zone: string } }>('/api/session')).organisation.zone;
  await form.getByLabel('Seen well at (or from)').fill(localText(Date.now() - 90 * 60_000, zone));
  await form.getByLabel('To, if it is a range').fill(localText(Date.now() - 60 * 60_000, zone));
  await tap('Who says so: witness');
  await tap('How sure: likely');
  await tap('Large-vessel screen: LAMS, 3 questions');
  await tap('Face droops: yes');
  await tap('Arm held up: falls at once');
  await tap('Grip: weak');
  await form.getByText('LAMS 4 of 5: positive').waitFor();
  await tap('Arrives: in 10 min');
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
  await picture(page, 'announce-phone');
  await send.tap();
}

const header = (page: Page): Locator => page.getByRole('banner');
/** Also while a dialog hides the rest from assistive technology. */
const identity = (page: Page) => page.locator('header[data-consult-id]').getAttribute('data-identity');
const announced = async (): Promise<ConsultSummary[]> => (await ed.consults()).filter((one) => one.announced !== null);

describe('a patient announced from a phone', () => {
  test('[CH71] [CH72] one thumb, a lost link and a reload: one consult, and the neurologist is called', async () => {
    const nurse = await arrive(browser, server, 'nurse', PHONE);
    const neuro = await arrive(browser, server, 'neuro');
    const { page } = nurse;
    await page.route('**/api/announcements', async (route) => {
      // The server takes it, and the answer is lost on the way.
      await route.fetch();
      await route.abort();
    });
    await announce(page, '70–79');
    await page.getByText('No link.').waitFor();
    await until(async () => (await announced()).length === 1);
    await picture(page, 'announce-no-link');
    await page.unroute('**/api/announcements');
    await page.reload();
    await header(page).getByRole('heading', { name: 'Announced patient, age 70–79' }).waitFor();
    expect(await announced()).toHaveLength(1);
    expect(await identity(page)).toBe('announced');
    await page.getByText('Calling Dr Ada Novak').first().waitFor();
    await picture(page, 'announced-room-phone');
    const card = neuro.page.locator('[data-consult-id]', { hasText: 'Announced patient, age 70–79' });
    await card.getByText(/Announced, expected in (9|10) min, LAMS 4 \(positive\)/).waitFor();
    await card.getByText('since last known well').first().waitFor();
    await until(async () => (await card.getAttribute('data-ringing')) === 'true');
    await picture(neuro.page, 'announced-worklist');
    expect([nurse.faults, neuro.faults]).toEqual([[], []]);
    await Promise.all([page.context().close(), neuro.page.context().close()]);
  });

  test('[CH72] RACE asks for the weak side, and then about one thing only', async () => {
    const nurse = await arrive(browser, server, 'nurse', PHONE);
    await nurse.page.getByRole('button', { name: 'Announce a patient' }).tap();
    const tap = (name: string) => nurse.page.getByRole('button', { name, exact: true }).tap();
    await tap('Large-vessel screen: RACE, 5 questions');
    await tap('Face droops: mild');
    await tap('Weak arm: severe');
    await tap('Weak leg: moderate');
    await tap('Head and eyes turned to one side: yes');
    expect(await nurse.page.getByText('Knows the own arm').count()).toBe(0);
    await tap('Weak side: right');
    await tap('"Close your eyes", "Make a fist": does neither');
    await nurse.page.getByText('RACE 7 of 9: positive').waitFor();
    await tap('Weak side: left');
    await nurse.page.getByText('Knows the own arm').waitFor();
    expect(await nurse.page.getByText(/RACE \d of 9/).count()).toBe(0);
    await tap('Knows the own arm, and that it is weak: both');
    await nurse.page.getByText('RACE 5 of 9: positive').waitFor();
    await nurse.page.context().close();
  });
});

describe('whom the announced patient turns out to be', () => {
  test('[CH73] [CH74] picked from the arrivals and confirmed; the room of the images says where it went', {
    timeout: 120_000,
  }, async () => {
    const [consult] = await announced();
    await admit('P1', '', '19500301', 'F', 'INVENTED^PIA');
    await storescu(server, await makeCt({ slices: 3, mrn: 'P1', name: 'INVENTED^PIA', birthDate: '19500301', size: 128 }));
    await admit('P2', '', '19990301', 'M', 'INVENTED^PAUL');
    const neuro = await arrive(browser, server, 'neuro');
    const byImages = await until(async () => (await ed.consults()).find(({ patient }) => patient.mrn === 'P1'));
    await neuro.page.goto(`${server.url}/consults/${byImages.id}`);
    await neuro.viewport().waitFor();
    // Somebody entered something in the room of the images before it was known whose they are.
    await state(ed, byImages.id, 'remark', { text: 'invented: entered in the other room' });
    const nurse = await arrive(browser, server, 'ed');
    await nurse.page.goto(`${server.url}/consults/${consult!.id}`);
    await header(nurse.page).getByRole('button', { name: 'Who is it?' }).click();
    const dialog = nurse.page.getByRole('dialog');
    await dialog.locator('[data-mrn=P1]').getByText('age 76 agrees, announced 70–79').waitFor();
    await dialog.locator('[data-mrn=P2]').getByText('does not agree, announced female').waitFor();
    await picture(nurse.page, 'arrivals');
    await dialog.locator('[data-mrn=P1]').getByRole('button', { name: 'This is the patient' }).click();
    const sure = nurse.page.getByRole('dialog', { name: 'The same person?' });
    await sure.getByText(/Announced patient, age 70–79 is from now on INVENTED, PIA/).waitFor();
    const joins = sure.getByRole('region', { name: 'What joins' });
    await joins.getByText(/: 3 images$/).waitFor();
    await joins.getByText(/one entry that people made there stays there/).waitFor();
    await picture(nurse.page, 'arrivals-confirm');
    await sure.getByRole('button', { name: 'Yes, the same person' }).click();
    await header(nurse.page).getByRole('heading', { name: 'INVENTED, PIA' }).waitFor();
    expect(await identity(nurse.page)).toBe('certain');
    await shows(nurse.viewport(), 'lossless');
    await neuro.page.getByRole('alert').getByText('has become part of the announced consult').waitFor();
    await picture(neuro.page, 'joined-into');
    await neuro.page.getByRole('button', { name: 'Go to the consult' }).click();
    await until(() => neuro.page.url().endsWith(consult!.id));
    // Who did not say it confirms having seen it.
    const known = neuro.page.getByRole('dialog', { name: 'The patient is known now' });
    await known.getByText('INVENTED, PIA').waitFor();
    await picture(neuro.page, 'first-name');
    await known.getByRole('button', { name: 'I have seen it' }).click();
    await known.waitFor({ state: 'hidden' });
    await shows(neuro.viewport(), 'lossless');
    // What was entered in the other room: said, one tap away, readable, and closed to new entries.
    await picture(neuro.page, 'joined-from');
    await neuro.page.getByText('One entry was made in the room that became part of this one.').waitFor();
    await neuro.page.getByRole('link', { name: 'Open that room, read-only' }).click();
    await until(() => neuro.page.url().endsWith(byImages.id));
    await neuro.page.getByRole('tab', { name: 'Timeline', exact: true }).click();
    await neuro.page.getByRole('button', { name: /Everything$/ }).click();
    await neuro.page.getByText('invented: entered in the other room').waitFor();
    expect(await neuro.page.getByLabel('Remark').count()).toBe(0);
    await neuro.page.getByText(/^Became part of the announced consult. One entry of people stays/).waitFor();
    await picture(neuro.page, 'joined-room-timeline');
    await neuro.page.getByRole('link', { name: 'Open that room' }).click();
    await until(() => neuro.page.url().endsWith(consult!.id));
    expect([nurse.faults, neuro.faults]).toEqual([[], []]);
    await Promise.all([nurse.page.context().close(), neuro.page.context().close()]);
  });

  test('[CH75] [CH76] the same number at another issuer: a red header, a line in the timeline, never mixed', {
    timeout: 120_000,
  }, async () => {
    await admit('Q1', 'NORTH', '19400101', 'F', 'INVENTED^NORA');
    await storescu(
      server,
      await makeCt({ slices: 2, mrn: 'Q1', issuer: 'NORTH', name: 'INVENTED^NORA', birthDate: '19400101', size: 128 }),
    );
    const room = await arrive(browser, server, 'ed');
    await room.join(/NORA/);
    await shows(room.viewport(), 'lossless');
    expect(await identity(room.page)).toBe('certain');
    await admit('Q1', 'SOUTH', '19850505', 'F', 'INVENTED^NELL');
    await storescu(
      server,
      await makeCt({ slices: 1, mrn: 'Q1', issuer: 'SOUTH', name: 'INVENTED^NELL', birthDate: '19850505', size: 128 }),
    );
    await room.page.getByText('Patient not certain: 1 to decide').waitFor();
    expect(await identity(room.page)).toBe('uncertain');
    await header(room.page).getByRole('heading', { name: 'INVENTED, NORA' }).waitFor();
    await room.page.getByRole('tab', { name: 'Timeline', exact: true }).click();
    await room.page.getByRole('button', { name: /Everything$/ }).click();
    await room.page.getByText('Another patient has the same number: waits for a decision').waitFor();
    await picture(room.page, 'same-number');
    expect((await ed.consults()).filter(({ patient }) => patient.mrn === 'Q1').map(({ studies }) => studies.length)).toEqual([1, 1]);
    // The hub compares, and is told who decides, with the number to call.
    const neuro = await arrive(browser, server, 'neuro', PHONE);
    await neuro.page.goto(room.page.url());
    await neuro.page.getByRole('button', { name: 'Patient not certain: 1 to decide' }).tap();
    const compared = neuro.page.getByRole('dialog', { name: 'Is it this patient?' });
    await compared.getByRole('table').waitFor();
    expect(await compared.locator('tr[data-differs="true"] th').allInnerTexts()).toEqual([
      'Name ≠ differs',
      'Birth date ≠ differs',
      'Number is of ≠ differs',
    ]);
    await compared.getByText('In the room now: Dr Rosa Reed.').waitFor();
    expect(await compared.getByRole('link', { name: /^Call Riverside General/ }).getAttribute('href')).toMatch(/^tel:\+?\d+$/);
    expect(await compared.getByRole('button').allInnerTexts()).toEqual(['Back']);
    await picture(neuro.page, 'same-number-hub-phone');
    // The site's own people decide in the room: what they compared, then why.
    await room.page.getByRole('button', { name: 'Patient not certain: 1 to decide' }).click();
    await picture(room.page, 'same-number-compare');
    await room.page.getByRole('dialog').getByRole('button', { name: 'Seen: they are two patients' }).click();
    const sure = room.page.getByRole('dialog', { name: 'Seen: they are two patients?' });
    const confirm = sure.getByRole('button', { name: 'Seen: they are two patients' });
    expect(await confirm.isDisabled()).toBe(true);
    await sure.getByLabel('Reason: how do you know?').fill('two people, invented');
    await picture(room.page, 'same-number-decide');
    await confirm.click();
    await header(room.page).getByText('Patient not certain').waitFor({ state: 'detached' });
    await neuro.page.getByText('Patient not certain').waitFor({ state: 'detached' });
    expect(room.page.url()).toContain('/consults/');
    await until(async () => (await ed.consults()).some((one) => one.patient.name.includes('NORA') && one.needsReview === 0));
    expect([room.faults, neuro.faults]).toEqual([[], []]);
    await Promise.all([room.page.context().close(), neuro.page.context().close()]);
  });

  test('[CH77] a patient who becomes another: everyone confirms what was and what is', { timeout: 120_000 }, async () => {
    await admit('R1', '', '19400101', 'F', 'INVENTED^ROSE');
    await storescu(server, await makeCt({ slices: 2, mrn: 'R1', name: 'INVENTED^ROSE', birthDate: '19400101', size: 128 }));
    const [neuro, nurse] = [await arrive(browser, server, 'neuro'), await arrive(browser, server, 'ed')];
    const rose = await until(async () => (await ed.consults()).find(({ patient }) => patient.mrn === 'R1'));
    await neuro.page.goto(`${server.url}/consults/${rose.id}`);
    await neuro.viewport().waitFor();
    await admit('R1', '', '19410101', 'F', 'INVENTED^ROSE');
    await neuro.page.getByText('Patient not certain: 1 to decide').waitFor();
    await nurse.page.goto(`${server.url}/admin`);
    const entry = nurse.page.locator('[data-kind=identity]', { hasText: 'ROSE' });
    await entry.getByLabel('Reason').fill('invented: the card says so');
    await entry.getByRole('button', { name: "Show the hospital's" }).click();
    const dialog = neuro.page.getByRole('dialog', { name: 'The patient of this consult has changed' });
    await dialog.getByText('1940-01-01').waitFor();
    await dialog.getByText('1941-01-01').waitFor();
    expect(await identity(neuro.page)).toBe('changed');
    await neuro.page.keyboard.press('Escape');
    await dialog.waitFor();
    await picture(neuro.page, 'identity-changed');
    await dialog.getByRole('button', { name: 'I have seen it' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await until(async () => (await identity(neuro.page)) === 'certain');
    await neuro.page.getByRole('tab', { name: 'Timeline', exact: true }).click();
    await neuro.page.getByRole('button', { name: /Everything$/ }).click();
    await neuro.page.getByText('Has seen that the patient shown has changed').first().waitFor();
    await Promise.all([neuro.page.context().close(), nurse.page.context().close()]);
  });
});

import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Session, signIn } from '../support/api.ts';
import { launch } from '../support/people.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { type AtPanel, chartOf, inRoom, openConsult, picture } from './support/consult-room.ts';

let server: TestServer;
let browser: Browser;
let ed: Session;
beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launch()]);
  ed = await signIn(server, 'ed');
});
afterAll(async () => {
  await browser.close();
  await server.dispose();
});

const soon = <T>(ask: () => T) => expect.poll(ask, { timeout: 30_000 });
const ITEMS = ['1a', '1b', '1c', '2', '3', '4', '5a', '5b', '6a', '6b', '7', '8', '9', '10', '11'];

/** Scores what is named, 0 for the rest; UN as the reason. */
async function score(person: AtPanel, scores: Record<string, number | string>): Promise<void> {
  for (const item of ITEMS) {
    const row = person.panel.locator(`li[data-item="${item}"]`);
    const given = scores[item] ?? 0;
    if (typeof given === 'number') await row.getByRole('radio').nth(given).click();
    else {
      await row.getByRole('radio', { name: /UN/ }).click();
      await row.getByLabel('Why is it untestable?').fill(given);
      await row.getByRole('button', { name: 'Keep' }).click();
    }
    await row.and(person.panel.locator('[data-answered="true"]')).waitFor();
  }
}
async function finish(person: AtPanel): Promise<void> {
  await person.panel.getByRole('button', { name: 'I have finished' }).click();
  await person.page.getByRole('dialog').getByRole('button', { name: 'I have finished' }).click();
}

test('[CH10] [CH11] nurse 12, neurologist 9 with one item untestable: blind, then by item, then agreed; both kept', {
  timeout: 180_000,
}, async () => {
  const consultId = await openConsult(ed, { mrn: 'EXAM-1', name: 'INVENTED^EXAM', birthDate: '19480101' });
  const nurse = await inRoom(browser, server, 'nurse', consultId, 'Exam', { viewport: { width: 390, height: 844 }, hasTouch: true });
  const neuro = await inRoom(browser, server, 'neuro', consultId, 'Exam');
  await nurse.panel.getByRole('button', { name: 'Start exam' }).click();
  await score(nurse, { '4': 2, '5b': 4, '6b': 2, '9': 2, '10': 2 });
  expect(await nurse.panel.locator('[data-own-total]').innerText()).toBe('12');
  await picture(nurse.page, 'exam-score-phone');
  await neuro.panel.getByText('Noel Banks is scoring.').waitFor();
  await finish(nurse);
  await neuro.panel.getByText('Noel Banks has finished.').waitFor();
  expect(await neuro.panel.innerText()).not.toMatch(/NIHSS 12/);
  await picture(neuro.page, 'exam-blind');
  await score(neuro, { '4': 2, '5b': 'old shoulder fusion', '6b': 2, '9': 3, '10': 2 });
  await finish(neuro);

  for (const { panel } of [nurse, neuro]) {
    await panel.getByText('NIHSS 12', { exact: true }).waitFor();
    await panel.getByText('NIHSS 9 (+1 untestable: 5b)', { exact: true }).waitFor();
    expect(await panel.locator('tr[data-differs="true"]').evaluateAll((rows) => rows.map((row) => row.getAttribute('data-item')))).toEqual([
      '5b',
      '9',
    ]);
  }
  await neuro.panel.getByRole('button', { name: /^5b .*: UN$/ }).click();
  await neuro.panel.getByRole('button', { name: /^9 .*: 2$/ }).click();
  await picture(neuro.page, 'exam-compare');
  await neuro.panel.getByRole('button', { name: 'Enter Agreed' }).click();
  for (const { panel } of [nurse, neuro])
    await panel.locator('[data-reconciled="true"]').getByText('NIHSS 8 (+1 untestable: 5b)').waitFor();
  const entries = await chartOf(ed, consultId);
  const authors = new Set(entries.filter(({ kind }) => kind === 'nihss').map(({ by }) => by?.name));
  expect(authors).toEqual(new Set(['Noel Banks', 'Dr Ada Novak']));

  // The screens follow from the agreed scores; what the NIHSS does not hold is asked once.
  const screen = (name: string) => neuro.panel.locator(`[data-screen="${name}"]`);
  expect(await screen('FAST-ED').getAttribute('data-score')).toBe('3');
  expect(await screen('LAMS').innerText()).toMatch(/asks: grip/);
  await nurse.panel.getByRole('button', { name: 'Grip strength (LAMS): None' }).click();
  await soon(() => screen('LAMS').getAttribute('data-score')).toBe('3');
  expect([nurse.faults, neuro.faults]).toEqual([[], []]);
});

test('[CH5] scores that are entered without a link are kept over a reload, and arrive once when it is back', {
  timeout: 120_000,
}, async () => {
  const consultId = await openConsult(ed, { mrn: 'EXAM-2', name: 'INVENTED^OFFLINE' });
  const nurse = await inRoom(browser, server, 'nurse', consultId, 'Exam');
  await nurse.panel.getByRole('button', { name: 'Start exam' }).click();
  await nurse.panel.locator('li[data-item="1a"]').getByRole('radio').nth(1).click();
  await soon(async () => (await chartOf(ed, consultId)).some(({ kind }) => kind === 'hidden')).toBe(true);
  await nurse.page.context().setOffline(true);
  for (const item of ['1b', '1c', '2']) await nurse.panel.locator(`li[data-item="${item}"]`).getByRole('radio').nth(1).click();
  await nurse.page.getByText(/3 entries are kept here/).waitFor();
  expect(await nurse.panel.locator('[data-own-total]').innerText()).toBe('4');
  await picture(nurse.page, 'exam-offline');
  await nurse.page.context().setOffline(false);
  // What waits is in this tab: a reload before it was sent loses nothing.
  await nurse.page.reload();
  await nurse.panel.locator('[data-own-total]').getByText('4').waitFor();
  const nurseSession = await signIn(server, 'nurse');
  const own = async () => (await chartOf(nurseSession, consultId)).filter(({ kind }) => kind === 'nihss');
  await soon(async () => (await own()).at(-1)?.body).toMatchObject({ answers: { '1a': 1, '1b': 1, '1c': 1, '2': 1 } });
  await nurse.page.getByText(/kept here/).waitFor({ state: 'detached' });
  const ids = (await own()).map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

test('[CH12] coma scores language and sensation by rule; taken back, they are asked', { timeout: 60_000 }, async () => {
  const consultId = await openConsult(ed, { mrn: 'EXAM-3', name: 'INVENTED^COMA' });
  const nurse = await inRoom(browser, server, 'nurse', consultId, 'Exam');
  await nurse.panel.getByRole('button', { name: 'Start exam' }).click();
  const item = (id: string) => nurse.panel.locator(`li[data-item="${id}"]`);
  await item('1a').getByRole('radio').nth(3).click();
  await nurse.panel.getByText('Coma: items 8 and 9').waitFor();
  expect([
    await item('8').getAttribute('data-answered'),
    await item('9').getAttribute('data-answered'),
    await item('3').getAttribute('data-answered'),
  ]).toEqual(['true', 'true', 'false']);
  expect(await nurse.panel.locator('[data-own-total]').innerText()).toBe('8');
  await item('1a').getByRole('radio').nth(2).click();
  expect([await item('8').getAttribute('data-answered'), await item('9').getAttribute('data-answered')]).toEqual(['false', 'false']);
  expect(await nurse.panel.locator('[data-own-total]').innerText()).toBe('2');
});

test('[CH13] by keyboard in a browser: arrows enter nothing, Enter enters, Tab goes to the next item', { timeout: 120_000 }, async () => {
  const consultId = await openConsult(ed, { mrn: 'EXAM-4', name: 'INVENTED^KEYS', birthDate: '19480101' });
  const { page, panel } = await inRoom(browser, server, 'nurse', consultId, 'Exam');
  await panel.getByRole('button', { name: 'Start exam' }).click();
  const item = (id: string) => panel.locator(`li[data-item="${id}"]`);
  const checked = (id: string) =>
    item(id)
      .getByRole('radio')
      .evaluateAll((radios) => radios.findIndex((radio) => (radio as HTMLInputElement).checked));
  const focused = () => page.evaluate(() => document.activeElement?.closest('li[data-item]')?.getAttribute('data-item'));
  await item('1a').getByRole('radio').first().focus();
  for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowRight', 'ArrowUp']) await page.keyboard.press(key);
  expect([await checked('1a'), await focused()]).toEqual([-1, '1a']);
  await picture(page, 'exam-keyboard');
  for (const key of ['ArrowDown', 'ArrowDown', 'Enter']) await page.keyboard.press(key);
  await soon(() => checked('1a')).toBe(1);
  await page.keyboard.press('Tab');
  expect([await focused(), await checked('1b')]).toEqual(['1b', -1]);
  await page.keyboard.press('Space');
  await soon(() => checked('1b')).toBe(0);
  await soon(async () => (await chartOf(ed, consultId)).filter(({ kind }) => kind === 'nihss' || kind === 'hidden').length).toBe(2);
});

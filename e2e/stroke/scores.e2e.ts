import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ConsultSummary } from '#shared/protocol/http.ts';
import { type Session, signIn, until } from '../support/api.ts';
import { storescu } from '../support/dicom.ts';
import { makeCt } from '../support/make-ct.ts';
import { drag, launch, shows, take } from '../support/people.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { type AtPanel, chartOf, inRoom, picture } from './support/consult-room.ts';

let server: TestServer;
let browser: Browser;
let neuroSession: Session;
let consult: ConsultSummary;
beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launch()]);
  neuroSession = await signIn(server, 'neuro');
  await storescu(server, await makeCt({ slices: 8, mrn: 'SCORE-1', name: 'INVENTED^SCORE', size: 128, birthDate: '19540101' }));
  consult = await until(async () => (await neuroSession.consults())[0]);
}, 60_000);
afterAll(async () => {
  await browser.close();
  await server.dispose();
});

const soon = <T>(ask: () => T) => expect.poll(ask, { timeout: 30_000 });

test('[CH40] [CH41] ASPECTS on the slices it was read on, seen by both; ABC/2 from two lengths on one slice; the findings open the gate', {
  timeout: 180_000,
}, async () => {
  const neuro = await inRoom(browser, server, 'neuro', consult.id, 'Imaging scores');
  const ed = await inRoom(browser, server, 'ed', consult.id, 'Imaging scores', { viewport: { width: 390, height: 844 }, hasTouch: true });
  await shows(neuro.viewport(), 'lossless');
  await neuro.viewport().focus();
  // A reader who has moved is not moved any more.
  await neuro.page.keyboard.press('Home');
  const at = 1;
  await soon(() => neuro.slice()).toBe(at);
  // By keyboard: the regions follow one another, Enter and the space bar say "early change" and take it back.
  const scheme = (person: AtPanel, level: 'Ganglionic' | 'Supraganglionic') => person.panel.getByRole('group', { name: `${level} level` });
  const region = (person: AtPanel, name: string) => scheme(person, 'Ganglionic').getByRole('button', { name });
  await region(neuro, 'M1, right: normal').focus();
  await neuro.page.keyboard.press('Enter');
  await region(neuro, 'M1, right: ischaemic').and(neuro.page.locator('[aria-pressed="true"]')).waitFor();
  await neuro.page.keyboard.press('Tab');
  expect(await neuro.page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('M2, right: normal');
  await region(neuro, 'Insular ribbon, right: normal').click();
  await picture(neuro.page, 'scores-scheme');
  // The other reader's phone: the same regions, each wide enough for a finger, and no sideways scrolling.
  await region(ed, 'Insular ribbon, right: ischaemic').waitFor();
  await ed.panel.locator('summary', { hasText: 'PC-ASPECTS' }).tap();
  for (const one of await ed.panel.locator('[data-region]').all()) {
    const box = await one.locator('path').boundingBox();
    expect([await one.getAttribute('data-region'), box!.width >= 44, box!.height >= 44]).toEqual([expect.any(String), true, true]);
  }
  expect(await ed.panel.evaluate((panel) => panel.scrollWidth <= panel.clientWidth)).toBe(true);
  // What a finger takes back on the phone and says again.
  await region(ed, 'M1, right: ischaemic').tap();
  await soon(() => neuro.panel.locator('[data-aspects="right"]').innerText()).toBe('Right 9 of 10');
  await region(ed, 'M1, right: normal').tap();
  await neuro.viewport().focus();
  await neuro.page.keyboard.press('ArrowDown');
  await soon(() => neuro.slice()).toBe(at + 1);
  await neuro.panel.getByText(/^Read on .*slice 1 of 8$/).waitFor();
  await neuro.panel.getByRole('button', { name: /^Supraganglionic level: read on the screen’s slice \(.*slice 2 of 8\)$/ }).click();
  await neuro.panel.getByRole('button', { name: 'Left: no early change' }).waitFor({ state: 'detached' });
  for (const { panel } of [neuro, ed]) {
    await soon(() => panel.locator('[data-aspects="right"]').innerText()).toBe('Right 8 of 10');
    await soon(() => panel.locator('[data-aspects="left"]').innerText()).toBe('Left 10 of 10');
  }
  // One tap leads back to the slice.
  await neuro.panel.getByRole('button', { name: 'Show the slice: Ganglionic level' }).click();
  await soon(() => neuro.slice()).toBe(at);
  const scored = (await chartOf(neuroSession, consult.id))
    .flatMap((entry) => (entry.kind === 'aspects' && entry.body.side === 'right' ? [entry.body] : []))
    .at(-1)!;
  expect(scored.ganglionic?.sopInstanceUid).toBe(await neuro.viewport().getAttribute('data-sop-uid'));
  expect(scored.supraganglionic?.sopInstanceUid).not.toBe(scored.ganglionic?.sopInstanceUid);
  await picture(neuro.page, 'scores-aspects');
  await picture(ed.page, 'scores-phone');

  await neuro.panel.getByRole('button', { name: 'Intracranial haemorrhage: No' }).click();
  await neuro.panel.getByRole('button', { name: 'Extensive frank hypodensity: No' }).click();
  await neuro.panel.getByRole('button', { name: 'Significant mass effect: No' }).click();
  await neuro.panel.getByRole('button', { name: 'Occlusion: ICA or M1' }).click();
  await neuro.panel.getByRole('button', { name: 'Side: Right' }).click();
  await neuro.panel.getByRole('button', { name: 'Enter what the images show' }).click();
  await ed.panel.locator('[data-findings="no"]').waitFor();

  await take(neuro, 'Length');
  await drag(neuro, [0.35, 0.4], [0.65, 0.4]);
  await drag(neuro, [0.5, 0.3], [0.5, 0.55]);
  const longest = neuro.panel.getByLabel('A: longest');
  await soon(() => longest.locator('option').count()).toBe(3);
  await longest.selectOption({ index: 1 });
  await neuro.panel.getByText('Slices every 5.00 mm, gantry tilted 0.0°.').waitFor();
  await neuro.panel.getByLabel('B: across it').selectOption({ index: 1 });
  await neuro.panel.getByLabel('Slices it is seen on, over 75 % of the largest').fill('3');
  await neuro.panel.getByRole('button', { name: 'Enter Haematoma volume (ABC/2)' }).click();
  const shown = neuro.panel.locator('[data-volume]');
  await shown.waitFor();
  const measured = (await chartOf(neuroSession, consult.id)).flatMap((entry) => (entry.kind === 'haematoma' ? [entry.body] : [])).at(-1)!;
  expect(Number(await shown.getAttribute('data-volume'))).toBeCloseTo((measured.aMm * measured.bMm * 15) / 2000, 1);
  await picture(neuro.page, 'scores-abc2');
  expect([neuro.faults, ed.faults]).toEqual([[], []]);
});

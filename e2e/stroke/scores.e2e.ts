import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ConsultSummary } from '#shared/protocol/http.ts';
import { type Session, signIn, until } from '../support/api.ts';
import { storescu } from '../support/dicom.ts';
import { makeCt } from '../support/make-ct.ts';
import { drag, launch, shows, take } from '../support/people.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { chartOf, inRoom, picture } from './support/consult-room.ts';

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
  await neuro.panel.getByRole('button', { name: 'Right Insular ribbon' }).click();
  await neuro.panel.getByRole('button', { name: 'Right M1', exact: true }).click();
  await neuro.viewport().focus();
  await neuro.page.keyboard.press('ArrowDown');
  await soon(() => neuro.slice()).toBe(at + 1);
  await neuro.panel.getByRole('button', { name: 'Supraganglionic level: this slice' }).click();
  await neuro.panel.getByRole('button', { name: 'Left: no early change' }).waitFor({ state: 'detached' });
  for (const { panel } of [neuro, ed]) {
    await soon(() => panel.locator('[data-aspects="right"]').innerText()).toBe('Right 8 of 10');
    await soon(() => panel.locator('[data-aspects="left"]').innerText()).toBe('Left 10 of 10');
  }
  // One tap leads back to the slice.
  await neuro.panel.getByRole('button', { name: 'Show', exact: true }).first().click();
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

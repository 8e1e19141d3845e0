import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { EXAM_OF_17, LEFT_M1 } from '#shared/chart/testing/said.ts';
import { type Session, signIn } from '../support/api.ts';
import { launch } from '../support/people.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { inRoom, openConsult, picture, state } from './support/consult-room.ts';

let server: TestServer;
let browser: Browser;
let ed: Session;
let neuroSession: Session;
beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launch()]);
  [ed, neuroSession] = await Promise.all([signIn(server, 'ed'), signIn(server, 'neuro')]);
  const hospitals = [
    {
      id: 'metro',
      name: 'Metro Stroke Center',
      phone: '+1 202 555 0130',
      capabilities: ['thrombectomy'],
      travel: [{ mode: 'road', atLeast: 85, atMost: 105 }],
    },
    {
      id: 'summit',
      name: 'Summit University',
      phone: '+1 202 555 0140',
      capabilities: ['thrombectomy', 'neurosurgery'],
      travel: [{ mode: 'road', atLeast: 120, atMost: 140 }],
    },
  ];
  await ed.fetch('/api/admin/stroke-policy', {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ hospitals }),
  });
});
afterAll(async () => {
  await browser.close();
  await server.dispose();
});

const soon = <T>(ask: () => T) => expect.poll(ask, { timeout: 30_000 });
const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

/** M1, ASPECTS 4, 3 h, 72 years. */
async function patient(mrn: string): Promise<string> {
  const consultId = await openConsult(ed, { mrn, name: 'INVENTED^TRANSFER', birthDate: `${new Date().getUTCFullYear() - 72}0101` });
  const image = { studyInstanceUid: '1.2', seriesInstanceUid: '1.3', sopInstanceUid: '1.4', frame: 1 };
  await state(ed, consultId, 'last-known-well', { range: { from: ago(190), to: ago(180) }, source: 'witness', confidence: 'certain' });
  await state(ed, consultId, 'time', { what: 'arrival', at: ago(40), source: 'record', clock: 'server', plusMinusSeconds: 0 });
  await state(ed, consultId, 'prestroke-mrs', { value: 0, source: 'relative' });
  await state(neuroSession, consultId, 'findings', { ...LEFT_M1, readOn: [image] });
  await state(neuroSession, consultId, 'aspects', {
    side: 'left',
    affected: ['M1', 'M2', 'I', 'L', 'C', 'IC'],
    ganglionic: image,
    supraganglionic: null,
  });
  const exam = crypto.randomUUID();
  await state(neuroSession, consultId, 'exam-start', { exam, label: 'baseline' });
  await state(neuroSession, consultId, 'nihss', { exam, answers: EXAM_OF_17 });
  await state(neuroSession, consultId, 'nihss-done', { exam });
  await state(neuroSession, consultId, 'nihss-reveal', { exam });
  return consultId;
}

test('[CH50] [CH51] [CH52] no bed near: the rule, the ranges, what would turn the order; kept with a plan, a trigger opens the room again', {
  timeout: 180_000,
}, async () => {
  const consultId = await patient('KEEP-1');
  const coordinator = await inRoom(browser, server, 'coordinator', consultId, 'Disposition');
  const neuro = await inRoom(browser, server, 'neuro', consultId, 'Disposition');
  const bedside = await inRoom(browser, server, 'ed', consultId, 'Disposition', { viewport: { width: 390, height: 844 }, hasTouch: true });
  const rule = neuro.panel.locator('[data-rule="early"]');
  expect(await rule.getAttribute('data-state')).toBe('applies');
  expect(await rule.innerText()).toMatch(/COR 1/);
  const hospitals = () =>
    neuro.panel.locator('[data-hospital]').evaluateAll((rows) => rows.map((row) => row.getAttribute('data-hospital')));
  expect(await hospitals()).toEqual(['metro', 'summit']);
  const metro = coordinator.panel.locator('[data-hospital="metro"]');
  await metro.locator('summary').click();
  await metro.getByLabel('Beds', { exact: true }).fill('0');
  await metro.getByRole('button', { name: /^Enter Beds Metro/ }).click();
  await soon(hospitals).toEqual(['summit', 'metro']);
  expect(await neuro.panel.locator('[data-flips]').innerText()).toMatch(
    /With a bed Metro Stroke Center would come first: 15 to 55 min nearer/,
  );
  await neuro.panel
    .getByText(/there 04:5\d to 05:[23]\d after last known well|there 05:0\d to 05:[23]\d after last known well/)
    .first()
    .waitFor();
  await picture(neuro.page, 'disposition-hospitals');

  await neuro.panel.getByRole('button', { name: 'Disposition: Keep here' }).click();
  await neuro.panel.getByRole('button', { name: 'NIHSS 4 points more' }).click();
  await neuro.panel.getByRole('button', { name: 'Next look: in 2 h' }).click();
  await neuro.panel.getByLabel('Whom to call').fill('Metro, +1 202 555 0130');
  await neuro.panel.getByRole('button', { name: 'Reason: no bed elsewhere' }).click();
  await picture(neuro.page, 'disposition-plan');
  await neuro.panel.getByRole('button', { name: 'Enter disposition' }).click();
  await neuro.page.getByRole('dialog').getByRole('button', { name: 'Keep here' }).click();
  await bedside.panel.getByText('Neurological exam and blood pressure every hour').waitFor();
  await bedside.panel
    .locator('[data-next-look]')
    .getByText(/^Next look/)
    .waitFor();

  await ed.json(`/api/consults/${consultId}`, { method: 'PATCH', body: JSON.stringify({ action: 'close', reason: 'kept' }) });
  await bedside.page.getByText('Closed').first().waitFor();
  await bedside.panel.getByRole('button', { name: 'NIHSS 4 points more' }).click();
  await bedside.page
    .getByRole('dialog')
    .getByRole('button', { name: /has happened/ })
    .click();
  await neuro.panel.getByText('NIHSS 4 points more: has happened').waitFor();
  await soon(async () => (await ed.consults()).find(({ id }) => id === consultId)?.state).toBe('open');
  await picture(bedside.page, 'disposition-phone');
  expect([coordinator.faults, neuro.faults, bedside.faults]).toEqual([[], [], []]);
});

test('[CH53] [CH52] a transfer: the door-in-door-out clock runs for both hospitals, and the outcome goes back to the sender', {
  timeout: 120_000,
}, async () => {
  const consultId = await patient('TRANSFER-1');
  const neuro = await inRoom(browser, server, 'neuro', consultId, 'Disposition');
  const bedside = await inRoom(browser, server, 'ed', consultId, 'Disposition');
  await neuro.panel.getByRole('button', { name: 'Disposition: Transfer' }).click();
  await neuro.panel.getByRole('button', { name: 'To which hospital: Metro Stroke Center' }).click();
  await neuro.panel.getByRole('button', { name: 'By: road' }).click();
  await neuro.panel.getByRole('button', { name: 'Reason: occlusion that can be treated there' }).click();
  await neuro.panel.getByRole('button', { name: 'Enter disposition' }).click();
  await neuro.page.getByRole('dialog').getByRole('button', { name: 'Transfer' }).click();
  for (const { panel } of [neuro, bedside])
    await panel
      .locator('[data-dido="running"]')
      .getByText(/^00:4\d$/)
      .waitFor();
  await bedside.panel.getByRole('button', { name: 'Left now' }).click();
  for (const { panel } of [neuro, bedside]) await panel.locator('[data-dido="met"]').waitFor();
  await picture(bedside.page, 'disposition-transfer');
  await neuro.panel.getByRole('button', { name: 'What became of the patient: Treated, good outcome' }).click();
  await neuro.panel.getByRole('button', { name: 'Enter feedback' }).click();
  await bedside.panel.getByText('Treated, good outcome').waitFor();
  expect([neuro.faults, bedside.faults]).toEqual([[], []]);
});

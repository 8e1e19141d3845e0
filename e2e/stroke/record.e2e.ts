import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ConsultSummary } from '#shared/protocol/http.ts';
import { admin } from '../support/admin.ts';
import { type Session, signIn, until } from '../support/api.ts';
import { MllpReceiver } from '../support/deliver/mllp-receiver.ts';
import { dsrdump, freePort, Pacs, valuesOf } from '../support/deliver/pacs.ts';
import { storescu } from '../support/dicom.ts';
import { makeCt } from '../support/make-ct.ts';
import { drag, launch, shows, take } from '../support/people.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { chartOf, inRoom, picture, state } from './support/consult-room.ts';

let server: TestServer;
let browser: Browser;
let ed: Session;
let neuroSession: Session;
let consult: ConsultSummary;
let pacs: Pacs;
const ehr = new MllpReceiver();

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launch()]);
  [ed, neuroSession] = await Promise.all([signIn(server, 'ed'), signIn(server, 'neuro')]);
  await ehr.start();
  pacs = new Pacs(await freePort());
  pacs.start();
  for (const [kind, port, name] of [
    ['mllp', ehr.port, 'EHR'],
    ['dimse', pacs.port, 'PACS'],
  ] as const)
    expect(
      admin(server, ['add-destination', 'riverside', name, kind, '127.0.0.1', String(port), ...(kind === 'dimse' ? ['SPOKE_PACS'] : [])])
        .code,
    ).toBe(0);
  await storescu(server, await makeCt({ slices: 6, mrn: 'RECORD-1', name: 'INVENTED^RECORD', size: 128, birthDate: '19500101' }));
  consult = await until(async () => (await neuroSession.consults())[0]);
}, 90_000);
afterAll(async () => {
  await browser.close();
  await pacs.dispose();
  await ehr.stop();
  await server.dispose();
});

const soon = <T>(ask: () => T) => expect.poll(ask, { timeout: 30_000 });

test('[CH60] [CH61] [CH62] a note from the chart is edited and signed; the measurement, the key image and the scores reach both systems', {
  timeout: 180_000,
}, async () => {
  const at = new Date().toISOString();
  await state(ed, consult.id, 'last-known-well', {
    range: { from: new Date(Date.now() - 7_200_000).toISOString(), to: at },
    source: 'witness',
    confidence: 'likely',
  });
  await state(ed, consult.id, 'weight', { kg: 71, source: 'bed-scale', at });
  await state(neuroSession, consult.id, 'thrombolysis-decision', { choice: 'withhold', reasons: ['window'], words: '' });
  const neuro = await inRoom(browser, server, 'neuro', consult.id, 'Timeline');
  const bedside = await inRoom(browser, server, 'ed', consult.id, 'Timeline');
  await shows(neuro.viewport(), 'lossless');
  await take(neuro, 'Length');
  await drag(neuro, [0.4, 0.5], [0.6, 0.5]);
  await neuro.open('Reading');
  await neuro.page.locator('[data-annotation-id]').first().waitFor();
  await neuro.open('Timeline');
  await neuro.panel.getByRole('button', { name: 'Note', exact: true }).click();
  await neuro.panel.getByLabel('What it shows').fill('the level of the insula');
  await neuro.panel.getByRole('button', { name: 'Enter the slice on the screen as a key image' }).click();
  await neuro.panel.locator('[data-key-image]').waitFor();
  await neuro.panel.getByRole('button', { name: 'Draft from the chart' }).click();
  const sentence = neuro.panel.getByLabel('Measured values, sentence 1');
  await soon(() => sentence.inputValue()).toMatch(/^Weight 71 kg/);
  expect(await neuro.panel.locator('[data-sentence]:not([data-sources=""])').count()).toBe(
    await neuro.panel.locator('[data-sentence]').count(),
  );
  await neuro.panel.getByRole('button', { name: 'Add a sentence' }).click();
  await neuro.panel.getByLabel('Impression and advice, sentence 1').fill('Small vessel stroke; aspirin.');
  await neuro.panel.getByRole('button', { name: 'Keep draft' }).click();
  await bedside.panel.getByRole('button', { name: 'Note', exact: true }).click();
  await soon(() => bedside.panel.getByLabel('Impression and advice, sentence 1').inputValue()).toBe('Small vessel stroke; aspirin.');
  await bedside.panel.getByText('A neurologist signs the note.').waitFor();
  await picture(neuro.page, 'note-draft');
  await neuro.panel.getByRole('button', { name: 'Sign note' }).click();
  await picture(neuro.page, 'note-sign');
  await neuro.page.getByRole('dialog').getByRole('button', { name: 'Sign note' }).click();
  for (const { panel } of [neuro, bedside]) await panel.locator('[data-signed="1"]').getByText('Small vessel stroke; aspirin.').waitFor();
  await bedside.panel.locator('[data-delivery="oru"][data-state="sent"]').waitFor({ timeout: 60_000 });
  await bedside.panel.locator('[data-delivery="sr"][data-state="sent"]').first().waitFor({ timeout: 60_000 });
  await picture(bedside.page, 'note-signed');

  // What the hospital system heard.
  const oru = ehr.messages.find((message) => message.includes('ORU^R01'))!;
  expect(oru).toMatch(/PID\|.*RECORD-1/);
  expect(oru).toContain('Small vessel stroke; aspirin.');
  // What the PACS has: dcmtk reads it, and it refers to the slice that was measured.
  const sop = (await neuro.viewport().getAttribute('data-sop-uid'))!;
  await soon(() => pacs.files('SR').length + pacs.files('KO').length).toBe(2);
  expect(await dsrdump(pacs.files('SR')[0]!)).toMatch(/Length/);
  for (const file of [...pacs.files('SR'), ...pacs.files('KO')]) expect(await valuesOf(file, 'ReferencedSOPInstanceUID')).toContain(sop);
  const pdf = await neuro.page.request.get(`${server.url}/api/consults/${consult.id}/records/1/pdf`);
  expect([pdf.status(), pdf.headers()['content-type'], (await pdf.body()).subarray(0, 5).toString()]).toEqual([
    200,
    'application/pdf',
    '%PDF-',
  ]);

  // Nothing signed changes; what is new is an addendum.
  await neuro.panel.getByLabel('Addendum').fill('MRI tomorrow.');
  await neuro.panel.getByRole('button', { name: 'Sign note' }).click();
  await neuro.page.getByRole('dialog').getByRole('button', { name: 'Sign note' }).click();
  await bedside.panel.locator('[data-signed="2"]').getByText('MRI tomorrow.').waitFor();
  expect((await chartOf(ed, consult.id)).filter(({ kind }) => kind === 'note-signed')).toHaveLength(2);
  expect([neuro.faults, bedside.faults]).toEqual([[], []]);
});

test('[CH63] [CH1] one timeline with who and when; an entry taken back stays readable', { timeout: 90_000 }, async () => {
  const nurse = await inRoom(browser, server, 'nurse', consult.id, 'Timeline');
  await nurse.panel.getByRole('button', { name: 'Everything', exact: true }).click();
  const all = nurse.panel.getByRole('region', { name: 'Everything that happened' });
  for (const line of ['Consult opened', 'Weight: 71 kg', 'Note signed', 'Stroke alert']) await all.getByText(line).first().waitFor();
  expect(await all.locator('[data-line="weight"]').innerText()).toContain('Dr Rosa Reed');
  await all.getByRole('button', { name: /^Take back: Weight: 71 kg/ }).click();
  await nurse.page.getByRole('dialog').getByLabel('Why').fill('other patient');
  await nurse.page.getByRole('dialog').getByRole('button', { name: 'Take back' }).click();
  await all.locator('[data-line="weight"]').getByText('(taken back)').waitFor();
  await all.getByText(/^Took back entry \d+: other patient$/).waitFor();
  await picture(nurse.page, 'timeline');
  expect(nurse.faults).toEqual([]);
});

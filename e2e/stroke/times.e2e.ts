import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { localText } from '#shared/chart/zone.ts';
import { type Session, signIn, until } from '../support/api.ts';
import { storescu } from '../support/dicom.ts';
import { makeCt } from '../support/make-ct.ts';
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

const HOUR = 3_600_000;

/** Enters a time of the site as a person does. */
async function enterTime({ panel }: AtPanel, name: string, local: string): Promise<void> {
  await panel.getByRole('button', { name, exact: true }).click();
  await panel.getByLabel(name, { exact: true }).first().fill(local);
  await panel.getByRole('button', { name: `${name}: witness` }).click();
  await panel.getByRole('button', { name: `Enter ${name}` }).click();
}

test('[CH30] [CH32] woke with stroke: no standard window, the two other limits in the site’s own zone, and the door changes nothing', {
  timeout: 120_000,
}, async () => {
  const consultId = await openConsult(ed, { mrn: 'TIME-1', name: 'INVENTED^WAKEUP' });
  const { zone } = await ed.json<{ zone: string }>(`/api/consults/${consultId}/chart`);
  // Bed at 23:00, awake at 06:30, in at 07:15, moved so that now is after it.
  const awoke = Math.floor((Date.now() - 2 * HOUR) / 60_000) * 60_000;
  const [bed, door] = [awoke - 7.5 * HOUR, awoke + 0.75 * HOUR];
  const local = (instant: number) => localText(instant, zone);
  // A reader who is eight hours away sees the site's times.
  const nurse = await inRoom(browser, server, 'nurse', consultId, 'Timeline', { timezoneId: 'Asia/Tokyo' });
  const neuro = await inRoom(browser, server, 'neuro', consultId, 'Treatment', { timezoneId: 'America/New_York' });
  await nurse.page.getByRole('button', { name: 'Clocks: open the times' }).getByText('Last known well?').waitFor();
  await enterTime(nurse, 'Went to bed', local(bed));
  await enterTime(nurse, 'Woke up', local(awoke));
  await enterTime(nurse, 'Discovered with symptoms', local(awoke));
  const limit = (instant: number) => local(instant).slice(11);
  const check = async () => {
    const window = (id: string) => neuro.panel.locator(`[data-window="${id}"]`);
    await window('sleep-midpoint')
      .getByText(`closes ${limit((bed + awoke) / 2 + 9 * HOUR)}`)
      .waitFor();
    await window('recognition')
      .getByText(`closes ${limit(awoke + 4.5 * HOUR)}`)
      .waitFor();
    expect([await window('standard').getAttribute('data-state'), await window('extended').getAttribute('data-state')]).toEqual([
      'unknown',
      'unknown',
    ]);
  };
  await check();
  await enterTime(nurse, 'Arrival (door)', local(door));
  await neuro.page.locator('[data-clock="arrival"]').waitFor();
  await check();
  await nurse.panel.getByText('Not known. It opens no window').waitFor();
  await picture(nurse.page, 'times');
  await picture(neuro.page, 'windows');

  await nurse.panel.getByLabel('From').fill(local(awoke - 3 * HOUR));
  await nurse.panel.getByLabel('To', { exact: true }).fill(local(awoke - 2 * HOUR));
  await nurse.panel.getByRole('button', { name: 'Who says so: witness' }).click();
  await nurse.panel.getByRole('button', { name: 'How sure: likely' }).click();
  await nurse.panel.getByRole('button', { name: 'Enter Last known well' }).click();
  await neuro.page.locator('[data-clock="last-known-well"]').getByText('04:00–05:00').waitFor();
  await neuro.panel.locator('[data-window="standard"][data-state="uncertain"]').waitFor();
  await picture(neuro.page, 'clock-bar');
  expect([nurse.faults, neuro.faults]).toEqual([[], []]);
});

test('[CH31] [CH33] a scanner 12 minutes slow: door to CT with the corrected time, its bounds, and what was read', {
  timeout: 120_000,
}, async () => {
  const now = Date.now();
  await storescu(server, await makeCt({ slices: 2, mrn: 'TIME-2', name: 'INVENTED^SKEW', acquiredAt: now - 12 * 60_000 }));
  const consult = await until(async () => (await ed.consults()).find(({ patient }) => patient.mrn === 'TIME-2'));
  const nurse = await inRoom(browser, server, 'nurse', consult.id, 'Timeline');
  const { zone } = await ed.json<{ zone: string }>(`/api/consults/${consult.id}/chart`);
  await enterTime(nurse, 'Arrival (door)', localText(now - 20 * 60_000, zone));
  const ct = nurse.panel.locator('[data-time="ct"]');
  await ct
    .locator('[data-shown]')
    .getByText(/ ± 2 min$/)
    .waitFor();
  await ct
    .getByText(new RegExp(`read ${localText(now - 12 * 60_000, zone).slice(11)} on scanner RIVERSIDE_CT, corrected by \\+1[01] min`))
    .waitFor();
  const interval = nurse.panel.locator('[data-interval="door-imaging"]');
  expect(await interval.innerText()).toMatch(/(18|19|20) min \(1[678] to 2[0-3]\)/);
  // Never bare: neither here nor above the pictures.
  expect(await nurse.page.locator('[data-clock="ct"]').innerText()).toMatch(/± 2 min/);
  await picture(nurse.page, 'times-skew');
  expect(nurse.faults).toEqual([]);
});

test('[CH35] what is entered as it happens on a PC whose clock is 40 minutes fast is the right time', { timeout: 90_000 }, async () => {
  const consultId = await openConsult(ed, { mrn: 'TIME-3', name: 'INVENTED^CLOCK' });
  const nurse = await inRoom(browser, server, 'nurse', consultId, 'Timeline', {}, (context) =>
    context.addInitScript(() => {
      const real = Date.now.bind(Date);
      Date.now = () => real() + 40 * 60_000;
    }),
  );
  await nurse.panel.getByRole('button', { name: 'Arrival (door)', exact: true }).click();
  const before = Date.now();
  await nurse.panel.getByRole('button', { name: 'Now', exact: true }).click();
  const entered = await until(async () =>
    (await chartOf(ed, consultId)).find((entry) => entry.kind === 'time' && entry.body.what === 'arrival'),
  );
  const after = Date.now();
  const { at, plusMinusSeconds } = entered.body as { at: string; plusMinusSeconds: number };
  expect(Date.parse(at) + plusMinusSeconds * 1_000).toBeGreaterThanOrEqual(before);
  expect(Date.parse(at) - plusMinusSeconds * 1_000).toBeLessThanOrEqual(after);
  expect(plusMinusSeconds).toBeGreaterThan(0);
  expect(nurse.faults).toEqual([]);
});

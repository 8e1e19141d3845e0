import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signIn } from '../support/api.ts';
import { arrive, launch } from '../support/people.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let browser: Browser;
beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launch()]);
});
afterAll(async () => {
  await browser.close();
  await server.dispose();
});

/** Pages load slowly on a busy machine. */
const soon = <T>(ask: () => T) => expect.poll(ask, { timeout: 30_000 });
const lines = (page: Page) => page.locator('[data-line-id]').allInnerTexts();

test('[CO36] two people without a picture yet see each other, write to each other and follow each other', async () => {
  const ed = await signIn(server, 'ed');
  const { id } = await ed.json<{ id: string }>('/api/consults', {
    method: 'POST',
    body: JSON.stringify({ mrn: 'ROOM-1', name: 'INVENTED^ROOM' }),
  });
  const spoke = await arrive(browser, server, 'ed');
  const hub = await arrive(browser, server, 'neuro', { viewport: { width: 1440, height: 900 } });
  for (const { page } of [spoke, hub]) {
    await page.goto(`${server.url}/consults/${id}`);
    await soon(() => page.locator('[data-save]').getAttribute('data-save')).toBe('saved');
  }
  await soon(() => hub.page.getByRole('button', { name: /^Follow / }).count()).toBeGreaterThan(0);

  await spoke.page.getByRole('textbox', { name: 'Write to everyone here' }).fill('<b>we hear you</b>');
  await spoke.page.keyboard.press('Enter');
  await hub.page.getByRole('button', { name: 'Please show the face' }).click();
  await soon(() => lines(hub.page)).toHaveLength(2);
  await soon(() => lines(spoke.page)).toHaveLength(2);
  expect((await lines(hub.page))[0]).toContain('<b>we hear you</b>');
  await soon(() => spoke.page.locator('[data-save]').innerText()).toMatch(/^Saved \d\d:\d\d:\d\d$/);

  await hub.page
    .getByRole('button', { name: /^Follow / })
    .first()
    .click();
  await soon(() => spoke.page.getByText(/follows you$/).count()).toBeGreaterThan(0);
  await hub.page
    .getByRole('button', { name: /^Stop following / })
    .first()
    .click();
  await soon(() => spoke.page.getByText(/follows you$/).count()).toBe(0);

  await spoke.page.reload();
  await soon(() => lines(spoke.page)).toHaveLength(2);
  expect([spoke.faults, hub.faults]).toEqual([[], []]);
});

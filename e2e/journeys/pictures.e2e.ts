import { mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signIn, until } from '../support/api.ts';
import { arrive, drag, launch, measurements, shows, take } from '../support/people.ts';
import { root, startServer, type TestServer } from '../support/server.ts';

/** Where the README's pictures go; without the variable they are made, looked at by the test, and thrown away. */
const FOLDER =
  process.env['HYPERACUTE_PICTURES'] === 'keep' ? join(root, 'docs/images') : mkdtempSync(join(tmpdir(), 'hyperacute-pictures-'));

let server: TestServer;
let browser: Browser;
beforeAll(async () => {
  // The sample case itself: what a newcomer sees.
  server = await startServer({ HYPERACUTE_SAMPLE_CASE: '' });
  browser = await launch();
}, 180_000);
afterAll(async () => {
  await browser.close();
  await server.dispose();
});

test('[SV7] an empty data folder is given a sample case that explains itself', { timeout: 240_000 }, async () => {
  const session = await signIn(server, 'neuro');
  const studies = await until(async () => {
    const [consult] = await session.consults();
    const total = consult?.studies.reduce((sum, study) => sum + study.instances, 0);
    return total === 252 ? consult!.studies : null;
  }, 500);
  expect(studies.map((study) => study.prior)).toEqual([false, true]);

  const picture = async (person: { page: { screenshot(options: { path: string }): Promise<Buffer> } }, name: string) => {
    const path = join(FOLDER, `${name}.png`);
    await person.page.screenshot({ path });
    expect(statSync(path).size).toBeGreaterThan(15_000);
  };
  const neuro = await arrive(browser, server, 'neuro', { viewport: { width: 1440, height: 900 } });
  await neuro.page.getByTestId('images').filter({ hasText: '222 images' }).waitFor();
  await picture(neuro, 'worklist');
  await neuro.join(/SYLVIA/);
  const ed = await arrive(browser, server, 'ed', { viewport: { width: 820, height: 1180 }, hasTouch: true });
  await ed.join(/SYLVIA/);
  await shows(neuro.viewport(1), 'lossless');
  await shows(neuro.viewport(2), 'lossless');
  await ed.page
    .getByRole('button', { name: /^Follow Dr Ada Novak/ })
    .first()
    .click();
  await take(neuro, 'Length');
  await drag(neuro, [0.35, 0.42], [0.66, 0.5]);
  await until(async () => (await measurements(ed)).length === 1 || (await measurements(neuro)).length === 1);
  await picture(neuro, 'room');
  await shows(ed.viewport(1), 'lossless');
  await picture(ed, 'tablet-following');
  await neuro.page.keyboard.press('m');
  await until(async () => /resampled/.test((await neuro.page.getByRole('main').textContent()) ?? ''));
  await until(async () => (await neuro.viewport(2).getAttribute('data-fidelity')) === 'lossless');
  await picture(neuro, 'mpr-tilted');
  const phone = await arrive(browser, server, 'nurse', {
    viewport: { width: 360, height: 740 },
    hasTouch: true,
    isMobile: true,
    deviceScaleFactor: 2,
  });
  await phone.join(/SYLVIA/);
  await shows(phone.viewport(1), 'lossless');
  await picture(phone, 'phone');
  expect([...neuro.faults, ...ed.faults, ...phone.faults]).toEqual([]);
});

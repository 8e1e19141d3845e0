import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../support/api.ts';
import { type CuttableLine, cuttableLine, freePort } from '../support/cuttable.ts';
import { headCt, storescu } from '../support/dicom.ts';
import { makeCt } from '../support/make-ct.ts';
import { arrive, drag, launch, measurements, type Person, shows, take } from '../support/people.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let line: CuttableLine;
let direct: { url: string };
let browser: Browser;
let neuro: Person;
let ed: Person;
let files: string[];
const PATIENT = /Riverside General/;

beforeAll(async () => {
  const port = await freePort();
  line = await cuttableLine(port);
  // Both addresses are this server's: one through the line that is cut, one past it.
  server = await startServer({ HYPERACUTE_PORT: String(port), HYPERACUTE_PUBLIC_URL: line.url });
  direct = { url: `http://127.0.0.1:${port}` };
  browser = await launch();
  files = headCt() ?? (await makeCt({ slices: 28, mrn: 'RT', name: 'INVENTED^RT', size: 512, spacing: 5 }));
});
afterAll(async () => {
  await browser.close();
  line.close();
  await server.dispose();
});

const withMark = async (person: Person, count: number) =>
  until(async () => ((await measurements(person)).length === count ? measurements(person) : null));

describe('two hospitals read one head CT together', () => {
  test('[RM1] the consult opens by itself, and both see a slice while the rest is still arriving', async () => {
    neuro = await arrive(browser, line, 'neuro');
    ed = await arrive(browser, direct, 'ed', { viewport: { width: 1024, height: 1180 } });
    await storescu(server, files.slice(10, 16));
    await neuro.join(PATIENT);
    await ed.join(PATIENT);
    await shows(neuro.viewport(), 'preview');
    await shows(ed.viewport(), 'preview');
    expect(Number(await neuro.viewport().getAttribute('data-slices'))).toBe(6);
    const rest = storescu(server, [...files.slice(0, 10), ...files.slice(16)]);
    await until(async () => Number(await neuro.viewport().getAttribute('data-slices')) > 6);
    await rest;
    await until(async () => (await ed.viewport().getAttribute('data-slices')) === String(files.length));
    await shows(neuro.viewport(), 'lossless');
  });

  test('[RM2] a length drawn by one appears to the other: same value, author, slice', async () => {
    await take(neuro, 'Length');
    await drag(neuro, [0.4, 0.45], [0.6, 0.55]);
    const [here] = await withMark(neuro, 1);
    const [there] = await withMark(ed, 1);
    expect(here).toMatch(/Length \d+\.\d mm/);
    expect(there!.replace(/\s+/g, ' ')).toContain(/Length \d+\.\d mm/.exec(here!)![0]);
    expect(there).toContain('Dr Ada Novak');
  });

  test('[RM3] following shows the same slice on a screen of another shape, and an own gesture breaks it', async () => {
    await ed.page
      .getByRole('button', { name: /^Follow Dr Ada Novak/ })
      .first()
      .click();
    await until(async () => (await ed.slice()) === (await neuro.slice()));
    await neuro.viewport().hover();
    await neuro.page.mouse.wheel(0, 120);
    const moved = await neuro.slice();
    await until(async () => (await ed.slice()) === (await neuro.slice()));
    expect(await ed.slice()).toBe(await neuro.slice());
    await until(() =>
      neuro.page
        .getByText(/Dr Rosa Reed follows you/)
        .first()
        .isVisible(),
    );
    await ed.viewport().hover();
    await ed.page.mouse.wheel(0, -360);
    await until(() =>
      ed.page
        .getByRole('button', { name: /Follow Dr Ada Novak/ })
        .first()
        .isVisible(),
    );
    await until(async () => (await ed.slice()) !== (await neuro.slice()));
    expect(moved).toBeGreaterThan(0);
  });

  test('[RM4] a reload and a late comer see the mark at once', async () => {
    await ed.page.reload();
    await withMark(ed, 1);
    const nurse = await arrive(browser, direct, 'nurse', { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
    await nurse.join(PATIENT);
    await shows(nurse.viewport(), 'lossless');
    expect(await nurse.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    await nurse.page.getByRole('button', { name: 'Panel' }).tap();
    await withMark(nurse, 1);
    await nurse.page.context().close();
  });

  test('[RM5] 30 s without network lose no mark of either side, and say so', { timeout: 100_000 }, async () => {
    line.cut();
    const cutAt = Date.now();
    await take(neuro, 'Length');
    await drag(neuro, [0.3, 0.6], [0.5, 0.7]);
    await withMark(neuro, 2);
    await take(ed, 'Length');
    await drag(ed, [0.45, 0.4], [0.55, 0.6]);
    await withMark(ed, 2);
    await until(() => neuro.page.locator('[data-plane="Reading together"][data-up="false"]').isVisible());
    await until(() => neuro.page.locator('[data-plane="Images"][data-up="false"]').isVisible());
    await until(() => Date.now() - cutAt > 30_000, 500);
    line.mend();
    const both = await Promise.all([withMark(neuro, 3), withMark(ed, 3)]);
    expect(new Set(both[0].map((text) => /\d+\.\d mm/.exec(text)![0]))).toEqual(
      new Set(both[1].map((text) => /\d+\.\d mm/.exec(text)![0])),
    );
    await until(() => neuro.page.locator('[data-plane="Images"][data-up="true"]').isVisible());
    await until(() => neuro.page.locator('[data-plane="Events"][data-up="true"]').isVisible());
  });

  test('[SV6] nothing went wrong in either page, and no log line holds the patient', () => {
    expect([...neuro.faults, ...ed.faults]).toEqual([]);
    expect(server.log()).not.toMatch(/QMNx85rKkkg|INVENTED/);
  });
});

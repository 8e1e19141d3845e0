import { join } from 'node:path';
import { PDFDocument } from 'pdf-lib';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { storescu } from '../support/dicom.ts';
import { makeCt } from '../support/make-ct.ts';
import { container, makeDocuments, measured, words } from '../support/make-documents.ts';
import { uidsOf } from '../support/part10.ts';
import { arrive, launch, type Person } from '../support/people.ts';
import { startServer, type TestServer } from '../support/server.ts';

const pictures = process.env['HYPERACUTE_PICTURES'];
const WHO = { mrn: 'DOC1', name: 'INVENTED^DORA' };
let server: TestServer;
let browser: Browser;
let neuro: Person;
let pdf: Uint8Array<ArrayBuffer>;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launch()]);
  const images = await makeCt({ slices: 3, ...WHO, size: 128 });
  const make = makeDocuments({ study: uidsOf(images[0]!).study, ...WHO });
  const file = await PDFDocument.create();
  file.addPage().drawText('Invented letter');
  pdf = new Uint8Array(await file.save());
  await storescu(server, [
    ...images,
    make.report('Radiation dose report', [
      container('CT Acquisition', [measured('Mean CTDIvol', '41.3', 'mGy'), words('Comment', 'Invented <script>alert(1)</script>')]),
    ]),
    make.presentationState('LYTIC WINDOW'),
    make.pdf('Letter of the GP', pdf),
    make.pdf('Not what it says', new Uint8Array(2_000).fill(65)),
  ]);
  neuro = await arrive(browser, server, 'neuro');
  await neuro.join(/DORA/);
});
afterAll(async () => {
  await browser.close();
  await server.dispose();
});

async function opened(link: RegExp): Promise<Page> {
  const list = neuro.page.getByRole('navigation', { name: 'Series' });
  const [page] = await Promise.all([neuro.page.context().waitForEvent('page'), list.getByRole('link', { name: link }).click()]);
  await page.waitForLoadState();
  return page;
}

describe('what came with the images and is none', () => {
  test('[DW8] [VW31] a report opens as words, with whose it is, and says that nobody verified it', async () => {
    const page = await opened(/Radiation dose report/);
    await page.getByRole('heading', { name: 'Radiation dose report' }).waitFor();
    const text = await page.locator('body').innerText();
    for (const part of [
      'Structured report',
      'INVENTED DORA',
      '1950-01-01',
      'DOC1',
      'not verified by a person',
      'partial',
      'CT Acquisition',
    ])
      expect(text).toContain(part);
    expect(text).toMatch(/Mean CTDIvol\s+41\.3 mGy/);
    expect(text).toContain('Invented <script>alert(1)</script>');
    // Its own style is let through: the page is dark, for a dark room.
    expect(await page.locator('body').evaluate((body) => getComputedStyle(body).backgroundColor)).toBe('rgb(11, 15, 20)');
    if (pictures) await page.screenshot({ path: join(pictures, 'document-report.png') });
    await page.setViewportSize({ width: 360, height: 740 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    await page.close();
  });

  test('[DW8] a presentation state is named, with what it is for', async () => {
    const page = await opened(/LYTIC WINDOW.*Presentation state/);
    const text = await page.locator('body').innerText();
    for (const part of ['LYTIC WINDOW', 'INVENTED READER', '1 image of 1 series', 'named, not applied']) expect(text).toContain(part);
    await page.close();
  });

  test('[DW8] a PDF comes whole, byte for byte; what only says that it is one is refused in words', async () => {
    const list = neuro.page.getByRole('navigation', { name: 'Series' });
    const fetched = (name: RegExp) =>
      list.getByRole('link', { name }).evaluate(async (link: HTMLAnchorElement) => {
        const answer = await fetch(link.href);
        return { status: answer.status, type: answer.headers.get('content-type'), bytes: [...new Uint8Array(await answer.arrayBuffer())] };
      });
    const letter = await fetched(/Letter of the GP/);
    expect([letter.status, letter.type]).toEqual([200, 'application/pdf']);
    expect(Buffer.from(letter.bytes).equals(Buffer.from(pdf))).toBe(true);
    const other = await fetched(/Not what it says/);
    expect(other.status).toBe(406);
    expect(Buffer.from(other.bytes).toString()).toContain('not a PDF');
    if (pictures) await neuro.page.screenshot({ path: join(pictures, 'document-list.png') });
  });

  test('[DW9] nothing in such a page may run, and nobody outside the consult sees it', async () => {
    const href = await neuro.page.getByRole('link', { name: /Radiation dose report/ }).evaluate((link: HTMLAnchorElement) => link.href);
    const answer = await neuro.page.request.get(href);
    expect(answer.headers()['content-security-policy']).toMatch(/^default-src 'none'.*sandbox$/);
    expect(answer.headers()['cache-control']).toBe('no-store');
    const stranger = await arrive(browser, server, 'lakeside');
    expect((await stranger.page.request.get(href)).status()).toBe(404);
    await stranger.page.context().close();
  });
});

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Session, signIn, tokenOf, until } from '../support/api.ts';
import { filesIn, headCt, realData, storescu } from '../support/dicom.ts';
import { asHtj2k } from '../support/htj2k-file.ts';
import { makeCt } from '../support/make-ct.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { stow } from '../support/stow.ts';
import { launch } from './support/browser.ts';
import { stockPage } from './support/stock-page.ts';

const EXPLICIT_LE = '1.2.840.10008.1.2.1';
const HTJ2K_RPCL = '1.2.840.10008.1.2.4.202';
const folder = mkdtempSync(join(tmpdir(), 'hyperacute-stock-files-'));

let server: TestServer;
let served: Awaited<ReturnType<typeof stockPage>>;
let browser: Browser;
let page: Page;
let ed: Session;
let files: string[];
const faults: string[] = [];

beforeAll(async () => {
  server = await startServer();
  [served, browser, ed] = await Promise.all([stockPage(server), launch(), signIn(server, 'ed')]);
  files = headCt() ?? (await makeCt({ slices: 28, mrn: 'STOCK', name: 'INVENTED^STOCK', size: 512 }));
  await storescu(server, files);
  const context = await browser.newContext();
  await context.addCookies([{ name: 'session', value: tokenOf(ed.cookie), url: served.url }]);
  page = await context.newPage();
  page.on('pageerror', (error) => faults.push(String(error)));
  await page.goto(served.url);
  await page.waitForFunction(() => window.stock !== undefined);
});
afterAll(async () => {
  expect(faults).toEqual([]);
  await browser?.close();
  await served?.close();
  await server?.dispose();
});

const textOf = (file: string, tag: string): string =>
  /\[\s*(.*?)\s*\]|= ?(\S+)| U[SL] (\d+)/
    .exec(execFileSync('dcmdump', ['-q', '+P', tag, file]).toString())
    ?.slice(1)
    .find((one) => one !== undefined) ?? '';
const idsOf = (file: string) => ({
  study: textOf(file, '0020,000d'),
  series: textOf(file, '0020,000e'),
  sop: textOf(file, '0008,0018'),
});

/** SHA-256 of the values of a file that dcmtk wrote uncompressed: stored values × slope + intercept, as 32-bit integers. */
function digestByDcmtk(file: string): string {
  const out = mkdtempSync(join(folder, 'raw-'));
  execFileSync('dcmdump', ['-q', '+W', out, file]);
  const raw = readFileSync(filesIn(out).find((one) => one.endsWith('.0.raw'))!);
  const [slope, intercept] = [Number(textOf(file, '0028,1053') || 1), Number(textOf(file, '0028,1052') || 0)];
  const bytes = Uint8Array.from(raw).buffer;
  const stored = textOf(file, '0028,0103') === '1' ? new Int16Array(bytes) : new Uint16Array(bytes);
  return createHash('sha256')
    .update(Int32Array.from(stored, (value) => value * slope + intercept))
    .digest('hex');
}

describe("Cornerstone's own wadors loader", () => {
  test('[DW6] loads and shows a real head CT by metadata and frames, exact to the last value', async () => {
    const { study, series } = idsOf(files[0]!);
    const loaded = await page.evaluate(([a, b]) => window.stock.load('/dicomweb', a!, b!), [study, series]);
    expect(new Map(loaded.map((one) => [one.sop, one.sha256]))).toEqual(
      new Map(files.map((file) => [idsOf(file).sop, digestByDcmtk(file)])),
    );
    expect(new Set(loaded.map((one) => one.transferSyntax))).toEqual(new Set([EXPLICIT_LE]));
    expect(loaded[0]).toMatchObject({ rows: 512, columns: 512 });
    expect(loaded[0]!.rowSpacing).toBeCloseTo(Number(textOf(files[0]!, '0028,0030').split('\\')[0]), 6);
    expect(await page.evaluate(([a, b]) => window.stock.show('/dicomweb', a!, b!), [study, series])).toBeGreaterThan(0.2);
  });

  test('[DW6] loads the same from a consult, and as our HTJ2K', async () => {
    const { study, series, sop } = idsOf(files[0]!);
    const [consult] = await until(async () => {
      const consults = await ed.consults();
      return consults.length > 0 && consults;
    });
    const base = `/api/consults/${consult!.id}/dicomweb`;
    const accept = `image/jphc; transfer-syntax=${HTJ2K_RPCL}`;
    await until(async () => {
      const paths = files.map((file) => `${base}/studies/${study}/series/${series}/instances/${idsOf(file).sop}/frames/1`);
      return (await Promise.all(paths.map((path) => ed.fetch(path, { headers: { accept } })))).every(({ status }) => status === 200);
    });
    const reference = digestByDcmtk(files[0]!);
    for (const asked of [undefined, accept]) {
      const loaded = await page.evaluate((input) => window.stock.load(input.base, input.study, input.series, input.asked), {
        base,
        study,
        series,
        asked,
      });
      expect(loaded).toHaveLength(files.length);
      expect(loaded.find((one) => one.sop === sop)).toMatchObject({
        transferSyntax: asked === undefined ? EXPLICIT_LE : HTJ2K_RPCL,
        sha256: reference,
      });
    }
  });
});

const samples = realData('dicom', '08_transfer_syntaxes');

describe.runIf(samples !== null)("Cornerstone's own wadors loader, compressed originals", () => {
  const sample = (syntax: string) =>
    filesIn(samples!).find((file) => basename(file).startsWith('CTImage') && file.endsWith(`_${syntax}.dcm`))!;

  /** The slice in this syntax in a study of its own, and the same uncompressed by dcmtk (or, where dcmtk cannot, the slice as it was). */
  async function original(syntax: string, decoder: string | null): Promise<{ bytes: Buffer; file: string; plain: string }> {
    const [file, plain] = [join(folder, `${syntax}.dcm`), join(folder, `${syntax}.plain.dcm`)];
    copyFileSync(sample(syntax === HTJ2K_RPCL ? EXPLICIT_LE : syntax), file);
    execFileSync('dcmodify', ['-q', '-nb', '-gin', '-gse', '-gst', file]);
    execFileSync(decoder ?? 'dcmconv', ['+te', decoder === null ? sample(EXPLICIT_LE) : file, plain]);
    const bytes = readFileSync(file);
    return { file, plain, bytes: syntax === HTJ2K_RPCL ? await asHtj2k(bytes, { rows: 512, columns: 512, signed: true }) : bytes };
  }

  test.each([
    ['uncompressed', EXPLICIT_LE, 'dcmconv'],
    ['JPEG lossless', '1.2.840.10008.1.2.4.70', 'dcmdjpeg'],
    ['JPEG-LS', '1.2.840.10008.1.2.4.80', 'dcmdjpls'],
    ['JPEG 2000', '1.2.840.10008.1.2.4.90', null],
    ['RLE', '1.2.840.10008.1.2.5', 'dcmdrle'],
    ['HTJ2K', HTJ2K_RPCL, null],
  ])('[DW7] %s goes out as it is stored, and is decoded to exactly what dcmtk sees', async (_name, syntax, decoder) => {
    const { bytes, file, plain } = await original(syntax, decoder);
    expect((await stow(ed, [bytes])).status).toBe(200);
    const { study, series } = idsOf(file);
    const loaded = await page.evaluate(([a, b]) => window.stock.load('/dicomweb', a!, b!), [study, series]);
    expect(loaded).toMatchObject([{ transferSyntax: syntax, sha256: digestByDcmtk(plain) }]);
  });

  test('[DW7] uncompressed is still what a client gets that names no transfer syntax', async () => {
    const { study, series, sop } = idsOf(join(folder, '1.2.840.10008.1.2.4.80.dcm'));
    const answer = await ed.fetch(`/dicomweb/studies/${study}/series/${series}/instances/${sop}/frames/1`, {
      headers: { accept: 'application/octet-stream' },
    });
    expect(answer.headers.get('content-type')).toBe(`application/octet-stream; transfer-syntax=${EXPLICIT_LE}`);
    expect((await answer.arrayBuffer()).byteLength).toBe(512 * 512 * 2);
  });
});

import { existsSync, statSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { build } from 'vite';
import type { TestHandles } from './page/main.tsx';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const OUT = `${root}.cache/e2e-viewer`;

/** The viewer alone, built as for production; built again only when its sources are newer. */
export async function builtPage(): Promise<string> {
  const built = existsSync(`${OUT}/index.html`) ? statSync(`${OUT}/index.html`).mtimeMs : 0;
  let newest = 0;
  for await (const file of glob(['client/{viewer,ui}/**/*', 'shared/**/*.ts', 'e2e/viewer/support/page/*', 'vite.config.ts'], {
    cwd: root,
  }))
    newest = Math.max(newest, statSync(root + file).mtimeMs);
  if (newest < built) return OUT;
  // The test runner's own mark would make the configuration that of tests.
  const mark = process.env['VITEST'];
  delete process.env['VITEST'];
  try {
    await build({
      root: `${root}e2e/viewer/support/page`,
      configFile: `${root}vite.config.ts`,
      logLevel: 'error',
      mode: 'production',
      build: { outDir: OUT, emptyOutDir: true },
    });
  } finally {
    if (mark !== undefined) process.env['VITEST'] = mark;
  }
  return OUT;
}

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const launch = (): Promise<Browser> =>
  chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args: FLAGS });

declare global {
  interface Window {
    handles: TestHandles;
  }
}

/** Opens the viewer; `faults` collects what went wrong in the page. */
export async function open(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<{ page: Page; faults: string[] }> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(String(error.stack ?? error)));
  page.on('console', (message) => {
    if (message.type() === 'error' && !/ERR_CONNECTION_REFUSED|WebSocket connection|404/.test(message.text())) faults.push(message.text());
  });
  await page.goto(url);
  return { page, faults };
}

export const pane = (page: Page, n = 1) => page.getByRole('region', { name: new RegExp(`^Viewport ${n}:`) });

/** Waits until an attribute of a viewport has a value. */
export async function waitFor(page: Page, n: number, attribute: string, value: string): Promise<void> {
  await page.waitForFunction(
    ([place, name, wanted]) => document.querySelector(`[data-place="${place}"]`)?.getAttribute(name!) === wanted,
    [String(n - 1), attribute, value],
  );
}

export interface Canvas {
  /** Share of pixels that are not black. */
  coverage: number;
  mean: number;
  levels: number;
}

/** What is on the canvas of a viewport. */
export const canvas = (page: Page, n = 1): Promise<Canvas> =>
  page.evaluate(
    (place) => {
      const element = document.querySelector<HTMLCanvasElement>(`[data-place="${place}"] .pane-pixels canvas`)!;
      const { data } = element.getContext('2d')!.getImageData(0, 0, element.width, element.height);
      const seen = new Set<number>();
      let lit = 0;
      let sum = 0;
      for (let i = 0; i < data.length; i += 4) {
        seen.add(data[i]!);
        if (data[i]! > 8) lit += 1;
        sum += data[i]!;
      }
      return { coverage: lit / (data.length / 4), mean: sum / (data.length / 4), levels: seen.size };
    },
    String(n - 1),
  );

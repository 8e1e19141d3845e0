import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Locator, type Page } from 'playwright-core';
import { expect } from 'vitest';
import { PEOPLE, type PersonKey, until } from './api.ts';
import type { TestServer } from './server.ts';

export const FLAGS = [
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

/** One signed-in person in a browser context of their own. `faults`: everything that went wrong in the page. */
export interface Person {
  page: Page;
  faults: string[];
  viewport(number?: number): Locator;
  /** Goes from the worklist into the consult of that patient. */
  join(patient: RegExp): Promise<void>;
  slice(): Promise<number>;
}

export async function arrive(
  browser: Browser,
  server: Pick<TestServer, 'url'>,
  who: PersonKey,
  options: BrowserContextOptions = {},
  prepare: (context: BrowserContext) => Promise<void> = async () => undefined,
): Promise<Person> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  await prepare(context);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('console', (message) => {
    if (/Content Security Policy|Content-Security-Policy/.test(message.text())) faults.push(message.text());
  });
  await page.goto(server.url);
  await page.getByLabel('E-mail').fill(PEOPLE[who]);
  await page.getByLabel('Password').fill('hyperacute');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Change person' }).waitFor();
  const person: Person = {
    page,
    faults,
    viewport: (number = 1) => page.getByRole('region', { name: new RegExp(`^Viewport ${number}`) }),
    join: async (patient) => {
      await page
        .getByRole('button', { name: new RegExp(`Join consult of .*${patient.source}`, 'i') })
        .first()
        .click();
      await person.viewport().waitFor();
    },
    slice: async () => Number(await person.viewport().getAttribute('data-slice')),
  };
  return person;
}

/** Share of pixels brighter than black and number of grey levels of what is painted in a viewport. */
export async function painted(viewport: Locator): Promise<{ coverage: number; levels: number }> {
  return viewport
    .locator('canvas')
    .first()
    .evaluate((canvas) => {
      const { width, height } = canvas as HTMLCanvasElement;
      const data = (canvas as HTMLCanvasElement).getContext('2d')!.getImageData(0, 0, width, height).data;
      const levels = new Set<number>();
      let bright = 0;
      for (let i = 0; i < data.length; i += 4) {
        levels.add(data[i]!);
        if (data[i]! > 8) bright++;
      }
      return { coverage: bright / (data.length / 4), levels: levels.size };
    });
}

export async function shows(viewport: Locator, fidelity: 'preview' | 'lossless'): Promise<void> {
  await until(async () => [fidelity, 'lossless'].includes((await viewport.getAttribute('data-fidelity')) ?? ''));
  const { coverage, levels } = await until(async () => {
    const found = await painted(viewport);
    return found.coverage > 0.05 ? found : null;
  });
  expect(coverage).toBeGreaterThan(0.05);
  expect(levels).toBeGreaterThan(20);
}

/** Draws with the mouse from one place of a viewport to another, as shares of its size. */
export async function drag(person: Person, from: [number, number], to: [number, number]): Promise<void> {
  const box = (await person.viewport().boundingBox())!;
  const at = ([x, y]: [number, number]): [number, number] => [box.x + box.width * x, box.y + box.height * y];
  await person.page.mouse.move(...at(from));
  await person.page.mouse.down();
  for (let step = 1; step <= 8; step++)
    await person.page.mouse.move(...at([from[0] + ((to[0] - from[0]) * step) / 8, from[1] + ((to[1] - from[1]) * step) / 8]));
  await person.page.mouse.up();
}

/** What the measurement list says, mark by mark. */
export const measurements = (person: Person): Promise<string[]> => person.page.locator('[data-annotation-id]').allTextContents();

/** Takes a tool in hand; a tool that is in hand already stays. */
export async function take(person: Person, name: string): Promise<void> {
  const button = person.page.getByRole('button', { name, exact: true });
  if ((await button.getAttribute('aria-pressed')) !== 'true') await button.click();
}

import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../support/api.ts';
import { headCt, storescu } from '../support/dicom.ts';
import { makeCt } from '../support/make-ct.ts';
import { arrive, drag, launch, measurements, type Person, shows, take } from '../support/people.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let browser: Browser;
beforeAll(async () => {
  server = await startServer();
  browser = await launch();
  await storescu(server, headCt() ?? (await makeCt({ slices: 28, mrn: 'TD', name: 'INVENTED^TD', size: 512 })));
});
afterAll(async () => {
  await browser.close();
  await server.dispose();
});

type Point = { x: number; y: number };

/** End points of the longest line drawn over the picture: the shared length, as this device draws it, in CSS pixels of the page. */
async function drawnLength(person: Person): Promise<[Point, Point]> {
  return until(() =>
    person.viewport().evaluate((region) => {
      const lines = [...region.querySelectorAll<SVGLineElement>('svg line')].map((line) => {
        const box = line.ownerSVGElement!.getBoundingClientRect();
        const at = (n: number): { x: number; y: number } => ({
          x: box.x + Number(line.getAttribute(`x${n}`)),
          y: box.y + Number(line.getAttribute(`y${n}`)),
        });
        return [at(1), at(2)] as [{ x: number; y: number }, { x: number; y: number }];
      });
      const long = ([a, b]: [{ x: number; y: number }, { x: number; y: number }]) => Math.hypot(a.x - b.x, a.y - b.y);
      return lines.sort((one, two) => long(two) - long(one))[0] ?? null;
    }),
  );
}

/** Where a point of the page lies in the patient, told by the shared length: mm along it and across it. */
function inPatient([a, b]: [Point, Point], millimetres: number, at: Point): [number, number] {
  const pixels = Math.hypot(b.x - a.x, b.y - a.y);
  const [ux, uy] = [(b.x - a.x) / pixels, (b.y - a.y) / pixels];
  const scale = millimetres / pixels;
  return [((at.x - a.x) * ux + (at.y - a.y) * uy) * scale, ((at.x - a.x) * -uy + (at.y - a.y) * ux) * scale];
}

test('[RM6] [RM3] phone, desktop and tablet on one slice: a cursor within 1 mm on all three, and only the breaker is broken', async () => {
  const neuro = await arrive(browser, server, 'neuro', { viewport: { width: 1440, height: 900 } });
  const nurse = await arrive(browser, server, 'nurse', {
    viewport: { width: 360, height: 740 },
    hasTouch: true,
    isMobile: true,
    deviceScaleFactor: 2,
  });
  const fellow = await arrive(browser, server, 'ir', { viewport: { width: 820, height: 1180 }, hasTouch: true });
  for (const person of [neuro, nurse, fellow]) {
    await person.join(/Riverside/);
    await shows(person.viewport(), 'lossless');
  }
  await fellow.page
    .getByRole('button', { name: /^Follow Dr Ada Novak/ })
    .first()
    .click();
  await nurse.page.getByRole('button', { name: 'Panel' }).tap();
  await nurse.page
    .getByRole('button', { name: /^Follow Dr Ada Novak/ })
    .last()
    .tap();
  await nurse.page.getByRole('button', { name: 'Panel' }).tap();
  await take(neuro, 'Length');
  await drag(neuro, [0.35, 0.45], [0.65, 0.55]);
  const [text] = await until(async () => ((await measurements(fellow)).length === 1 ? measurements(fellow) : null));
  const millimetres = Number(/(\d+\.\d) mm/.exec(text!)![1]);
  await until(async () => (await fellow.slice()) === (await neuro.slice()) && (await nurse.slice()) === (await neuro.slice()));

  const box = (await neuro.viewport().boundingBox())!;
  const pointer = { x: box.x + box.width * 0.55, y: box.y + box.height * 0.38 };
  await neuro.page.mouse.move(pointer.x, pointer.y, { steps: 4 });
  const own = inPatient(await drawnLength(neuro), millimetres, pointer);
  for (const person of [fellow, nurse]) {
    const agreed = await until(async () => {
      const cursor = person.viewport().locator('[data-client]', { hasText: 'Dr Ada Novak' });
      if ((await cursor.count()) === 0) return null;
      const { x, y } = (await cursor.boundingBox())!;
      const there = inPatient(await drawnLength(person), millimetres, { x, y });
      return Math.hypot(there[0] - own[0], there[1] - own[1]) < 1 ? there : null;
    });
    expect(Math.hypot(agreed[0] - own[0], agreed[1] - own[1])).toBeLessThan(1);
  }

  const before = await neuro.slice();
  const phone = (await nurse.viewport().boundingBox())!;
  await nurse.viewport().evaluate(() => undefined);
  await nurse.page.touchscreen.tap(phone.x + phone.width / 2, phone.y + phone.height / 2);
  await nurse.page.mouse.move(phone.x + phone.width / 2, phone.y + phone.height / 2);
  await nurse.page.mouse.wheel(0, 240);
  await until(async () => (await nurse.slice()) !== before);
  await neuro.viewport().hover();
  await neuro.page.mouse.wheel(0, -240);
  await until(async () => (await neuro.slice()) !== before && (await fellow.slice()) === (await neuro.slice()));
  expect(await nurse.slice()).not.toBe(await neuro.slice());
  expect([...neuro.faults, ...nurse.faults, ...fellow.faults]).toEqual([]);
});

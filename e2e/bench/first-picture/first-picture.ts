import { setTimeout as pause } from 'node:timers/promises';
import { type BrowserContext, chromium } from 'playwright-core';
import { tokenOf } from '../../support/api.ts';
import { atMost, median, type Outcome, resultRow } from '../result.ts';
import { startHub } from '../servers/hub.ts';
import { chromiumOn, onShapedLines } from '../shaper/on-shaped-lines.ts';
import { SideProcess } from '../stream/side.ts';

const ROUNDS = 5;
const LINK = { downMbit: 10, upMbit: 3, rttMs: 50 };
const PORTS = { http: 8080, dimse: 11112 };
/** Preview of a thin slice, bytes: what the line itself must carry. */
const PREVIEW_BYTES = 14_500;
/** A room that nobody has just opened: it is left alone for so long before the scanner begins, ms. */
const SETTLE_MS = 3_000;

/** From the first byte of `storescu` beside the hub to the first picture in Chromium behind a shaped line, in a room that is open already. */
export const benchFirstPicture = (): Promise<Outcome> =>
  onShapedLines('first-picture', async (network, closers) => {
    const server = await startHub(network, { http: PORTS.http, dimse: PORTS.dimse });
    closers.push(server.dispose);
    const lane = await network.lane(LINK);
    const [hub, spoke] = [new SideProcess(network.prefix('hub')), new SideProcess(network.prefix('spoke'))];
    closers.push(
      () => hub.close(),
      () => spoke.close(),
    );
    await spoke.call('forward', { port: PORTS.http, host: lane.hub });
    const browser = await chromium.launch({
      executablePath: chromiumOn(network, 'spoke', closers),
      args: ['--no-sandbox', '--disable-gpu'],
    });
    closers.push(() => browser.close());
    const times: number[] = [];
    for (let run = 0; run <= ROUNDS; run++) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
      const ms = await round(context, hub, run).finally(() => context.close());
      if (run > 0) times.push(ms);
    }
    const limit = (PREVIEW_BYTES * 8 * (1500 / 1448)) / (LINK.downMbit * 1000) + LINK.rttMs;
    const name = `first byte of storescu → first picture on a remote screen, ${LINK.downMbit} Mbit/s ${LINK.rttMs} ms`;
    return {
      rows: [resultRow({ name, unit: 'ms', ours: times, limit, note: 'room open before; scanner beside the hub; 140 slices of 0.5 MB' })],
      goals: [atMost('first byte sent to first picture, ms more than the line needs', median(times) - limit, 1000)],
    };
  });

async function round(context: BrowserContext, hub: SideProcess, run: number): Promise<number> {
  const { consultId, cookie } = await hub.call('openConsult', { port: PORTS.http, run: run + 1 });
  const origin = `http://127.0.0.1:${PORTS.http}`;
  await context.addCookies([{ name: 'session', value: tokenOf(cookie), url: origin, httpOnly: true, sameSite: 'Strict' }]);
  const page = await context.newPage();
  await page.goto(`${origin}/consults/${consultId}`);
  await page.waitForLoadState('networkidle');
  await pause(SETTLE_MS);
  const shown = page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const look = () => {
          if (document.querySelector('[data-fidelity="preview"], [data-fidelity="lossless"]') === null) requestAnimationFrame(look);
          else requestAnimationFrame(() => resolve(Date.now()));
        };
        look();
      }),
  );
  const [seen, began] = await Promise.all([shown, hub.call('sendSeries', { dimse: PORTS.dimse, run: run + 1 })]);
  return seen - began;
}

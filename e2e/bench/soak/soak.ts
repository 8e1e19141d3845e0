import { setTimeout as pause } from 'node:timers/promises';
import { chromium } from 'playwright-core';
import { type Session, signIn, tokenOf, until } from '../../support/api.ts';
import { asRun, thinCta } from '../data/cta.ts';
import { atMost, type Outcome, resultRow } from '../result.ts';
import { startOurs } from '../servers/ours.ts';
import { stow } from '../servers/stow.ts';
import { type Level, memoryOf } from './browser-memory.ts';
import { startScrolling, wholeSeries } from './scroll.ts';

const SLICES = 700;
const MINUTES = Number(process.env['HYPERACUTE_SOAK_MINUTES'] ?? 30);
/** Minutes after which every bounded cache is full and the level counts as the start: a third of the run. */
const WARM = Math.max(1, Math.round(MINUTES / 3));
/** Readings a minute, evenly over it; a minute's level is the middle one. */
const READINGS = 6;
/** What may be more at any later minute and still be flat. */
const ALLOWED = { share: 0.05, mb: 50 };

const KINDS = ['renderer', 'gpu', 'heap'] as const;
const NAMES = { renderer: 'renderer RSS', gpu: 'GPU process RSS', heap: 'JS heap and buffers' };

/** Memory of the room in Chromium while somebody scrolls a CT angiogram of 700 slices up and down for half an hour. */
export async function benchSoak(): Promise<Outcome> {
  const closers: (() => Promise<unknown>)[] = [];
  try {
    const server = await startOurs();
    closers.push(server.dispose);
    const origin = `http://127.0.0.1:${server.port}`;
    const ed = await signIn({ url: origin } as Parameters<typeof signIn>[0], 'ed');
    const consultId = await send(server.port, ed);
    const browser = await chromium.launch({
      executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu'],
    });
    closers.push(() => browser.close());
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    await context.addCookies([{ name: 'session', value: tokenOf(ed.cookie), url: origin }]);
    const page = await context.newPage();
    await page.goto(`${origin}/consults/${consultId}`);
    await wholeSeries(page, SLICES);
    const read = await memoryOf(browser, page);
    const scroller = await startScrolling(page, SLICES);
    const levels: Level[] = [];
    for (let minute = 1; minute <= MINUTES; minute++) {
      levels.push(await minuteLevel(read));
      const { heap, renderer, gpu } = levels.at(-1)!;
      const course = `renderer ${renderer.toFixed(0)} MB, GPU ${gpu.toFixed(0)} MB, heap ${heap.toFixed(1)} MB`;
      console.log(`  minute ${minute}: ${course}, ${scroller.notches} notches`);
    }
    await scroller.stop();
    await wholeSeries(page, SLICES);
    return outcomeOf(levels, scroller.notches);
  } finally {
    for (const close of closers.reverse()) await close();
  }
}

async function send(port: number, ed: Session): Promise<string> {
  const answer = await stow({ port, path: '/dicomweb/studies', cookie: ed.cookie, slices: asRun(thinCta(SLICES), 1).slices });
  if (answer.status !== 200) throw new Error(`STOW answered ${answer.status}`);
  return until(async () => (await ed.consults())[0]?.id);
}

async function minuteLevel(read: () => Promise<Level>): Promise<Level> {
  const readings: Level[] = [];
  for (let i = 0; i < READINGS; i++) {
    await pause(60_000 / READINGS);
    readings.push(await read());
  }
  const middle = (kind: keyof Level) => readings.map((level) => level[kind]).sort((a, b) => a - b)[READINGS >> 1]!;
  return { renderer: middle('renderer'), gpu: middle('gpu'), heap: middle('heap') };
}

function outcomeOf(levels: readonly Level[], notches: number): Outcome {
  const note = `${notches} notches of the wheel over ${MINUTES} min; the level of a minute is the middle of ${READINGS} readings`;
  const warm = (kind: keyof Level) => levels.slice(WARM - 1).map((level) => level[kind]);
  const course = (kind: keyof Level) => levels.map((level) => level[kind].toFixed(0)).join(' ');
  return {
    rows: KINDS.flatMap((kind) => [
      resultRow({
        name: `${NAMES[kind]}, ${SLICES} slices scrolled, minutes ${WARM} to ${MINUTES}`,
        unit: 'MB',
        ours: warm(kind),
        note: `${note}; minute by minute: ${course(kind)} MB (${kind})`,
      }),
      resultRow({ name: `${NAMES[kind]}: slope of the same`, unit: 'MB/min', ours: [slope(warm(kind))] }),
    ]),
    goals: KINDS.map((kind) => {
      const [start, ...later] = warm(kind);
      const allowed = Math.max(ALLOWED.mb, ALLOWED.share * start!);
      return atMost(`${NAMES[kind]} after minute ${WARM}, MB above that of minute ${WARM}`, Math.max(...later) - start!, allowed);
    }),
  };
}

/** Of the straight line through the values, by least squares, per step. */
function slope(values: readonly number[]): number {
  const mean = (list: readonly number[]) => list.reduce((sum, one) => sum + one, 0) / list.length;
  const [x, y] = [(values.length - 1) / 2, mean(values)];
  const over = values.reduce((sum, value, i) => sum + (i - x) * (value - y), 0);
  return over / values.reduce((sum, _, i) => sum + (i - x) ** 2, 0);
}

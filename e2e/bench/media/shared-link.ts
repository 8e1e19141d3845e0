import { execFileSync } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { until } from '../../support/api.ts';
import { call, launchWithDevices } from '../../video/support/devices.ts';
import { speakingMicrophone } from '../../video/support/voice.ts';
import { atLeast, atMost, type Goal, median, type Outcome, type ResultRow, resultRow } from '../result.ts';
import { startHub } from '../servers/hub.ts';
import type { Side } from '../shaper/network.ts';
import { chromiumOn, onShapedLines } from '../shaper/on-shaped-lines.ts';
import type { Loaded } from '../stream/load.ts';
import { SideProcess } from '../stream/side.ts';
import { type Heard, heardBetween, heardSoFar, jump } from './looks.ts';

const PORTS = { http: 8080, dimse: 11112 };
const RATES_MBIT = [1, 2, 5];
const UP_MBIT = 3;
/** The patient of the room without images. */
const EMPTY_RUN = 7;
const RTT_MS = 50;
/** Where the server listens, whichever line leads there. */
const HUB = '10.99.0.1';
/** Pages are fetched over this before: they are not what is measured, Mbit/s. */
const WIDE = { downMbit: 200, upMbit: 200, rttMs: 2 };
/** From the first picture until it is listened: the estimate of the line and the buffer of sound have settled, ms. */
const SETTLE_MS = 5_000;
/** After each jump the frames of the exam picture are counted for so long, ms. */
const COUNT_MS = 3_000;
/** A first picture that takes longer is not waited for, ms. */
const PICTURE_WITHIN_MS = 20_000;
/** Places on the load bar, share from the top. */
const JUMPS = [0.08, 0.9, 0.3, 0.7, 0.15];
/** How long sound is listened to in a room without images, ms. */
const CONTROL_MS = 15_000;

interface Round extends Heard {
  /** Each jump: until the slice had left the stream worker, and until it was drawn, ms; and what the line needs for it. */
  jumps: { servedMs: number; drawnMs: number; limit: number; beside: number }[];
  /** Frames of the exam picture a second while nobody jumps. */
  between: number;
}

interface Measured {
  rate: number;
  on: Round;
  off: Round;
  /** The same sound and picture over the same line in a room without images. */
  quiet: Heard;
  /** How late the line itself was at most, ms. */
  lateMs: number;
}

/** One narrow line for sound, the exam picture and a 320-slice CTA that loads: the arbiter on, and off. */
export const benchSharedLink = (): Promise<Outcome> =>
  onShapedLines('media/link', async (network, closers) => {
    const inside = (side: Side, ...words: string[]) => execFileSync(network.prefix(side)[0]!, [...network.prefix(side).slice(1), ...words]);
    inside('hub', 'ip', 'address', 'add', `${HUB}/32`, 'dev', 'lo');
    // The hub's own browser takes no part in a call over loopback alone.
    inside('hub', 'ip', 'link', 'add', 'inhouse', 'type', 'veth', 'peer', 'name', 'inhouse2');
    inside('hub', 'ip', 'address', 'add', '10.98.0.1/24', 'dev', 'inhouse');
    for (const end of ['inhouse', 'inhouse2']) inside('hub', 'ip', 'link', 'set', end, 'up');
    const server = await startHub(network, { ...PORTS, environment: { HYPERACUTE_HOST: HUB }, first: true });
    closers.push(server.dispose);
    const [hub, spoke] = [
      new SideProcess(network.prefix('hub', { first: true })),
      new SideProcess(network.prefix('spoke', { first: true })),
    ];
    closers.push(
      () => hub.close(),
      () => spoke.close(),
    );
    await hub.call('forward', { port: PORTS.http, host: HUB });
    const loaded = await hub.call('loadOurs', { key: 'cta', port: PORTS.http });
    const empty = await hub.call('openConsult', { port: PORTS.http, run: EMPTY_RUN });
    await spoke.call('forward', { port: PORTS.http, host: HUB });
    const at = { url: `http://127.0.0.1:${PORTS.http}` };
    const people = { nurse: await person('hub', 'nurse'), neuro: await person('spoke', 'neuro') };
    async function person(side: Side, who: 'nurse' | 'neuro') {
      const line = side === 'spoke' ? await lineTo(WIDE) : null;
      const browser = await launchWithDevices([speakingMicrophone()], chromiumOn(network, side, closers));
      closers.push(() => browser.close());
      const one = await call(browser, at, who);
      await one.page.goto(`${at.url}/consults/${loaded.consultId}`);
      await one.viewport().waitFor();
      // The decoder is in the cache then, too.
      await one.page.locator('[data-place="0"][data-fidelity=lossless]').waitFor();
      await spoke.call('cutForwarded', {});
      await line?.close();
      return one;
    }
    async function lineTo(link: { downMbit: number; upMbit: number; rttMs: number }) {
      const lane = await network.lane(link);
      inside('spoke', 'ip', 'route', 'replace', HUB, 'via', lane.hub);
      return lane;
    }
    const nurseIn = async (consultId: string) => {
      await people.nurse.page.goto(`${at.url}/consults/${consultId}`);
      await people.nurse.startVideo();
      await until(async () => (await people.nurse.counters()).framesSent > 0);
    };
    const neuro = people.neuro.page;
    const overLine = async <T>(rate: number, work: () => Promise<T>) => {
      const lane = await lineTo({ downMbit: rate, upMbit: UP_MBIT, rttMs: RTT_MS });
      const result = await work();
      await neuro.goto('about:blank');
      await spoke.call('cutForwarded', {});
      return { result, ...(await lane.close()) };
    };
    const quiet = new Map<number, Heard>();
    await nurseIn(empty.consultId);
    for (const rate of RATES_MBIT) {
      const { result } = await overLine(rate, async () => {
        const before = await listen(neuro, `${at.url}/consults/${empty.consultId}`, 'on');
        await pause(CONTROL_MS);
        return heardBetween(before, await heardSoFar(neuro));
      });
      quiet.set(rate, result);
    }
    await nurseIn(loaded.consultId);
    const rounds: Measured[] = [];
    for (const rate of RATES_MBIT) {
      const url = `${at.url}/consults/${loaded.consultId}`;
      const off = await overLine(rate, () => round(neuro, url, 'off', rate, loaded));
      const on = await overLine(rate, () => round(neuro, url, 'on', rate, loaded));
      rounds.push({ rate, on: on.result, off: off.result, quiet: quiet.get(rate)!, lateMs: Math.max(on.lateMs, off.lateMs) });
    }
    return outcomeOf(rounds);
  });

/** Joins the video of a room over a narrow line; what was heard until sound and picture settled. */
async function listen(page: Page, url: string, arbiter: 'on' | 'off'): Promise<Awaited<ReturnType<typeof heardSoFar>>> {
  // The page itself comes from the cache; what is measured begins when it runs.
  await page.goto(url.replace(/\/consults.*/, '/check'), { waitUntil: 'commit' });
  await page.evaluate(`localStorage.setItem('hyperacute.arbiter', '${arbiter}')`);
  await page.goto(url, { timeout: 90_000 });
  await page.getByRole('button', { name: 'Start video' }).click();
  const dialog = page.getByRole('dialog', { name: 'Start video' });
  await dialog.locator('video').waitFor();
  // Only what comes down is measured.
  await dialog.locator('select').first().selectOption({ label: 'No camera' });
  await dialog.getByRole('button', { name: 'Join' }).click();
  await page.waitForFunction(() => document.querySelector('[data-video-state="live"]') !== null, undefined, { timeout: 90_000 });
  // On a line that images have filled none may ever come.
  await page
    .waitForFunction(() => (document.querySelector<HTMLVideoElement>('figure[data-large=true] video')?.videoWidth ?? 0) > 0, undefined, {
      timeout: PICTURE_WITHIN_MS,
    })
    .catch(() => undefined);
  await pause(SETTLE_MS);
  return heardSoFar(page);
}

async function round(page: Page, url: string, arbiter: 'on' | 'off', rate: number, loaded: Loaded): Promise<Round> {
  const before = await listen(page, url, arbiter);
  const jumps: { servedMs: number; drawnMs: number; bytes: number }[] = [];
  const frameOf = (sop: string) => loaded.frames.find((frame) => frame.sop === sop);
  const between: number[] = [];
  for (const place of JUMPS) {
    const { servedMs, drawnMs, sop } = await jump(page, place, (one) => frameOf(one)?.id);
    // Sooner than a round trip comes only what was here before: that is no jump, and must not count as one.
    jumps.push({
      servedMs: servedMs !== null && servedMs > RTT_MS ? servedMs : Number.NaN,
      drawnMs,
      bytes: frameOf(sop)?.total ?? Number.NaN,
    });
    const still = await heardSoFar(page);
    await pause(COUNT_MS);
    between.push(heardBetween(still, await heardSoFar(page)).framesPerSecond);
  }
  const heard = heardBetween(before, await heardSoFar(page));
  // What the slice needs on the wire (headers of 52 bytes in 1,500): of the whole line, and of what sound leaves of it.
  const limit = (bytes: number, bps: number) => 2 * RTT_MS + (bytes * 8 * (1500 / 1448) * 1000) / bps;
  return {
    ...heard,
    between: median(between),
    jumps: jumps.map(({ bytes, ...times }) => ({
      ...times,
      limit: limit(bytes, rate * 1e6),
      beside: limit(bytes, rate * 1e6 - heard.soundBps),
    })),
  };
}

/** What the canvas adds to a jump. */
const DRAWN_NOTE = 'on the canvas: drawn in software, beside two browsers, a server and their line on two cores';

function outcomeOf(rounds: readonly Measured[]): Outcome {
  const rows: ResultRow[] = [];
  const goals: Goal[] = [];
  for (const { rate, on, off, quiet, lateMs } of rounds) {
    const name = `${rate} Mbit/s, ${RTT_MS} ms, CTA of 320 loading`;
    const note =
      'peer: the arbiter off; one listener behind the line, VP8 simulcast and Opus from a browser at the hub; all browsers and the server on two cores';
    const of = (one: Round, what: 'servedMs' | 'drawnMs') => one.jumps.map((jumped) => jumped[what]);
    const limit = median(on.jumps.map((one) => one.limit));
    const beside = median(on.jumps.map((one) => one.beside));
    const sound = `sound took ${(on.soundBps / 1000).toFixed(0)} kbit/s: on what it leaves of the line the limit is ${beside.toFixed(0)} ms`;
    rows.push(
      resultRow({
        name: `${name}: sound that had to be made up`,
        unit: 'ms/min',
        ours: [on.gapMsPerMinute],
        peer: [off.gapMsPerMinute],
        note: `${rate} Mbit/s: with no images at all, in the same run, ${quiet.gapMsPerMinute.toFixed(0)} ms/min; the line itself was late by ${lateMs.toFixed(1)} ms at most`,
      }),
      resultRow({
        name: `${name}: packets of sound lost or late`,
        unit: '1/min',
        ours: [on.lostPerMinute],
        peer: [off.lostPerMinute],
        note,
      }),
      resultRow({
        name: `${name}: jump to another slice, served`,
        unit: 'ms',
        ours: of(on, 'servedMs'),
        peer: of(off, 'servedMs'),
        limit,
        note: `${rate} Mbit/s: ${sound}`,
      }),
      resultRow({
        name: `${name}: jump to another slice, drawn`,
        unit: 'ms',
        ours: of(on, 'drawnMs'),
        peer: of(off, 'drawnMs'),
        note: DRAWN_NOTE,
      }),
      resultRow({ name: `${name}: exam picture between jumps`, unit: 'frames/s', ours: [on.between], peer: [off.between], note }),
      resultRow({ name: `${name}: exam picture`, unit: 'frames/s', ours: [on.framesPerSecond], peer: [off.framesPerSecond], note }),
    );
    goals.push(
      atMost(`${name}: audio gaps, ms a minute, none`, on.gapMsPerMinute, 0),
      atMost(`${name}: jump, ms, 2 round trips + the slice’s bytes`, median(of(on, 'servedMs')), limit),
      atLeast(`${name}: exam picture, frames/s, with the arbiter as without`, on.framesPerSecond, Math.min(15, off.framesPerSecond)),
    );
  }
  return { rows, goals };
}

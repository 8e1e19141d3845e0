import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../support/api.ts';
import { drag, measurements, shows, take } from '../support/people.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { type Caller, flowing, launchWithDevices, twoInVideo } from './support/devices.ts';
import { mediaWorkers } from './support/workers.ts';

let server: TestServer;
let browser: Browser;
let nurse: Caller;
let neuro: Caller;
beforeAll(async () => {
  server = await startServer();
  browser = await launchWithDevices();
  ({ nurse, neuro } = await twoInVideo(server, 'BREAKS', [browser, browser]));
});
afterAll(async () => {
  for (const one of [nurse, neuro]) expect(one.faults).toEqual([]);
  await browser.close();
  await server.dispose();
});

test('[MD67] a media worker is killed: sound and picture are back within 5 s, and every mark is where it was', async () => {
  await flowing(nurse, neuro);
  await shows(neuro.viewport(), 'lossless');
  await take(neuro, 'Length');
  await drag(neuro, [0.4, 0.4], [0.6, 0.6]);
  await until(async () => (await measurements(nurse)).length === 1);
  const marks = { neuro: await measurements(neuro), nurse: await measurements(nurse) };
  for (const pid of mediaWorkers(server.pid)) process.kill(pid, 'SIGKILL');
  const killedAt = Date.now();
  await until(async () => (await neuro.stage().getAttribute('data-video-state')) !== 'live', 20);
  await until(async () => (await neuro.counters()).framesDecoded > 2 && (await nurse.counters()).framesDecoded > 2, 50);
  expect(Date.now() - killedAt).toBeLessThan(5_000);
  await flowing(nurse, neuro);
  expect({ neuro: await measurements(neuro), nurse: await measurements(nurse) }).toEqual(marks);
});

import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signIn, until } from '../support/api.ts';
import { storescu } from '../support/dicom.ts';
import { makeCt } from '../support/make-ct.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { call, launchWithDevices, type Caller as VideoCaller } from '../video/support/devices.ts';
import { speakingMicrophone } from '../video/support/voice.ts';
import { type Caller, caller } from './support/caller.ts';

let server: TestServer;
let browser: Browser;
let nurse: VideoCaller;
let neuro: VideoCaller;
let listener: Caller;
/** bit/s, as the neurologist's page was told. */
const estimates: number[] = [];

beforeAll(async () => {
  server = await startServer();
  browser = await launchWithDevices([speakingMicrophone()]);
  await storescu(server, await makeCt({ slices: 2, mrn: 'MEASURED', name: 'INVENTED^MEASURED', size: 64 }));
  nurse = await call(browser, server, 'nurse');
  neuro = await call(browser, server, 'neuro');
  const ed = await signIn(server, 'ed');
  listener = await caller(server, ed, (await ed.consults())[0]!.id);
  neuro.page.on('websocket', (socket) =>
    socket.on('framereceived', ({ payload }) => {
      const told = /\["media:estimate",(\{.*\})\]/.exec(String(payload))?.[1];
      if (told !== undefined) estimates.push((JSON.parse(told) as { availableBitrate: number }).availableBitrate);
    }),
  );
  await neuro.page.reload();
  for (const one of [nurse, neuro]) {
    await one.join(/Riverside/);
    await one.startVideo();
  }
});
afterAll(async () => {
  listener.close();
  await browser.close();
  await server.dispose();
});

test('[MD9] who speaks is told, and stops being told; each receiver gets the estimate of its link', async () => {
  const people = () => new Set(listener.rooms.at(-1)?.peers.map(({ personId }) => personId));
  await until(() => people().size === 2);
  await until(() => [...people()].every((one) => listener.rooms.some(({ speaking }) => speaking.includes(one))));
  const speaking = () => listener.rooms.at(-1)!.speaking;
  await nurse.page.getByRole('button', { name: 'Turn microphone off' }).click();
  const producers = () => listener.rooms.at(-1)!.producers.filter(({ source }) => source === 'microphone');
  const quiet = (await until(() => producers().find(({ paused }) => paused))).personId;
  await until(() => speaking().length > 0 && !speaking().includes(quiet), 5);
  await neuro.page.getByRole('button', { name: 'Turn microphone off' }).click();
  await until(() => producers().every(({ paused }) => paused) && speaking().length === 0, 5);
  for (const room of listener.rooms) for (const one of room.speaking) expect(people()).toContain(one);
  await until(() => estimates.some((bitrate) => bitrate > 100_000));
});

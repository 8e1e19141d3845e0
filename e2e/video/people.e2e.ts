import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { caller, type Caller as Peer } from '../media/support/caller.ts';
import { signIn, until } from '../support/api.ts';
import { storescu } from '../support/dicom.ts';
import { makeCt } from '../support/make-ct.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { type Caller, call, launchWithDevices } from './support/devices.ts';
import { speakingMicrophone } from './support/voice.ts';

let server: TestServer;
let browser: Browser;
let nurse: Caller;
let neuro: Caller;
const others: Peer[] = [];
beforeAll(async () => {
  server = await startServer();
  browser = await launchWithDevices([speakingMicrophone()]);
  await storescu(server, await makeCt({ slices: 2, mrn: 'PEOPLE', name: 'INVENTED^PEOPLE', size: 64 }));
  nurse = await call(browser, server, 'nurse');
  neuro = await call(browser, server, 'neuro');
  for (const one of [nurse, neuro]) await one.join(/Riverside/);
});
afterAll(async () => {
  for (const one of others) one.close();
  for (const one of [nurse, neuro]) expect(one.faults).toEqual([]);
  await browser.close();
  await server.dispose();
});

const tile = (at: Caller, name: RegExp) => at.stage().locator('figure').filter({ hasText: name });
const microphone = (at: Caller, to: 'on' | 'off') => at.page.getByRole('button', { name: `Turn microphone ${to}` }).click();

test('[MD55] who speaks is named on the picture at the others, in words and by its frame, until they are silent', async () => {
  for (const one of [nurse, neuro]) await one.startVideo();
  const spoken = tile(neuro, /Noel Banks/).getByText('speaking', { exact: true });
  await spoken.waitFor();
  expect(await tile(neuro, /Noel Banks/).getAttribute('data-speaking')).toBe('true');
  await microphone(nurse, 'off');
  await spoken.waitFor({ state: 'detached' });
  await tile(neuro, /Noel Banks/)
    .getByText('microphone off')
    .waitFor();
  // The sound of the one who goes on is the neurologist's, and is told of nobody else.
  await tile(nurse, /Ada Novak/)
    .getByText('speaking', { exact: true })
    .waitFor();
  expect(await spoken.count()).toBe(0);
});

test('[MD1] [MD55] the fifth in the call starts with the microphone off, is told why, and turns it on with one tap', async () => {
  await neuro.page.getByRole('button', { name: 'Leave video' }).click();
  const consultId = (await (await signIn(server, 'ed')).consults())[0]!.id;
  for (const who of ['ed', 'ir', 'coordinator'] as const) {
    const other = await caller(server, await signIn(server, who), consultId);
    others.push(other);
    await other.do('media:join', { rtpCapabilities: null });
  }
  await until(() => others[0]!.rooms.at(-1)?.peers.length === 4);
  await neuro.startVideo();
  await neuro.stage().getByText('Many are here: you start with the microphone off.').waitFor();
  const name = /Ada Novak/;
  await tile(nurse, name).getByText('microphone off').waitFor();
  expect(
    others[0]!.rooms
      .at(-1)!
      .producers.filter(({ source }) => source === 'microphone')
      .every(({ paused }) => paused),
  ).toBe(true);
  await microphone(neuro, 'on');
  await neuro.stage().getByText('Many are here').waitFor({ state: 'detached' });
  await tile(nurse, name).getByText('speaking', { exact: true }).waitFor();
});

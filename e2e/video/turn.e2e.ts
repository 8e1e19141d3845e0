import { randomBytes } from 'node:crypto';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort } from '../support/cuttable.ts';
import { storescu } from '../support/dicom.ts';
import { makeCt } from '../support/make-ct.ts';
import { type Caller, call, flowing, launchWithDevices } from './support/devices.ts';
import { type FarSite, farSite } from './support/far-site.ts';
import { startTurn, type TurnServer } from './support/turn.ts';

const secret = randomBytes(16).toString('hex');
let turn: TurnServer;
let site: FarSite;
let browsers: Browser[];
let nurse: Caller;
let neuro: Caller;
beforeAll(async () => {
  const port = await freePort();
  let address = '';
  site = await farSite((own) => {
    address = own;
    return { TURN_URL: `turn:${own}:${port}?transport=udp turn:${own}:${port}?transport=tcp`, TURN_SECRET: secret };
  });
  turn = await startTurn({ address, port, secret });
  site.allowOnlyTurn(port);
  browsers = [await launchWithDevices([], site.chromium), await launchWithDevices()];
  await storescu(site.server, await makeCt({ slices: 12, mrn: 'TURN', name: 'INVENTED^TURN', size: 256 }));
  const [there, here] = browsers as [Browser, Browser];
  nurse = await call(there, site.server, 'nurse', { ignoreHTTPSErrors: true });
  neuro = await call(here, site.server, 'neuro', { ignoreHTTPSErrors: true });
  for (const one of [nurse, neuro]) {
    await one.join(/Riverside/);
    await one.startVideo();
  }
});
afterAll(async () => {
  for (const one of browsers) await one.close();
  await turn.close();
  await site.dispose();
});

/** Kinds of the local ends of the paths in use (webrtc-stats, RTCIceCandidateStats.candidateType). */
const kinds = (caller: Caller) =>
  caller.page.evaluate(`(async () => {
    const kinds = new Set();
    for (const connection of globalThis.mediaConnections()) {
      const all = [...(await connection.getStats()).values()];
      for (const one of all)
        if (one.type === 'candidate-pair' && one.nominated && one.state === 'succeeded') kinds.add(all.find(({ id }) => id === one.localCandidateId)?.candidateType);
    }
    return [...kinds];
  })()`) as Promise<string[]>;

test('[MD92] a site whose only way out is the TURN server hears and sees, and is heard and seen', async () => {
  await flowing(nurse, neuro);
  expect(await kinds(nurse)).toEqual(['relay']);
  // Who has a better way takes it.
  expect(await kinds(neuro)).not.toContain('relay');
  expect([...nurse.faults, ...neuro.faults]).toEqual([]);
});

test('[MD92] the secret is nowhere in what a page or a log is told', async () => {
  const told = (await nurse.page.evaluate(
    'JSON.stringify(globalThis.mediaConnections().map((one) => one.getConfiguration().iceServers))',
  )) as string;
  expect(told).toContain('turn:');
  expect(told).not.toContain(secret);
  expect(site.server.log()).not.toContain(secret);
});

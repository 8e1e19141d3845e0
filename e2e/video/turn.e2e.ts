import { randomBytes } from 'node:crypto';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort } from '../support/cuttable.ts';
import { type Caller, flowing, launchWithDevices, twoInVideo } from './support/devices.ts';
import { type FarSite, farSite } from './support/far-site.ts';
import { startTurn, type TurnServer } from './support/turn.ts';

const secret = randomBytes(16).toString('hex');
let turn: TurnServer;
let site: FarSite;
let browsers: [Browser, Browser];
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
  ({ nurse, neuro } = await twoInVideo(site.server, 'TURN', browsers, { ignoreHTTPSErrors: true }));
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

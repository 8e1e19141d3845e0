import { type Browser, type BrowserContextOptions, chromium } from 'playwright-core';
import { expect } from 'vitest';
import { type PersonKey, until } from '../../support/api.ts';
import { storescu } from '../../support/dicom.ts';
import { makeCt } from '../../support/make-ct.ts';
import { arrive, FLAGS, type Person } from '../../support/people.ts';
import type { TestServer } from '../../support/server.ts';

/** Chromium with a camera that shows a moving test picture and a microphone that beeps once a second. */
export const launchWithDevices = (more: string[] = [], wrapper?: string): Promise<Browser> =>
  chromium.launch({
    executablePath: wrapper ?? process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: [
      ...FLAGS,
      '--use-fake-device-for-media-stream=device-count=2,fps=20',
      '--use-fake-ui-for-media-stream',
      '--auto-select-desktop-capture-source=Entire screen',
      ...more,
    ],
  });

/** What a person's browser counts, over all connections it has now. */
export interface Counters {
  framesDecoded: number;
  /** Sum of the energy of sound received. */
  audioEnergy: number;
  audioStreams: number;
  videoStreams: number;
  /** Of the nominated candidate pairs. */
  protocols: string[];
  /** Widest picture received now. */
  width: number;
  framesSent: number;
}

/** A person who keeps the browser's connections and tracks within reach of the test. */
export interface Caller extends Person {
  counters(): Promise<Counters>;
  startVideo(): Promise<void>;
  stage(): ReturnType<Person['page']['getByRole']>;
}

export async function call(
  browser: Browser,
  server: Pick<TestServer, 'url'>,
  who: PersonKey,
  options: BrowserContextOptions = {},
): Promise<Caller> {
  const devices = { permissions: ['camera', 'microphone'], ...options };
  const person = await arrive(browser, server, who, devices, async (context) => void (await context.addInitScript(WATCH)));
  const stage = () => person.page.getByRole('region', { name: 'Video', exact: true });
  return {
    ...person,
    stage,
    counters: () => person.page.evaluate('globalThis.mediaCounters()') as Promise<Counters>,
    startVideo: async () => {
      await person.page.getByRole('button', { name: 'Start video' }).click();
      const dialog = person.page.getByRole('dialog', { name: 'Start video' });
      await dialog.locator('video').waitFor();
      await dialog.getByRole('button', { name: 'Join' }).click();
      await until(async () => (await stage().getAttribute('data-video-state')) === 'live');
    },
  };
}

/**
 * A consult of an invented patient of that number, and the nurse and the neurologist in its room with sound and picture, each in the browser
 * given for them.
 */
export async function twoInVideo(
  server: TestServer,
  mrn: string,
  [nurses, neuros]: readonly [Browser, Browser],
  options: BrowserContextOptions = {},
): Promise<{ nurse: Caller; neuro: Caller }> {
  await storescu(server, await makeCt({ slices: 12, mrn, name: `INVENTED^${mrn}`, size: 256 }));
  const nurse = await call(nurses, server, 'nurse', options);
  const neuro = await call(neuros, server, 'neuro', options);
  for (const one of [nurse, neuro]) {
    await one.join(/Riverside/);
    await one.startVideo();
  }
  return { nurse, neuro };
}

/** Somebody with a link and no account. `received`: everything that came over WebSockets, as text. */
export interface Visitor extends Pick<Caller, 'page' | 'faults' | 'counters' | 'stage'> {
  received: string[];
}

export async function visit(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Visitor> {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, permissions: ['camera', 'microphone'], ...options });
  await context.addInitScript(WATCH);
  const page = await context.newPage();
  const [faults, received]: [string[], string[]] = [[], []];
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('console', (message) => {
    if (/Content Security Policy|Content-Security-Policy/.test(message.text())) faults.push(message.text());
  });
  page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => received.push(String(payload))));
  page.on('response', (response) => {
    // Answers of polling and of HTTP, but the page's own files.
    if (!/\/assets\//.test(response.url()))
      void response.text().then(
        (text) => received.push(text),
        () => undefined,
      );
  });
  await page.goto(url);
  return {
    page,
    faults,
    received,
    stage: () => page.getByRole('region', { name: 'Video', exact: true }),
    counters: () => page.evaluate('globalThis.mediaCounters()') as Promise<Counters>,
  };
}

/** Kept in every page before its own scripts: all peer connections, all tracks, and their sums. */
const WATCH = `
  const connections = new Set();
  const tracks = [];
  const Native = globalThis.RTCPeerConnection;
  globalThis.RTCPeerConnection = class extends Native {
    constructor(...parameters) { super(...parameters); connections.add(this); }
    close() { connections.delete(this); super.close(); }
  };
  const open = navigator.mediaDevices?.getUserMedia.bind(navigator.mediaDevices);
  if (open) navigator.mediaDevices.getUserMedia = async (constraints) => {
    const stream = await open(constraints);
    tracks.push(...stream.getTracks());
    return stream;
  };
  globalThis.ownTracks = tracks;
  globalThis.mediaConnections = () => [...connections];
  globalThis.mediaCounters = async () => {
    const sum = { framesDecoded: 0, audioEnergy: 0, audioStreams: 0, videoStreams: 0, protocols: [], width: 0, framesSent: 0 };
    for (const connection of connections) {
      const all = [...(await connection.getStats()).values()];
      for (const one of all) {
        if (one.type === 'inbound-rtp' && one.kind === 'video' && one.mid !== 'probator') { sum.framesDecoded += one.framesDecoded ?? 0; sum.videoStreams++; sum.width = Math.max(sum.width, one.frameWidth ?? 0); }
        if (one.type === 'inbound-rtp' && one.kind === 'audio') { sum.audioEnergy += one.totalAudioEnergy ?? 0; sum.audioStreams++; }
        if (one.type === 'outbound-rtp' && one.kind === 'video') sum.framesSent += one.framesEncoded ?? 0;
        if (one.type === 'candidate-pair' && one.nominated && one.state === 'succeeded') sum.protocols.push(all.find(({ id }) => id === one.localCandidateId)?.protocol);
      }
    }
    return sum;
  };
`;

/** Frames and sound energy grow at everybody given, from now on. */
export async function flowing(...callers: Pick<Caller, 'counters'>[]): Promise<void> {
  const before = await Promise.all(callers.map((caller) => caller.counters()));
  await until(async () => {
    const now = await Promise.all(callers.map((caller) => caller.counters()));
    return now.every((one, i) => one.framesDecoded > before[i]!.framesDecoded + 5 && one.audioEnergy > before[i]!.audioEnergy);
  }, 200);
  const after = await Promise.all(callers.map((caller) => caller.counters()));
  after.forEach((one, i) => {
    expect(one.framesDecoded).toBeGreaterThan(before[i]!.framesDecoded);
    expect(one.audioEnergy).toBeGreaterThan(before[i]!.audioEnergy);
  });
}

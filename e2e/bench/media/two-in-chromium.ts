import type { Browser } from 'playwright-core';
import { signIn } from '../../support/api.ts';
import { type Caller, call, launchWithDevices } from '../../video/support/devices.ts';
import { type BenchServer, startOurs } from '../servers/ours.ts';

/** Our server, and a nurse and a neurologist in the room of one consult, in one Chromium; sound and picture are theirs to start. */
export interface TwoInChromium {
  server: BenchServer;
  nurse: Caller;
  neuro: Caller;
  close(): Promise<void>;
}

/** Starts them; `close` ends browser and server. */
export async function twoInChromium(): Promise<TwoInChromium> {
  const server = await startOurs();
  let browser: Browser | undefined;
  const close = async () => {
    await browser?.close();
    await server.dispose();
  };
  try {
    browser = await launchWithDevices();
    const at = { url: `http://127.0.0.1:${server.port}` };
    await (await signIn(at, 'ed')).json('/api/consults', { method: 'POST', body: JSON.stringify({ name: 'BENCH^PHANTOM' }) });
    const [nurse, neuro] = [await call(browser, at, 'nurse'), await call(browser, at, 'neuro')];
    for (const one of [nurse, neuro]) await one.join(/Riverside/);
    return { server, nurse, neuro, close };
  } catch (error) {
    await close();
    throw error;
  }
}

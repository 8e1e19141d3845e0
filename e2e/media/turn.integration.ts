import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { iceServers, VALID_S } from '../../sfu/ice-servers.ts';
import { until } from '../support/api.ts';
import { freePort } from '../support/cuttable.ts';
import { startTurn, type TurnServer } from '../video/support/turn.ts';

const address = '127.0.0.1';
const secret = randomBytes(16).toString('hex');
/** The first answer names the realm; what comes after it is a refusal each time. */
const REFUSALS = 4;
let port: number;
let server: TurnServer;
beforeAll(async () => {
  port = await freePort();
  server = await startTurn({ address, port, secret });
});
afterAll(() => server.close());

/** Asks the TURN server for a relay, as a browser would with what it was given `agoS` seconds ago. One that is refused asks on and on. */
async function relays({ agoS, secret: by }: { agoS: number; secret: string }): Promise<boolean> {
  const [given] = iceServers({ urls: [`turn:${address}:${port}`], secret: by }, 'peer', Date.now() - agoS * 1_000);
  const words = ['-p', String(port), '-u', given!.username!, '-w', given!.credential!, '-v', '-y', '-c', '-n', '1', '-m', '1', address];
  const child = spawn('turnutils_uclient', words, { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data: Buffer) => {
      said += data.toString();
    });
  const allocated = () => /Received relay addr/.test(said);
  const refused = () => said.split('allocate response received').length > REFUSALS || /error|Cannot/i.test(said);
  await until(() => allocated() || refused() || child.exitCode !== null);
  child.kill('SIGKILL');
  return allocated();
}

test('[MD93] coturn takes the credentials that a page is given, until their time is over, and none made with another secret', async () => {
  expect(await relays({ agoS: 0, secret })).toBe(true);
  expect(await relays({ agoS: VALID_S - 60, secret })).toBe(true);
  expect(await relays({ agoS: VALID_S + 60, secret })).toBe(false);
  expect(await relays({ agoS: 0, secret: 'another' })).toBe(false);
});

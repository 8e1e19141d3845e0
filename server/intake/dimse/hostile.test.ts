import { connect, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { ARTIM, dimseIntake } from '../testing/dimse-intake.ts';
import { bytesOf, hasHostile, hostile } from '../testing/shared-data.ts';
import { parseCommand } from './command.ts';

const dimse = dimseIntake();

describe.runIf(hasHostile)('the hostile connections', () => {
  const cases = hostile('dimse-').map((item) => [item.id, item] as const);
  it.concurrent.each(cases)('[IN32] %s', { timeout: 8_000 }, async (_id, item) => {
    const { received, closed, ms } = await talk(bytesOf(item), item.send ?? {});
    expect(outcome(received)).toMatch(wanted(item.expect.pdu ?? ''));
    if (item.expect.pdu?.includes('AC then close') || ('connection' in item.expect && item.expect.code !== undefined))
      expect(closed).toBe(true);
    const limit = item.send?.hold_s !== undefined ? ARTIM + 1_000 : 2_000;
    if (closed) expect(ms).toBeLessThan(limit);
  });

  it('[IN32] left nothing behind', async () => {
    await expect.poll(() => dimse.test.spooled()).toEqual([]);
  });
});

/** Sends raw bytes the way the case says and gathers everything that comes back, until it is quiet or closed. */
function talk(
  bytes: Buffer,
  send: { hold_s?: number; then?: 'FIN'; bytes_per_s?: number },
): Promise<{ received: Buffer; closed: boolean; ms: number }> {
  const began = performance.now();
  return new Promise((resolve) => {
    const parts: Buffer[] = [];
    const socket: Socket = connect({ port: dimse.port, host: '127.0.0.1', allowHalfOpen: true });
    let quiet: NodeJS.Timeout;
    let trickle: NodeJS.Timeout | undefined;
    const done = (closed: boolean): void => {
      clearTimeout(quiet);
      clearInterval(trickle);
      socket.destroy();
      resolve({ received: Buffer.concat(parts), closed, ms: performance.now() - began });
    };
    quiet = setTimeout(() => done(false), send.hold_s === undefined ? 2_500 : ARTIM + 2_000);
    socket.on('data', (chunk) => {
      parts.push(chunk);
      clearTimeout(quiet);
      quiet = setTimeout(() => done(false), 1_000);
    });
    socket.on('end', () => done(true));
    socket.on('error', () => done(true));
    if (send.bytes_per_s !== undefined) {
      let at = 0;
      trickle = setInterval(() => {
        socket.write(bytes.subarray(at, at + 1));
        at += 1;
      }, 1_000 / send.bytes_per_s);
    } else if (send.then === 'FIN') socket.end(bytes);
    else socket.write(bytes);
  });
}

/** Units in words: `AC`, `RJ 1 1 3`, `ABORT 2 6`, `RELEASE-RP`, responses with their status. */
function outcome(received: Buffer): string {
  const words: string[] = [];
  for (let at = 0; at + 6 <= received.length; ) {
    const length = received.readUInt32BE(at + 2);
    const body = received.subarray(at + 6, at + 6 + length);
    const type = received[at];
    if (type === 2) words.push('AC');
    else if (type === 3) words.push(`RJ ${body[1]} ${body[2]} ${body[3]}`);
    else if (type === 6) words.push('RELEASE-RP');
    else if (type === 7) words.push(`ABORT ${body[2]} ${body[3]}`);
    else if (type === 4 && (body[5]! & 1) === 1) {
      const { field, status } = parseCommand(body.subarray(6));
      words.push(`${field.toString(16).padStart(4, '0')} ${status.toString(16).padStart(4, '0')}`);
    }
    at += 6 + length;
  }
  return words.join(', ');
}

/** What the manifest's words for an answer look like in ours. */
function wanted(pdu: string): RegExp {
  const reject = /RJ result (\d) source (\d) reason (\d)/.exec(pdu);
  if (reject !== null) return new RegExp(`^RJ ${reject[1]} ${reject[2]} ${reject[3]}$`);
  if (pdu.startsWith('A-ASSOCIATE-RJ')) return /^RJ /;
  if (pdu.startsWith('any')) return /^$|AC|RJ|ABORT/;
  if (pdu.includes('ARTIM') || pdu.includes('rate guard')) return /^$|^ABORT 2 0$/;
  if (pdu === 'AC then close') return /^AC$/;
  if (pdu.includes('C-ECHO-RSP')) return /^AC, 8030 0000, RELEASE-RP$/;
  if (pdu.includes('0211')) return /^AC, \w{4} 0211/;
  if (pdu.includes('N-EVENT-REPORT')) return /^AC, 8130 0000, 0100 0000/;
  const status = /C-STORE-RSP (\w{4})/.exec(pdu);
  if (status !== null) return new RegExp(`^AC, 8001 ${status[1]!.toLowerCase()}`);
  const abort = /A-ABORT source 2 reason (\d)/.exec(pdu);
  if (abort !== null) return new RegExp(`(^|, )ABORT 2 ${abort[1]}$`);
  return pdu.startsWith('AC') ? /^AC, ABORT 2 \d$/ : /^ABORT 2 \d$/;
}

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { isOwnAddress, safeLookup } from './safe-address.ts';
import { sendWebhook } from './webhook.ts';

const body = {
  event: 'call-ringing' as const,
  ring: 1,
  consultId: 'c',
  hospital: 'Invented General',
  reason: 'Suspected stroke' as const,
  link: 'https://hub.example/consults/c',
  minutesSinceOpened: 0,
  answerBy: '2026-01-01T00:01:00.000Z',
};

describe('where a webhook may go', () => {
  test.each([
    '127.0.0.1',
    '127.9.9.9',
    '0.0.0.0',
    '169.254.169.254',
    '224.0.0.1',
    '255.255.255.255',
    '::1',
    '::',
    '::ffff:127.0.0.1',
    '::ffff:169.254.169.254',
    'fe80::1',
    'fd00:ec2::254',
    'ff02::1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    'no address',
  ])('[CALL10] never to %s, which is this machine or its link', (address) => {
    expect(isOwnAddress(address)).toBe(true);
  });

  test.each(['10.1.2.3', '192.168.1.1', '203.0.113.5', '2001:db8::1', 'fd12:3456::1'])('[CALL10] to %s it may', (address) => {
    expect(isOwnAddress(address)).toBe(false);
  });

  test('[CALL10] a name that leads to this machine is refused when it is looked up, by address and by URL', async () => {
    const looked = await new Promise<Error | null>((resolve) => safeLookup('localhost', {}, (error) => resolve(error)));
    expect(looked?.name).toBe('OwnAddressError');
    let reached = 0;
    const listener = createServer().on('connection', (socket) => {
      reached++;
      socket.destroy();
    });
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    const { port } = listener.address() as AddressInfo;
    for (const host of ['localhost', '127.0.0.1', '[::ffff:127.0.0.1]', '0x7f.1', '2130706433'])
      await expect(sendWebhook({ url: `https://${host}:${port}/`, secret: null, body }, false)).rejects.toThrow(
        'the address is this machine or its own link',
      );
    expect(reached).toBe(0);
    // The same listener is reached where loopback is allowed: the refusals above were no accident.
    await expect(sendWebhook({ url: `https://127.0.0.1:${port}/`, secret: null, body }, true)).rejects.toThrow();
    expect(reached).toBe(1);
    listener.close();
  });

  test('[CALL10] only by https', async () => {
    await expect(sendWebhook({ url: 'http://pager.example/', secret: null, body }, true)).rejects.toThrow('only https');
  });
});

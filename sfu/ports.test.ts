import { expect, test } from 'vitest';
import { listenInfos, portOf } from './ports.ts';

const told = (host: string, announcedAddress?: string) =>
  listenInfos({ host, port: 40_000, announcedAddress }, 40_000).map((info) =>
    `${info.protocol} ${info.ip} ${info.announcedAddress ?? ''}`.trim(),
  );

test('[MD14] what is listened on is what is told, unless an address is announced', async () => {
  expect(told('127.0.0.1')).toEqual(['udp 127.0.0.1', 'tcp 127.0.0.1']);
  expect(told('localhost')).toEqual(['udp 127.0.0.1', 'tcp 127.0.0.1']);
  expect(told('127.0.0.1', '192.0.2.7')).toEqual(['udp 0.0.0.0 192.0.2.7', 'tcp 0.0.0.0 192.0.2.7']);
  expect(told('0.0.0.0', 'media.example')).toEqual(['udp 0.0.0.0 media.example', 'tcp 0.0.0.0 media.example']);
  expect(told('::', '2001:db8::7')).toEqual(['udp :: 2001:db8::7', 'tcp :: 2001:db8::7']);
  // "Every interface" is no address to send to: each of the machine's own is told.
  expect(told('0.0.0.0')).toContain('udp 127.0.0.1');
  expect(told('0.0.0.0').join()).not.toContain('0.0.0.0');
  expect(await portOf({ host: '127.0.0.1', port: 40_000, announcedAddress: undefined }, 3)).toBe(40_003);
  expect(await portOf({ host: '127.0.0.1', port: 0, announcedAddress: undefined }, 3)).toBeGreaterThan(1_023);
});

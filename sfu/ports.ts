import { createSocket } from 'node:dgram';
import { createServer, isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { TransportListenInfo } from 'mediasoup/types';

/** Where media is listened for. `port` 0: a free one for each worker; else the first of one a worker. */
export interface Listening {
  host: string;
  port: number;
  announcedAddress: string | undefined;
}

/** How often a free port is looked for before giving up: another process may take one between the look and the use. */
const TRIES = 20;

/** Port of the worker with that number. */
export const portOf = async ({ host, port }: Listening, worker: number): Promise<number> =>
  port === 0 ? freePort(bindTo(host, undefined)) : port + worker;

/**
 * UDP and TCP on one port. With an announced address every interface is listened on and that address told; without one, what is listened on is what
 * is told: the host itself, or each address of the machine when the host is "every interface".
 */
export function listenInfos({ host, announcedAddress }: Listening, port: number): TransportListenInfo[] {
  const ips = announcedAddress === undefined && isWildcard(host) ? ownAddresses() : [bindTo(host, announcedAddress)];
  return ips.flatMap((ip) =>
    (['udp', 'tcp'] as const).map((protocol) => ({
      protocol,
      ip,
      port,
      ...(announcedAddress === undefined || announcedAddress === ip ? {} : { announcedAddress }),
    })),
  );
}

const isWildcard = (host: string) => host === '0.0.0.0' || host === '::';

function bindTo(host: string, announcedAddress: string | undefined): string {
  if (announcedAddress === undefined) return host === 'localhost' ? '127.0.0.1' : host;
  if (/^127\.|^::1$/.test(announcedAddress)) return announcedAddress;
  return isIPv6(announcedAddress) ? '::' : '0.0.0.0';
}

function ownAddresses(): string[] {
  const all = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return all.filter(({ address }) => !address.startsWith('fe80:')).map(({ address }) => address);
}

async function freePort(host: string): Promise<number> {
  for (let tries = 0; tries < TRIES; tries++) {
    const port = await freeTcp(host);
    if (await freeUdp(host, port)) return port;
  }
  throw new Error('no port is free for both UDP and TCP');
}

function freeTcp(host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, host, () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

function freeUdp(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4');
    socket.once('error', () => resolve(false));
    socket.bind(port, host, () => socket.close(() => resolve(true)));
  });
}

import { type LookupAddress, type LookupAllOptions, type LookupOptions, lookup as systemLookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** Addresses of this machine and of its own link: an URL that a person enters must never reach what listens there (SSRF). RFC 6890. */
const OWN = new BlockList();
for (const [net, prefix] of [
  ['0.0.0.0', 8],
  ['127.0.0.0', 8],
  // Link-local, and with it the metadata services of clouds.
  ['169.254.0.0', 16],
  ['224.0.0.0', 4],
  ['255.255.255.255', 32],
] as const)
  OWN.addSubnet(net, prefix, 'ipv4');
for (const [net, prefix] of [
  ['::', 128],
  ['::1', 128],
  ['fe80::', 10],
  ['ff00::', 8],
  // Metadata service of one cloud.
  ['fd00:ec2::', 32],
] as const)
  OWN.addSubnet(net, prefix, 'ipv6');

/** IPv4 inside IPv6: mapped (::ffff:0:0/96), NAT64 (64:ff9b::/96), 6to4 (2002::/16) as the system would reach them. */
const WRAPPED = new BlockList();
WRAPPED.addSubnet('64:ff9b::', 96, 'ipv6');
WRAPPED.addSubnet('2002::', 16, 'ipv6');

/** Hospital networks are private ones: those are allowed. */
export function isOwnAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 0) return true;
  if (family === 4) return OWN.check(address, 'ipv4');
  // `check` of an IPv4-mapped address looks at the IPv4 rules too.
  return OWN.check(address, 'ipv6') || WRAPPED.check(address, 'ipv6');
}

export class OwnAddressError extends Error {
  constructor() {
    super('the address is this machine or its own link');
    this.name = 'OwnAddressError';
  }
}

/** For `https.request`: looks a name up and hands over only what may be reached, so that the address checked is the one connected to. */
export const safeLookup: LookupFunction = (hostname, options, callback) => {
  const all: LookupAllOptions = { ...(options as LookupOptions), all: true };
  systemLookup(hostname, all, (error: NodeJS.ErrnoException | null, found: LookupAddress[]) => {
    if (error !== null) return callback(error, '', 0);
    if (found.length === 0 || found.some(({ address }) => isOwnAddress(address))) return callback(new OwnAddressError(), '', 0);
    return options.all === true
      ? (callback as unknown as (error: null, addresses: LookupAddress[]) => void)(null, found)
      : callback(null, found[0]!.address, found[0]!.family);
  });
};

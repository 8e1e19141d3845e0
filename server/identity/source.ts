const LOOPBACK = /^(::1|(::ffff:)?127\.)/;

/** Whether a connection's address is within what an admin entered: 'loopback', one address, or a prefix ending in '.' or ':'. */
export function sourceAllows(source: string, address: string): boolean {
  const plain = address.replace(/^::ffff:/, '');
  if (source === 'loopback') return LOOPBACK.test(address);
  return source.endsWith('.') || source.endsWith(':') ? plain.startsWith(source) : plain === source;
}

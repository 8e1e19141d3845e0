import { randomBytes } from 'node:crypto';

/** Lower-case base 36: short enough to read aloud, safe in a path. */
export const newId = (): string =>
  BigInt(`0x${randomBytes(12).toString('hex')}`)
    .toString(36)
    .padStart(19, '0');

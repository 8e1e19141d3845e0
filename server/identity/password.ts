import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

/** argon2id, 19 MiB, two passes, one lane (OWASP password storage, RFC 9106); stored as a PHC string. */
const MEMORY_KIB = 19_456;
const PASSES = 2;
const TAG_BYTES = 32;

const derive = promisify(argon2);

export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const tag = await compute(password, salt, MEMORY_KIB, PASSES);
  return `$argon2id$v=19$m=${MEMORY_KIB},t=${PASSES},p=1$${base64(salt)}$${base64(tag)}`;
}

export async function verifyPassword(password: string, stored: string): Promise<boolean> {
  const match = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=1\$([^$]+)\$([^$]+)$/.exec(stored);
  if (match === null) return false;
  const expected = Buffer.from(match[4]!, 'base64');
  const tag = await compute(password, Buffer.from(match[3]!, 'base64'), Number(match[1]), Number(match[2]));
  return tag.length === expected.length && timingSafeEqual(tag, expected);
}

async function compute(password: string, nonce: Buffer, memory: number, passes: number): Promise<Buffer> {
  return derive('argon2id', {
    message: Buffer.from(password, 'utf8'),
    nonce,
    parallelism: 1,
    tagLength: TAG_BYTES,
    memory,
    passes,
  }) as Promise<Buffer>;
}

const base64 = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '');

import { onTestFinished } from 'vitest';
import { enter, type Person } from './people.ts';
import { startTestServer, type TestServer } from './server.ts';

/** A server that ends with the test. */
export async function serve(...options: Parameters<typeof startTestServer>): Promise<TestServer> {
  const server = await startTestServer(...options);
  onTestFinished(() => server.close());
  return server;
}

/** A person who leaves with the test. */
export function come(url: string, consultId: string, id: string, options: Parameters<typeof enter>[3] = {}): Person {
  const person = enter(url, consultId, id, options);
  onTestFinished(() => person.leave());
  return person;
}

/** Something that others wait for until the test opens it. */
export const gate = () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { promise, open: resolve };
};

/** A sync message as a client sends it: step, then the length-prefixed body. */
export const syncMessage = (step: number, body: Uint8Array) => Buffer.concat([Buffer.from([0, step]), varBytes(body)]);
export function varBytes(body: Uint8Array): Buffer {
  const size: number[] = [];
  let n = body.length;
  for (; n > 127; n = Math.floor(n / 128)) size.push((n & 127) | 128);
  return Buffer.concat([Buffer.from([...size, n]), body]);
}

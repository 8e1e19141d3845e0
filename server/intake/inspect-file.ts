import { createReadStream } from 'node:fs';
import { Gate } from './gate/gate.ts';
import type { Verdict } from './types.ts';

/** Reads a stored original through the gate again. */
export async function inspectFile(path: string): Promise<Verdict> {
  const gate = new Gate();
  for await (const chunk of createReadStream(path)) await gate.write(chunk as Buffer);
  return gate.end();
}

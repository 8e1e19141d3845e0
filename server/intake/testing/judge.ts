import { Gate, type GateOptions } from '../gate/gate.ts';
import type { Inspected, Verdict } from '../types.ts';

/** The gate's verdict on a whole file, fed in pieces of `step` bytes. */
export async function judge(bytes: Buffer, step = 65_536, options: GateOptions = {}): Promise<Verdict> {
  const gate = new Gate(options);
  for (let at = 0; at < bytes.length; at += step) {
    const brake = gate.write(bytes.subarray(at, at + step));
    if (brake !== undefined) await brake;
  }
  return gate.end();
}

export async function codeOf(bytes: Buffer): Promise<string> {
  return (await judge(bytes)).code;
}

export async function inspect(bytes: Buffer): Promise<Inspected> {
  const verdict = await judge(bytes);
  if (!verdict.ok) throw new Error(`refused: ${verdict.code} ${verdict.detail}`);
  return verdict.object;
}

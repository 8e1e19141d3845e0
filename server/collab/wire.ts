import * as encoding from 'lib0/encoding';
import { COLLAB_MESSAGE, type SYNC_STEP } from '#shared/protocol/collab.ts';

const SMALL = 126;
const TWO_BYTES = 0xffff;
/** FIN and opcode 2 (RFC 6455 §5.2). */
const FINAL_BINARY = 0x82;

/**
 * One unmasked binary WebSocket frame (RFC 6455 §5.2). Frames from a server are the same for every client, so one buffer serves them all.
 */
export function frame(...parts: Uint8Array[]): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const header = length < SMALL ? 2 : length <= TWO_BYTES ? 4 : 10;
  const out = Buffer.allocUnsafe(header + length);
  out[0] = FINAL_BINARY;
  if (header === 2) {
    out[1] = length;
  } else if (header === 4) {
    out[1] = SMALL;
    out.writeUInt16BE(length, 2);
  } else {
    out[1] = SMALL + 1;
    out.writeBigUInt64BE(BigInt(length), 2);
  }
  let at = header;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** A `sync` message with one of its three steps; `body` is a state vector or an update. */
export const syncFrame = (step: (typeof SYNC_STEP)[keyof typeof SYNC_STEP], body: Uint8Array): Buffer =>
  frame(prefix(COLLAB_MESSAGE.sync, step, body.length), body);

export const awarenessFrame = (body: Uint8Array): Buffer => frame(prefix(COLLAB_MESSAGE.awareness, body.length), body);

/** `count` messages with document content are durable, since `at` (ms since 1970). */
export const savedFrame = (count: number, at: number): Buffer => frame(prefix(COLLAB_MESSAGE.saved, count, at));

function prefix(...numbers: number[]): Uint8Array {
  const out = encoding.createEncoder();
  for (const number of numbers) encoding.writeVarUint(out, number);
  return encoding.toUint8Array(out);
}

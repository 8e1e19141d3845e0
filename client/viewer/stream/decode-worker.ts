import type { DecodeJob } from './messages.ts';
import { loadDecoder } from './wasm-decoder.ts';

/** Decodes what the stream worker hands over; apart from it, so that decoding never holds up acknowledgements. */
const scope = globalThis as unknown as DedicatedWorkerGlobalScopeLike;
// Started at once: the first slice must not wait for the codec.
const ready = loadDecoder();

scope.onmessage = async ({ data }: { data: DecodeJob }) => {
  const answer = await (await ready).decode(data);
  scope.postMessage(answer, answer.ok ? [answer.pixels.data.buffer] : []);
};

interface DedicatedWorkerGlobalScopeLike {
  onmessage: ((event: { data: DecodeJob }) => void) | null;
  postMessage(message: unknown, transfer: Transferable[]): void;
}

import factory from '@cornerstonejs/codec-openjph/wasmjs';
import type { OpenJphFactory } from '../vendor-types.ts';
import { FrameDecoder } from './decoder.ts';

const wasm = new URL('@cornerstonejs/codec-openjph/wasm', import.meta.url);

/** Fetches and compiles the codec (30 to 45 ms). */
export async function loadDecoder(): Promise<FrameDecoder> {
  const load = factory as unknown as OpenJphFactory;
  const silent = () => {};
  // What it would print on the console is in its answer.
  return new FrameDecoder(
    await load({ locateFile: (file) => (file.endsWith('.wasm') ? wasm.href : file), print: silent, printErr: silent }),
  );
}

import { open, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { inflateRaw } from 'node:zlib';
import type { ByteSpan } from '../../intake/types.ts';
import type { ObjectLayout } from '../catalogue/layout.ts';

const inflate = promisify(inflateRaw);
/** Same bound as the gate's: what passed it fits. */
const MAX_INFLATED_BYTES = 2 ** 31 - 1;

/** The bytes of one frame as they lie in the stored original: raw pixels, or one compressed codestream. */
export async function readFrame(file: string, layout: ObjectLayout, frame: number): Promise<Uint8Array> {
  const { pixels } = layout;
  if (pixels.kind === 'none') throw new Error('the object has no pixels');
  const spans =
    pixels.kind === 'native'
      ? [{ offset: pixels.span.offset + frame * pixels.frameBytes, length: pixels.frameBytes }]
      : (pixels.fragments[frame] ?? []);
  if (spans.length === 0) throw new Error('the frame has no data');
  return layout.base === 'file' ? fromFile(file, spans) : fromInflated(file, layout.dataSetOffset, spans);
}

async function fromFile(file: string, spans: readonly ByteSpan[]): Promise<Uint8Array> {
  const bytes = new Uint8Array(spans.reduce((sum, span) => sum + span.length, 0));
  const handle = await open(file, 'r');
  try {
    let at = 0;
    for (const span of spans) {
      const { bytesRead } = await handle.read(bytes, at, span.length, span.offset);
      if (bytesRead !== span.length) throw new Error('the stored file is shorter than it was');
      at += span.length;
    }
  } finally {
    await handle.close();
  }
  return bytes;
}

async function fromInflated(file: string, from: number, spans: readonly ByteSpan[]): Promise<Uint8Array> {
  const dataset = await inflate((await readFile(file)).subarray(from), { maxOutputLength: MAX_INFLATED_BYTES });
  return Buffer.concat(spans.map((span) => dataset.subarray(span.offset, span.offset + span.length)));
}

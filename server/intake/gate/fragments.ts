import type { ByteSpan } from '../types.ts';
import type { ByteQueue } from './byte-queue.ts';
import { MAX_FRAGMENTS, MAX_HEADER_BYTES, MAX_OBJECT_BYTES, MAX_RLE_WALK_BYTES } from './limits.ts';
import type { Fragments } from './parsed.ts';
import { Refusal } from './refusal.ts';

const ITEM = 0xfffee000;
const SEQUENCE_END = 0xfffee0dd;

/**
 * Encapsulated pixels (PS3.5 §A.4): a basic offset table, then fragments, then the delimiter; always little endian. Only the
 * head of the first fragment is kept, the rest passes. Fragments of odd length are taken: encoders in the field write them.
 */
export function* readFragments(queue: ByteQueue, base: number, codec: string): Generator<number, Fragments, void> {
  const keep = codec === 'rle' ? MAX_RLE_WALK_BYTES : MAX_HEADER_BYTES;
  const spans: ByteSpan[] = [];
  const starts: number[] = [];
  let marks = new Uint16Array(16);
  let basicOffsets: number[] | null = null;
  let head: Buffer = Buffer.alloc(0);
  let first = 0;
  for (;;) {
    while (!queue.gather(8)) {
      if (queue.ended) throw new Refusal('DICOM_TRUNCATED', 'ends between fragments');
      yield 8;
    }
    const start = queue.position;
    const { front, at } = queue;
    const tag = (front.readUInt16LE(at) * 0x10000 + front.readUInt16LE(at + 2)) >>> 0;
    const length = front.readUInt32LE(at + 4);
    queue.advance(8);
    if (tag === SEQUENCE_END) {
      if (length !== 0 || basicOffsets === null) throw new Refusal('DICOM_PARSE', `delimiter of the pixels at byte ${start + base}`);
      return { spans, starts, marks, basicOffsets, head };
    }
    if (tag !== ITEM) throw new Refusal('DICOM_PARSE', `no fragment where one must stand, at byte ${start + base}`);
    if (start + 8 + length > MAX_OBJECT_BYTES) throw new Refusal('DICOM_LENGTH_EXCEEDS_FILE', `fragment at byte ${start + base}`);
    if (basicOffsets === null) {
      if (length % 4 !== 0 || length > 4 * MAX_FRAGMENTS) throw new Refusal('DICOM_PARSE', 'length of the basic offset table');
      yield* gather(queue, length);
      basicOffsets = [];
      for (let i = 0; i < length; i += 4) basicOffsets.push(queue.front.readUInt32LE(queue.at + i));
      queue.advance(length);
      first = queue.position;
      continue;
    }
    const index = spans.length;
    if (index >= MAX_FRAGMENTS) throw new Refusal('DICOM_TOO_MANY_ELEMENTS', 'fragments');
    if (index === marks.length) {
      const more = new Uint16Array(index * 2);
      more.set(marks);
      marks = more;
    }
    spans.push({ offset: start + 8 + base, length });
    starts.push(start - first);
    const look = Math.min(length, index === 0 ? keep : 2);
    yield* gather(queue, look);
    if (look >= 2) marks[index] = queue.front.readUInt16BE(queue.at);
    if (index === 0) head = Buffer.from(queue.front.subarray(queue.at, queue.at + look));
    queue.advance(look);
    for (let left = length - look; left > 0; ) {
      const step = Math.min(left, queue.available);
      if (step === 0) {
        if (queue.ended) throw cut(length, length - left);
        yield 1;
        continue;
      }
      queue.advance(step);
      left -= step;
    }
  }
}

function* gather(queue: ByteQueue, n: number): Generator<number, void, void> {
  while (!queue.gather(n)) {
    if (queue.ended) throw cut(n, queue.available);
    yield n;
  }
}

function cut(length: number, arrived: number): Refusal {
  return new Refusal('DICOM_TRUNCATED', `ends within a fragment: ${arrived} of ${length} bytes`);
}

import { expect, it } from 'vitest';
import { type ReadyFrame, tagOf } from '#shared/protocol/stream.ts';
import { ChunkStore } from './chunk-store.ts';
import { loadOf } from './load.ts';

const sha256 = '11223344'.padEnd(64, '0');
const ready = (id: number, total: number): ReadyFrame => ({ id, codec: 'htj2k', ends: [10, 100, total], preview: 1, sha256 });
const chunk = (id: number, bytes: number, total: number) => ({ id, tag: tagOf(sha256), from: 0, total, payload: new Uint8Array(bytes) });

it('[MD48] tells what is still to come: of the slices on the screen, and of all others by the size of those announced', () => {
  const store = new ChunkStore();
  store.ready(ready(1, 1_000));
  store.ready(ready(2, 3_000));
  store.take(chunk(1, 400, 1_000));
  const input = { store, shown: [1], frames: 10, idle: false, receivedBps: 416 };
  // 10 frames of 2,000 bytes each by the two announced, less the 400 held and the 600 the shown one lacks.
  expect(loadOf(input)).toEqual({ sliceBytes: 600, restBytes: 19_000, receivedBps: 416 });
  expect(loadOf({ ...input, shown: [7] }).sliceBytes).toBe(2_000);
  expect(loadOf({ ...input, idle: true })).toEqual({ sliceBytes: 0, restBytes: 0, receivedBps: 416 });
});

import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ReadyFrame, tagOf } from '#shared/protocol/stream.ts';
import { ChunkStore, MAX_HASH_FAILURES } from './chunk-store.ts';
import { QUALITY } from './messages.ts';

const BYTES = Uint8Array.from({ length: 1000 }, (_, i) => (i * 37) % 251);
const sha = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

function ready(id: number, bytes = BYTES, overrides: Partial<ReadyFrame> = {}): ReadyFrame {
  return { id, codec: 'htj2k', ends: [100, 300, bytes.length], preview: 1, sha256: sha(bytes), ...overrides };
}
const chunk = (id: number, from: number, to: number, bytes = BYTES) => ({
  id,
  tag: tagOf(sha(bytes)),
  from,
  total: bytes.length,
  payload: bytes.slice(from, to),
});

describe('chunk store', () => {
  it('[VW7] calls a frame full only after its hash, and gives the best prefix before', async () => {
    const store = new ChunkStore();
    store.ready(ready(1));
    expect(store.take(chunk(1, 0, 250))).toMatchObject({ kind: 'taken', complete: false });
    expect(store.quality(1)).toBe(QUALITY.none);
    store.take(chunk(1, 250, 350));
    expect(store.quality(1)).toBe(QUALITY.preview);
    expect(store.codestream(1)).toEqual(BYTES.slice(0, 300));
    expect(store.take(chunk(1, 350, 1000))).toMatchObject({ complete: true });
    expect(store.quality(1)).toBe(QUALITY.preview);
    expect(await store.verify(1)).toBe('verified');
    expect(store.quality(1)).toBe(QUALITY.full);
    expect(store.codestream(1)).toEqual(BYTES);
  });

  it('[VW7] throws away a codestream with one wrong byte and asks again, three times at most', async () => {
    const store = new ChunkStore();
    store.ready(ready(1));
    const wrong = BYTES.slice();
    wrong[500]! ^= 1;
    for (let attempt = 1; attempt <= MAX_HASH_FAILURES; attempt += 1) {
      store.take({ ...chunk(1, 0, 1000), payload: wrong });
      expect(await store.verify(1)).toBe(attempt < MAX_HASH_FAILURES ? 'again' : 'refused');
      expect(store.quality(1)).toBe(QUALITY.none);
      expect(store.bytes).toBe(0);
    }
    store.take(chunk(1, 0, 1000));
    expect(await store.verify(1)).toBe('verified');
  });

  it('[VW15] reports a gap once, with what is held', () => {
    const store = new ChunkStore();
    expect(store.take(chunk(1, 50, 100))).toEqual({ kind: 'again', id: 1, have: 0 });
    store.take(chunk(1, 0, 100));
    expect(store.take(chunk(1, 200, 300))).toEqual({ kind: 'again', id: 1, have: 100 });
    expect(store.take(chunk(1, 300, 400))).toEqual({ kind: 'known' });
    expect(store.take(chunk(1, 100, 200))).toMatchObject({ kind: 'taken' });
    expect(store.take(chunk(1, 250, 300))).toEqual({ kind: 'again', id: 1, have: 200 });
  });

  it('[VW14] takes bytes that come twice only once, however they are cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(999), fc.integer({ min: 1, max: 400 })), { maxLength: 30 }), async (cuts) => {
        const store = new ChunkStore();
        store.ready(ready(1));
        for (const [from, length] of cuts) store.take(chunk(1, from, Math.min(1000, from + length)));
        const have = store.held()[0]?.[2] ?? 0;
        expect(store.bytes).toBe(have);
        store.take(chunk(1, have, 1000));
        expect(store.bytes).toBe(1000);
        expect(await store.verify(1)).toBe('verified');
      }),
    );
  });

  it('[VW14] drops what belongs to another encoding of the frame', () => {
    const store = new ChunkStore();
    store.ready(ready(1));
    store.take(chunk(1, 0, 300));
    const other = Uint8Array.from(BYTES, (byte) => byte ^ 0x55);
    store.ready(ready(1, other));
    expect(store.held()).toEqual([]);
    expect(store.take(chunk(1, 300, 400, other))).toEqual({ kind: 'again', id: 1, have: 0 });
  });

  it('[VW16] drops the longest unused frames above the limit, never those in use', () => {
    const store = new ChunkStore();
    for (const id of [1, 2, 3, 4]) {
      store.ready(ready(id));
      store.take(chunk(id, 0, 400));
    }
    store.codestream(1);
    expect(store.shrink(900, new Set([3]))).toEqual([2, 4]);
    expect(store.bytes).toBe(800);
    expect(store.held().map(([id]) => id)).toEqual([1, 3]);
  });
});

import { createRequire } from 'node:module';
import { beforeAll, describe, expect, it } from 'vitest';
import { encode } from '../testing/encode.ts';
import type { OpenJphFactory, OpenJphModule } from '../vendor-types.ts';
import { FrameDecoder } from './decoder.ts';
import { type DecodeJob, QUALITY } from './messages.ts';

const SIDE = 256;
const shape = { rows: SIDE, columns: SIDE, samples: 1 as const, bitsStored: 16, signed: true, slope: 1, intercept: 0 };

const load = () =>
  (createRequire(import.meta.url)('@cornerstonejs/codec-openjph') as OpenJphFactory)({ print: () => {}, printErr: () => {} });

describe('frame decoder', () => {
  let module: OpenJphModule;
  let codestream: Uint8Array<ArrayBuffer>;
  let preview: number;
  const stored = Int16Array.from({ length: SIDE * SIDE }, (_, i) => ((i * 7919) % 61) - 30 + (i % SIDE));
  const job = (bytes: Uint8Array<ArrayBuffer>, overrides: Partial<DecodeJob> = {}): DecodeJob => ({
    id: 1,
    quality: QUALITY.full,
    codec: 'htj2k',
    shape,
    bytes,
    ...overrides,
  });

  beforeAll(async () => {
    module = await load();
    const encoded = await encode({ width: SIDE, height: SIDE, samples: 1, bits: 16, signed: true, bytes: new Uint8Array(stored.buffer) });
    codestream = encoded.codestream as Uint8Array<ArrayBuffer>;
    preview = encoded.ends[encoded.preview]!;
  });

  it('gives the stored values back exactly', async () => {
    const answer = await new FrameDecoder(module).decode(job(codestream));
    expect(answer.ok && answer.pixels.data).toEqual(stored);
  });

  it('[VW3] decodes a prefix to the full size, so that spacing and coordinates stay right', async () => {
    const answer = await new FrameDecoder(module).decode(job(codestream.slice(0, preview), { quality: QUALITY.preview }));
    expect(answer.ok && answer.pixels.data.length).toBe(SIDE * SIDE);
  });

  it('[VW1] takes no more memory after 3,200 decodes than after the first hundred', async () => {
    // A fresh module: its memory starts small. A decoder that is not deleted costs as much as its picture, so small ones show it too.
    const decoder = new FrameDecoder(await load());
    const small = 96;
    const bytes = new Uint8Array(stored.buffer.slice(0, small * small * 2));
    const encoded = await encode({ width: small, height: small, samples: 1, bits: 16, signed: true, bytes });
    const whole = encoded.codestream as Uint8Array<ArrayBuffer>;
    const part = whole.slice(0, encoded.ends[encoded.preview]!);
    const of = (given: Uint8Array<ArrayBuffer>) => job(given, { shape: { ...shape, rows: small, columns: small } });
    for (let i = 0; i < 100; i += 1) await decoder.decode(of(whole));
    const before = decoder.wasmBytes;
    for (let i = 0; i < 3_100; i += 1) {
      const answer = await decoder.decode(of(i % 2 === 0 ? whole : part));
      expect(answer.ok).toBe(true);
    }
    expect(decoder.wasmBytes).toBe(before);
  }, 120_000);

  it('[VW7] refuses damage it can see, and decodes the next frame as if nothing had been', async () => {
    const decoder = new FrameDecoder(module);
    expect(await decoder.decode(job(codestream.slice(0, 20)))).toMatchObject({ ok: false });
    expect(await decoder.decode(job(new Uint8Array(500)))).toMatchObject({ ok: false });
    expect(await decoder.decode(job(codestream, { shape: { ...shape, columns: 128 } }))).toMatchObject({
      ok: false,
      why: expect.stringContaining('256 × 256'),
    });
    expect((await decoder.decode(job(codestream))).ok).toBe(true);
  });
});

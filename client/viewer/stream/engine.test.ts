import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CHUNK_HEADER_BYTES, tagOf, writeChunkHeader } from '#shared/protocol/stream.ts';
import { head, type TestSeries } from '../testing/series.ts';
import { StreamEngine } from './engine.ts';
import type { Socket } from './link.ts';
import type { DecodeAnswer, DecodeJob, FromWorker } from './messages.ts';

let series: TestSeries;
let socket: Socket & { sent: { t: string; id?: number; have?: number; ids?: number[] }[] };
let posted: FromWorker[];
let jobs: DecodeJob[];
let decode: (job: DecodeJob) => DecodeAnswer;
let engine: StreamEngine;

const ok = ({ id, quality }: DecodeJob): DecodeAnswer => ({
  ok: true,
  wasmBytes: 1,
  pixels: { id, quality, data: new Int16Array(4), min: 0, max: 0, decodeMs: 1 },
});
const say = (message: unknown) => socket.onmessage!({ data: JSON.stringify(message) });

function push(k: number, from = 0, to = series.frames[k]!.codestream.length, damage = false): void {
  const frame = series.frames[k]!;
  const message = new Uint8Array(CHUNK_HEADER_BYTES + to - from);
  writeChunkHeader(new DataView(message.buffer), {
    id: frame.ready.id,
    tag: tagOf(frame.ready.sha256),
    from,
    total: frame.codestream.length,
  });
  message.set(frame.codestream.subarray(from, to), CHUNK_HEADER_BYTES);
  if (damage) message[message.length >> 1]! ^= 1;
  socket.onmessage!({ data: message.buffer });
}

beforeEach(async () => {
  series = await head({ slices: 4, shape: { rows: 64, columns: 64 } });
  [posted, jobs, decode] = [[], [], ok];
  engine = new StreamEngine({
    connect: () => {
      socket = {
        binaryType: '',
        onopen: null,
        onmessage: null,
        onclose: null,
        onerror: null,
        sent: [],
        send: (text) => socket.sent.push(JSON.parse(text)),
        close: () => {},
      };
      return socket;
    },
    lanes: [
      {
        decode: async (job) => {
          jobs.push(job);
          return decode(job);
        },
      },
    ],
    memoryLimit: 1e9,
    post: (message) => posted.push(message),
  });
  engine.start();
  socket.onopen!();
  say({ t: 'series', series: [series.descriptor] });
  say({ t: 'frames', frames: series.frames.map(({ descriptor }) => descriptor) });
  say({ t: 'ready', frames: series.frames.map(({ ready }) => ready) });
});
afterEach(() => engine.close());

const id = (k: number) => series.frames[k]!.ready.id;
const pixels = () => posted.flatMap((message) => (message.k === 'pixels' ? [[message.pixels.id, message.pixels.quality]] : []));
const preview = (k: number) => series.frames[k]!.ready.ends[series.frames[k]!.ready.preview]!;

describe('stream engine', () => {
  it('[VW17] decodes what is wanted, preview then full, and nothing else', async () => {
    engine.tell({ k: 'wanted', shown: [id(1)], window: [] });
    push(0);
    push(1, 0, preview(1));
    await vi.waitFor(() => expect(pixels()).toEqual([[id(1), 7]]));
    push(1, preview(1));
    await vi.waitFor(() =>
      expect(pixels()).toEqual([
        [id(1), 7],
        [id(1), 8],
      ]),
    );
    engine.tell({ k: 'wanted', shown: [id(0)], window: [] });
    await vi.waitFor(() => expect(pixels().at(-1)).toEqual([id(0), 8]));
  });

  it('[VW17] decodes again what the page has given up', async () => {
    engine.tell({ k: 'wanted', shown: [id(1)], window: [] });
    push(1);
    await vi.waitFor(() => expect(pixels()).toContainEqual([id(1), 8]));
    const before = jobs.length;
    engine.tell({ k: 'evicted', ids: [id(1)] });
    await vi.waitFor(() => expect(jobs).toHaveLength(before + 1));
  });

  it('[VW7] asks for a damaged frame again, and tells the page when it stays damaged', async () => {
    engine.tell({ k: 'wanted', shown: [id(2)], window: [] });
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      push(2, 0, undefined, true);
      if (attempt < 3) await vi.waitFor(() => expect(socket.sent.filter(({ t }) => t === 'again')).toHaveLength(attempt));
    }
    await vi.waitFor(() => expect(posted).toContainEqual({ k: 'refused', id: id(2), why: expect.any(String) }));
    expect(pixels().filter(([, quality]) => quality === 8)).toEqual([]);
  });

  it('[VW6] says of a frame the decoder refuses that it cannot be displayed, once', async () => {
    decode = ({ id: frame, quality }) => ({ ok: false, id: frame, quality, why: 'the codestream is damaged' });
    engine.tell({ k: 'wanted', shown: [id(0)], window: [] });
    push(0);
    await vi.waitFor(() => expect(posted).toContainEqual({ k: 'refused', id: id(0), why: 'the codestream is damaged' }));
    push(1);
    await new Promise((resolve) => setImmediate(resolve));
    expect(posted.filter(({ k }) => k === 'refused')).toHaveLength(1);
  });

  it('[VW15] asks for the bytes before a gap', () => {
    push(3, 0, 20);
    push(3, 40, 60);
    expect(socket.sent.at(-1)).toEqual({ t: 'again', id: id(3), have: 20 });
  });

  it('[VW16] gives up codestreams above the limit and says so', async () => {
    engine.close();
    const small = new StreamEngine({
      connect: () => socket,
      lanes: [],
      memoryLimit: series.frames[0]!.codestream.length + 10,
      post: (message) => posted.push(message),
    });
    small.start();
    socket.onopen!();
    say({ t: 'ready', frames: series.frames.map(({ ready }) => ready) });
    small.tell({ k: 'wanted', shown: [id(1)], window: [] });
    push(0);
    push(1);
    expect(socket.sent.at(-1)).toEqual({ t: 'dropped', ids: [id(0)] });
    small.close();
  });
});

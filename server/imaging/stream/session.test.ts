import { describe, expect, test } from 'vitest';
import { CT_SHAPE } from '#shared/imaging/testing/ct-shape.ts';
import { type ReadyFrame, readChunk, type ServerStreamMessage, tagOf } from '#shared/protocol/stream.ts';
import { type InstanceRow, StudyModel } from '../live/study-model.ts';
import { StreamSession } from './session.ts';

const TOTAL = 5_000;
const PREVIEW = 1_000;
const readyOf = (id: number, salt = 0): ReadyFrame => ({
  id,
  codec: 'htj2k',
  ends: [200, PREVIEW, TOTAL],
  preview: 1,
  sha256: (id + salt).toString(16).padStart(8, '0') + '0'.repeat(56),
});

/** A study of `count` slices, and a session over it whose wire is two arrays. */
function build(count: number, options: { ready?: boolean; failed?: string } = {}) {
  const model = new StudyModel({
    studyInstanceUid: '1.1',
    description: '',
    date: '',
    time: '',
    accessionNumber: '',
    institution: '',
    patient: { name: 'TEST^INVENTED', id: 'T1', birthDate: '', sex: '' },
  });
  const rows = Array.from(
    { length: count },
    (_, i): InstanceRow => ({
      organisationId: 'o',
      seriesUid: '1.1.1',
      modality: 'CT',
      seriesDescription: '',
      seriesNumber: 1,
      role: 'ncct-thick',
      seriesShape: CT_SHAPE,
      sop: `1.1.1.${i + 1}`,
      number: i + 1,
      descriptor: { document: null, shape: CT_SHAPE, frames: [{ position: [0, 0, i * 5] }] },
      frames: [{ id: i + 1, number: 1, ready: options.ready === false ? null : readyOf(i + 1), failed: options.failed ?? null }],
    }),
  );
  model.add(rows);
  const texts: ServerStreamMessage[] = [];
  const order: string[] = [];
  const received = new Map<number, number>();
  let bytes = 0;
  let now = 0;
  let fetches = 0;
  const cached = new Set<number>();
  const held: boolean[] = [];
  const session = new StreamSession('s', {
    sendText: (message) => {
      texts.push(message);
      if (message.t === 'frames') order.push(...message.frames.map((frame) => `d${frame.id}`));
      if (message.t === 'ready') order.push(...message.frames.map((frame) => `r${frame.id}`));
    },
    sendBinary: (message) => {
      const chunk = readChunk(message.buffer.slice(message.byteOffset, message.byteOffset + message.length) as ArrayBuffer);
      order.push(`c${chunk.id}@${chunk.from}`);
      received.set(chunk.id, (received.get(chunk.id) ?? 0) + chunk.payload.length);
      bytes += message.length;
    },
    peek: (frame) => (cached.has(frame.descriptor.id) ? Buffer.alloc(TOTAL) : undefined),
    fetch: async (frame) => {
      fetches++;
      cached.add(frame.descriptor.id);
    },
    now: () => now,
    holdPictures: (loading) => held.push(loading),
  });
  session.attach(model, false);
  for (let id = 1; id <= count; id++) cached.add(id);
  /** Acknowledges whatever was sent until nothing more comes. */
  const drain = () => {
    for (let last = -1; last !== bytes; ) {
      last = bytes;
      now += 20;
      session.message({ t: 'ack', bytes });
    }
  };
  const hello = (held: [number, number, number][] = []) => session.message({ t: 'hello', protocol: 1, held });
  const focus = (id: number) => session.message({ t: 'focus', own: [{ series: '1.1.1', id, span: 0, direction: 0 }], leader: [] });
  return {
    session,
    model,
    texts,
    order,
    received,
    drain,
    hello,
    focus,
    cached,
    held,
    fetches: () => fetches,
    sent: () => bytes,
    tick: (ms: number) => {
      now += ms;
    },
  };
}

describe('a stream session', () => {
  test('[ST1] sends every byte once, and none that the client holds', () => {
    const t = build(20);
    t.hello([
      [3, 700, tagOf(readyOf(3).sha256)],
      [5, TOTAL, tagOf(readyOf(5).sha256)],
    ]);
    t.drain();
    expect(t.received.get(3)).toBe(TOTAL - 700);
    expect(t.received.has(5)).toBe(false);
    expect(t.received.get(7)).toBe(TOTAL);
    expect(t.texts.at(-1)).toEqual({ t: 'idle' });
  });

  test('[ST1] bytes of another encoding of the frame count for nothing', () => {
    const t = build(2);
    t.hello([[1, 700, tagOf(readyOf(1, 9).sha256)]]);
    t.drain();
    expect(t.received.get(1)).toBe(TOTAL);
  });

  test('[ST2] describes and announces a frame before its first chunk', () => {
    const t = build(10);
    t.hello();
    t.drain();
    for (let id = 1; id <= 10; id++) {
      const first = t.order.indexOf(`c${id}@0`);
      expect(t.order.indexOf(`d${id}`)).toBeLessThan(first);
      expect(t.order.indexOf(`r${id}`)).toBeLessThan(first);
    }
  });

  test('[ST2] the first picture does not wait for the description of the whole series', () => {
    const t = build(300);
    t.focus(150);
    t.hello();
    expect(t.order.slice(0, 3)).toEqual(['d150', 'r150', 'c150@0']);
  });

  test('[ST3] a jump is served with the next chunk', () => {
    const t = build(200);
    t.hello();
    const before = t.order.length;
    t.focus(7);
    t.drain();
    const chunks = t.order.slice(before).filter((entry) => entry.startsWith('c'));
    expect(chunks[0]).toMatch(/^c7@/);
    expect(chunks.findIndex((entry) => !entry.startsWith('c7@'))).toBeGreaterThan(1);
  });

  test('[ST3] a frame that becomes ready joins the plan', async () => {
    const t = build(3, { ready: false });
    t.hello();
    expect(t.received.size).toBe(0);
    t.model.setReady(2, readyOf(2));
    t.tick(100);
    t.session.ready(readyOf(2));
    t.drain();
    expect(t.received.get(2)).toBe(TOTAL);
  });

  test('[ST4] a damaged frame is sent again from the start', () => {
    const t = build(3);
    t.hello();
    t.drain();
    t.session.message({ t: 'again', id: 2, have: 0 });
    t.drain();
    expect(t.received.get(2)).toBe(2 * TOTAL);
    expect(t.received.get(1)).toBe(TOTAL);
  });

  test('[ST4] what was dropped comes back only when it is looked at', () => {
    const t = build(3);
    t.hello();
    t.drain();
    t.session.message({ t: 'dropped', ids: [1, 2] });
    t.drain();
    expect(t.received.get(1)).toBe(TOTAL);
    expect(t.session.fidelity(1)).toBe('none');
    t.focus(1);
    t.drain();
    expect(t.received.get(1)).toBe(2 * TOTAL);
    expect(t.received.get(2)).toBe(TOTAL);
  });

  test('[ST6] knows what the client has of every frame', () => {
    const t = build(30);
    t.hello([
      [1, PREVIEW, tagOf(readyOf(1).sha256)],
      [2, TOTAL, tagOf(readyOf(2).sha256)],
    ]);
    expect(t.session.fidelity(1)).not.toBe('none');
    expect(t.session.fidelity(2)).toBe('lossless');
    expect(build(1).session.fidelity(1)).toBe('none');
  });

  test('[ST7] a codestream that is not in memory is read once, and then sent', async () => {
    const t = build(3);
    t.cached.clear();
    t.hello();
    await Promise.resolve();
    await new Promise((resolve) => setImmediate(resolve));
    t.drain();
    expect(t.fetches()).toBe(3);
    expect(t.received.get(1)).toBe(TOTAL);
  });

  test('[ST11] a cap holds back what nobody looks at, and never a slice on the screen', () => {
    const t = build(200);
    t.hello();
    t.session.message({ t: 'limit', bytesPerSecond: 1_000, yields: false });
    t.tick(1_000);
    t.drain();
    const held = [...t.received.values()].reduce((sum, bytes) => sum + bytes, 0);
    t.focus(120);
    t.drain();
    expect(t.received.get(120)).toBe(TOTAL);
    expect([...t.received.values()].reduce((sum, bytes) => sum + bytes, 0)).toBeLessThan(held + TOTAL + 5_000);
    t.session.message({ t: 'limit', bytesPerSecond: null, yields: false });
    t.drain();
    expect(t.received.size).toBe(200);
    expect([...t.received.values()].every((bytes) => bytes === TOTAL)).toBe(true);
    t.session.close();
  });

  test('[ST14] pictures give way from the word of a jump to the last byte of its slice, and not to prefetch', () => {
    const t = build(200);
    t.hello();
    t.session.message({ t: 'limit', bytesPerSecond: 1_000, yields: false });
    t.focus(100);
    t.drain();
    t.session.message({ t: 'limit', bytesPerSecond: 1_000, yields: true });
    t.drain();
    expect(t.held).toEqual([]);
    t.focus(20);
    expect(t.held).toEqual([true]);
    t.drain();
    expect(t.received.get(20)).toBe(TOTAL);
    // What is there already holds nobody up.
    t.focus(100);
    t.session.close();
    expect(t.held).toEqual([true, false]);
  });

  test('[ST15] under a cap nothing joins a queue but a slice on the screen', () => {
    const t = build(200);
    t.hello();
    t.session.message({ t: 'limit', bytesPerSecond: 1_000_000, yields: false });
    t.tick(20);
    t.session.message({ t: 'ack', bytes: t.sent() });
    t.tick(200);
    const before = t.sent();
    // Something is still on its way, and what arrived had stood in a queue for long.
    t.session.message({ t: 'ack', bytes: before - 100 });
    expect(t.sent()).toBe(before);
    t.focus(150);
    expect(t.received.get(150)).toBeGreaterThan(0);
    t.session.message({ t: 'ack', bytes: t.sent() });
    t.drain();
    expect(t.received.size).toBe(200);
    t.session.close();
  });

  test('[ST8] says why a frame cannot be displayed', () => {
    const t = build(2, { ready: false, failed: 'the decoder stopped on these pixels' });
    t.hello();
    t.drain();
    expect(t.texts).toContainEqual({
      t: 'failed',
      frames: [
        { id: 1, why: 'the decoder stopped on these pixels' },
        { id: 2, why: 'the decoder stopped on these pixels' },
      ],
    });
  });
});

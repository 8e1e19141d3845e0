import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { IDLE_EVERY_MS } from '#shared/protocol/stream.ts';
import { ACK_EVERY_MS } from './acks.ts';
import { DEAD_AFTER_MS, Link, SILENT_AFTER_MS, type Socket, STALLED_AFTER_MS } from './link.ts';
import type { PlaneState } from './messages.ts';

class FakeSocket implements Socket {
  binaryType = '';
  onopen: Socket['onopen'] = null;
  onmessage: Socket['onmessage'] = null;
  onclose: Socket['onclose'] = null;
  onerror: Socket['onerror'] = null;
  sent: Record<string, unknown>[] = [];
  closed = false;
  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }
  close(): void {
    this.closed = true;
  }
  bytes(length: number): void {
    this.onmessage?.({ data: new ArrayBuffer(length) });
  }
  say(message: unknown): void {
    this.onmessage?.({ data: typeof message === 'string' ? message : JSON.stringify(message) });
  }
}

let sockets: FakeSocket[];
let planes: PlaneState['state'][];
let chunks: number;
let messages: unknown[];
let link: Link;
let held: [number, number, number][];
const socket = () => sockets.at(-1)!;

beforeEach(() => {
  vi.useFakeTimers();
  [sockets, planes, messages, chunks, held] = [[], [], [], 0, []];
  link = new Link({
    connect: () => {
      sockets.push(new FakeSocket());
      return socket();
    },
    held: () => held,
    onChunk: () => {
      chunks += 1;
    },
    onMessage: (message) => messages.push(message),
    onPlane: ({ state }) => planes.push(state),
    random: () => 0,
  });
  link.start();
});
afterEach(() => {
  link.close();
  vi.useRealTimers();
});

describe('link', () => {
  it('[VW13] acknowledges what comes at once, and what comes right after it together', () => {
    socket().onopen!();
    socket().bytes(1_000);
    expect(socket().sent.at(-1)).toEqual({ t: 'ack', bytes: 1_000 });
    socket().bytes(100);
    socket().bytes(10);
    expect(socket().sent).toHaveLength(2);
    vi.advanceTimersByTime(ACK_EVERY_MS);
    expect(socket().sent.at(-1)).toEqual({ t: 'ack', bytes: 1_110 });
    vi.advanceTimersByTime(100);
    expect(socket().sent).toHaveLength(3);
    socket().bytes(1);
    expect(socket().sent.at(-1)).toEqual({ t: 'ack', bytes: 1_111 });
  });

  it('[VW14] re-connects by itself with growing waits and says what it holds and looks at', () => {
    socket().onopen!();
    link.send({ t: 'focus', own: [], leader: [] });
    held = [[7, 9, 100]];
    socket().onclose!({ code: 1006 });
    expect(planes).toEqual(['connected', 'reconnecting']);
    vi.advanceTimersByTime(100);
    expect(sockets).toHaveLength(2);
    socket().onclose!({ code: 1006 });
    vi.advanceTimersByTime(299);
    expect(sockets).toHaveLength(2);
    vi.advanceTimersByTime(1);
    socket().onopen!();
    expect(socket().sent).toEqual([
      { t: 'hello', protocol: 1, held: [[7, 9, 100]] },
      { t: 'focus', own: [], leader: [] },
    ]);
    expect(planes.at(-1)).toBe('connected');
  });

  it('[MD49] says its cap again on every connection', () => {
    link.send({ t: 'limit', bytesPerSecond: 20_000, yields: true });
    socket().onopen!();
    expect(socket().sent.at(-1)).toEqual({ t: 'limit', bytesPerSecond: 20_000, yields: true });
    link.send({ t: 'limit', bytesPerSecond: null, yields: false });
    socket().onclose!({ code: 1006 });
    vi.advanceTimersByTime(150);
    socket().onopen!();
    expect(socket().sent.at(-1)).toEqual({ t: 'limit', bytesPerSecond: null, yields: false });
  });

  it('[VW13] counts the bytes of each connection from nothing', () => {
    socket().onopen!();
    socket().bytes(1_000);
    socket().onclose!({ code: 1006 });
    vi.advanceTimersByTime(100);
    socket().onopen!();
    socket().bytes(1_000);
    expect(socket().sent.at(-1)).toEqual({ t: 'ack', bytes: 1_000 });
  });

  it('[VW14] does not try again what trying again cannot cure', () => {
    socket().onopen!();
    socket().onclose!({ code: 4403 });
    vi.advanceTimersByTime(60_000);
    expect(sockets).toHaveLength(1);
    expect(planes.at(-1)).toBe('closed');
  });

  it('[VW14] notices silence, also when the server no longer says that nothing is left', () => {
    socket().onopen!();
    vi.advanceTimersByTime(STALLED_AFTER_MS + 1_000);
    expect(planes.at(-1)).toBe('stalled');
    socket().bytes(10);
    expect(planes.at(-1)).toBe('connected');
    for (let beat = 0; beat < 20; beat++) {
      socket().say({ t: 'idle' });
      vi.advanceTimersByTime(IDLE_EVERY_MS * 2);
      expect(planes.at(-1)).toBe('connected');
    }
    vi.advanceTimersByTime(SILENT_AFTER_MS);
    expect(planes.at(-1)).toBe('stalled');
    vi.advanceTimersByTime(DEAD_AFTER_MS + 1_000);
    expect(planes.at(-1)).toBe('reconnecting');
  });

  it('[VW14] goes on at once when the network is back', () => {
    socket().onopen!();
    link.network(false);
    expect(planes.at(-1)).toBe('reconnecting');
    link.network(true);
    expect(sockets).toHaveLength(2);
  });

  it('[VW5] passes on only messages of the protocol', () => {
    socket().onopen!();
    for (const junk of ['<html>401</html>', '{"t":"pixels"}', '{"t":"failed","frames":[{"id":"x"}]}', 'null']) socket().say(junk);
    expect([messages, chunks]).toEqual([[], 0]);
    socket().say({ t: 'failed', frames: [{ id: 3, why: 'damaged' }] });
    expect(messages).toHaveLength(1);
  });
});

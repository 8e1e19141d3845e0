import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { MARKS } from '#shared/protocol/marks.ts';
import { lengthBy } from '../../../server/collab/testing/people.ts';

/** Where a client connects, and as whom. `document`: Hocuspocus puts the name of the document before every message. */
export interface Seat {
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly personId: string;
  readonly document?: string;
}

/** Stamp in a mark's text: these letters, sender (3 digits), number (7), microseconds (13). */
const STAMP = Buffer.from('stamp~');
const SENDER = 3;
const NUMBER = 7;
const TIME = 13;

/** A client that only moves one mark and reads stamps: as little work as possible beside the server under test. */
export class BenchClient {
  readonly index: number;
  sent = 0;
  /** Updates of others received, each once. */
  received = 0;
  onStamp: ((sender: number, number: number, micros: number) => void) | null = null;
  readonly #ws: WebSocket;
  readonly #seat: Seat;
  readonly #doc = new Y.Doc();
  readonly #seen: number[] = [];
  readonly #prefix: Buffer;

  private constructor(index: number, seat: Seat, ws: WebSocket) {
    this.index = index;
    this.#seat = seat;
    this.#ws = ws;
    this.#doc.clientID = 1_000_000 + Math.floor(Math.random() * 4_000_000_000);
    this.#prefix =
      seat.document === undefined ? Buffer.alloc(0) : Buffer.concat([Buffer.from([seat.document.length]), Buffer.from(seat.document)]);
    this.#doc.on('update', (update: Uint8Array) =>
      ws.send(Buffer.concat([this.#prefix, Buffer.from([0, 2, ...varUint(update.length)]), update])),
    );
    ws.on('message', (data: Buffer) => this.#read(data));
  }

  static async open(index: number, seat: Seat): Promise<BenchClient> {
    const ws = new WebSocket(seat.url, { headers: seat.headers, perMessageDeflate: false });
    const client = new BenchClient(index, seat, ws);
    await new Promise((resolve, reject) => ws.on('open', resolve).on('error', reject));
    // Hocuspocus says nothing before an authentication message (type 2, a token), whatever the token is.
    if (seat.document !== undefined) ws.send(Buffer.concat([client.#prefix, Buffer.from([2, 0, 1, 0x78])]));
    return client;
  }

  /** Moves this client's mark. */
  send(): void {
    const number = ++this.sent;
    const micros = Math.round(performance.now() * 1000);
    const text = `stamp~${pad(this.index, SENDER)}${pad(number, NUMBER)}${pad(micros, TIME)}`;
    const uid = `bench-mark-${pad(this.index, SENDER)}`;
    this.#doc.getMap(MARKS).set(uid, lengthBy(this.#seat.personId, { uid, text }));
  }

  close(): void {
    this.#ws.terminate();
    this.#doc.destroy();
  }

  #read(data: Buffer): void {
    let at = data.indexOf(STAMP);
    if (at < 0) return;
    at += STAMP.length;
    const sender = digits(data, at, SENDER);
    if (sender === this.index) return;
    const number = digits(data, at + SENDER, NUMBER);
    if (number <= (this.#seen[sender] ?? 0)) return;
    this.#seen[sender] = number;
    this.received++;
    this.onStamp?.(sender, number, digits(data, at + SENDER + NUMBER, TIME));
  }
}

const pad = (value: number, size: number): string => String(value).padStart(size, '0');

function digits(data: Buffer, from: number, size: number): number {
  let value = 0;
  for (let i = from; i < from + size; i++) value = value * 10 + data[i]! - 48;
  return value;
}

function varUint(value: number): number[] {
  const bytes: number[] = [];
  let left = value;
  for (; left > 127; left = Math.floor(left / 128)) bytes.push((left & 127) | 128);
  return [...bytes, left];
}

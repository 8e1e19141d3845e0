import { setTimeout as pause } from 'node:timers/promises';
import { WebSocket as NodeWebSocket } from 'ws';
import { Awareness } from 'y-protocols/awareness';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { Link } from '../../../client/collab/link.ts';
import { OwnPresence } from '../../../client/collab/own-presence.ts';
import { until } from '../../support/api.ts';
import type { Seat } from './client.ts';
import { type Row, row } from './row.ts';

const CLIENTS = 20;
const HZ = 20;
/** Measured, ms. */
const RUN_MS = 3_000;
/** What connecting itself says is over by then, and not counted, ms. */
const SETTLE_MS = 1_000;

interface Mover {
  connected(): boolean;
  move(x: number): void;
  close(): void;
}

/** Messages that twenty clients send to the server while each moves a pointer at 20 Hz: our client against the stock one, same server. */
export async function uplink(rounds: number, newSeats: () => Promise<(index: number) => Seat>): Promise<Row[]> {
  const ours: number[] = [];
  const stock: number[] = [];
  for (let i = 0; i < rounds; i++) {
    ours.push(await messagesPerSecond(await newSeats(), ourMover));
    stock.push(await messagesPerSecond(await newSeats(), stockMover));
  }
  return [row(`reading together, ${CLIENTS} clients: awareness messages to the server`, 'messages/s', ours, stock)];
}

async function messagesPerSecond(seatOf: (index: number) => Seat, make: (seat: Seat, count: typeof WebSocket) => Mover): Promise<number> {
  let sent = 0;
  const movers = Array.from({ length: CLIENTS }, (_, index) => {
    const seat = seatOf(index);
    class Counting extends NodeWebSocket {
      constructor(url: string | URL) {
        super(url, { headers: seat.headers });
      }
      override send(data: Uint8Array): void {
        sent++;
        super.send(data);
      }
    }
    return make(seat, Counting as unknown as typeof WebSocket);
  });
  try {
    await until(() => movers.every((mover) => mover.connected()));
    await pause(SETTLE_MS);
    sent = 0;
    const started = performance.now();
    for (let step = 1; performance.now() - started < RUN_MS; step++) {
      for (const mover of movers) mover.move(step);
      await pause(Math.max(0, started + (step * 1000) / HZ - performance.now()));
    }
    return (sent / (performance.now() - started)) * 1000;
  } finally {
    for (const mover of movers) mover.close();
  }
}

const cursorAt = (x: number) => ({ at: [x, 0, 0] as [number, number, number], frameOfReferenceUid: '1.2.3' });
const room = (seat: Seat): [string, string] => {
  const at = seat.url.lastIndexOf('/');
  return [seat.url.slice(0, at), seat.url.slice(at + 1)];
};

function ourMover(seat: Seat, WebSocketPolyfill: typeof WebSocket): Mover {
  const doc = new Y.Doc();
  const awareness = new Awareness(doc);
  const own = new OwnPresence(awareness, 'desktop');
  const [url, consultId] = room(seat);
  const link = new Link({ url, consultId, doc, awareness, WebSocketPolyfill });
  return {
    connected: () => link.synced(),
    move: (x) => own.set({ cursor: cursorAt(x) }),
    close: () => {
      own.close();
      link.close();
      awareness.destroy();
    },
  };
}

function stockMover(seat: Seat, WebSocketPolyfill: typeof WebSocket): Mover {
  const doc = new Y.Doc();
  const [url, consultId] = room(seat);
  const provider = new WebsocketProvider(url, consultId, doc, { WebSocketPolyfill, disableBc: true });
  return {
    connected: () => provider.synced,
    move: (x) => provider.awareness.setLocalStateField('cursor', cursorAt(x)),
    close: () => {
      provider.destroy();
      doc.destroy();
    },
  };
}

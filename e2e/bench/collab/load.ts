import { setTimeout as pause } from 'node:timers/promises';
import { BenchClient, type Seat } from './client.ts';
import { quantile } from './row.ts';

/** Clients that draw at once; the others look on. */
const DRAWING = 10;
const DRAG_HZ = 30;
/** How long is measured, ms. */
const DRAG_MS = 3_000;
const FLOOD_MS = 3_000;
/** Updates of one sender under way at most: a closed loop, so that queues do not grow without end. */
const FLOOD_WINDOW = 16;
/** Longest wait for what is still under way, ms. */
const DRAIN_MS = 10_000;

export interface Drag {
  /** Milliseconds from one client's write to another's read. */
  readonly p50: number;
  readonly p99: number;
  readonly lost: number;
}

export interface Flood {
  readonly deliveriesPerSecond: number;
  readonly lost: number;
}

/** Opens `count` clients, each on the seat it is given, and waits until everyone has heard of everyone who draws. */
export async function withClients<T>(
  count: number,
  seatOf: (index: number) => Seat,
  use: (clients: BenchClient[]) => Promise<T>,
): Promise<T> {
  const clients: BenchClient[] = [];
  try {
    for (let index = 0; index < count; index++) clients.push(await BenchClient.open(index, seatOf(index)));
    for (const client of clients.slice(0, DRAWING)) client.send();
    await drained(clients);
    return await use(clients);
  } finally {
    for (const client of clients) client.close();
  }
}

/** Ten people drag at 30 Hz, not all at the same instant; everyone sees every step. */
export async function drag(clients: BenchClient[]): Promise<Drag> {
  const latencies: number[] = [];
  for (const client of clients) client.onStamp = (_sender, _number, micros) => latencies.push(performance.now() - micros / 1000);
  const drawing = clients.slice(0, DRAWING);
  const period = 1000 / DRAG_HZ;
  const start = performance.now();
  await Promise.all(
    drawing.map(async (client, i) => {
      for (let step = 0; ; step++) {
        const due = start + step * period + (i * period) / drawing.length;
        if (due > start + DRAG_MS) return;
        const wait = due - performance.now();
        if (wait > 0) await pause(wait);
        client.send();
      }
    }),
  );
  const lost = await drained(clients);
  return { p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99), lost };
}

/** Ten people write as fast as their updates reach the next client. */
export async function flood(clients: BenchClient[]): Promise<Flood> {
  const drawing = clients.slice(0, DRAWING);
  const before = received(clients);
  const start = performance.now();
  let stopped = false;
  for (const client of clients) client.onStamp = null;
  for (const [i, sender] of drawing.entries()) {
    clients[(i + 1) % clients.length]!.onStamp = (from) => {
      if (!stopped && from === i) sender.send();
    };
    for (let n = 0; n < FLOOD_WINDOW; n++) sender.send();
  }
  await pause(FLOOD_MS);
  const deliveriesPerSecond = ((received(clients) - before) / (performance.now() - start)) * 1000;
  stopped = true;
  return { deliveriesPerSecond, lost: await drained(clients) };
}

const received = (clients: readonly BenchClient[]): number => clients.reduce((sum, client) => sum + client.received, 0);

/** Waits until everyone has everything of everyone else; answers how much never came. */
async function drained(clients: readonly BenchClient[]): Promise<number> {
  const sent = clients.reduce((sum, client) => sum + client.sent, 0);
  const missing = () => clients.reduce((sum, client) => sum + (sent - client.sent - client.received), 0);
  for (const end = performance.now() + DRAIN_MS; missing() > 0 && performance.now() < end; ) await pause(5);
  return missing();
}

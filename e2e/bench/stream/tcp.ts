import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** The yardstick: a TCP sender that is asked for a number of bytes on a connection that is already open, and sends them. */
export async function serveBytes({ port }: { port: number }): Promise<void> {
  const server = createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => socket.destroy());
    socket.once('data', (asked) => socket.end(Buffer.alloc(asked.readUInt32LE(0), 0x5a)));
  });
  await new Promise<void>((resolve) => server.listen(port, '0.0.0.0', resolve));
}

/** Rises together: how many bytes had come after how many ms. */
export interface Timeline {
  readonly ms: Float64Array;
  readonly bytes: Float64Array;
}

/** As in `ours-client.ts`: the connection has come to rest before the clock starts, ms. */
const SETTLE_MS = 500;

/** Asks for `bytes` and notes when they come. */
export async function tcpRun({ host, port, bytes }: { host: string; port: number; bytes: number }): Promise<Timeline> {
  const socket = await new Promise<Socket>((resolve, reject) => {
    const made = connect({ host, port, noDelay: true }, () => resolve(made)).on('error', reject);
  });
  await pause(SETTLE_MS);
  const [ms, counts]: [number[], number[]] = [[], []];
  let received = 0;
  return new Promise((resolve, reject) => {
    const started = performance.now();
    socket.on('data', (data) => {
      received += data.length;
      ms.push(performance.now() - started);
      counts.push(received);
      if (received < bytes) return;
      socket.destroy();
      resolve({ ms: Float64Array.from(ms), bytes: Float64Array.from(counts) });
    });
    socket.on('error', reject);
    const ask = Buffer.alloc(4);
    ask.writeUInt32LE(bytes);
    socket.write(ask);
  });
}

/** When that many bytes had come, ms. */
export function whenBytes({ ms, bytes }: Timeline, wanted: number): number {
  const at = bytes.findIndex((count) => count >= wanted);
  return at < 0 ? Number.NaN : ms[at]!;
}

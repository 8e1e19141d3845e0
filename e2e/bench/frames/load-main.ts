import { connect, type Socket } from 'node:net';
import type { LoadAnswer, LoadOrder } from './load.ts';

/** The client of `load`: keep-alive connections that only look for the end of each answer, so that they cost little beside the server. */

const CONNECTIONS = 6;
const RUN_MS = 3_000;

process.once('message', (order: LoadOrder) => {
  run(order).then(
    (answer) => process.send?.(answer),
    (error: unknown) => process.send?.({ fault: String(error) }),
  );
});

async function run(order: LoadOrder): Promise<LoadAnswer> {
  const requests = order.paths.map((path) => {
    const headers = Object.entries(order.headers).map(([name, value]) => `${name}: ${value}\r\n`);
    return Buffer.from(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n${headers.join('')}\r\n`);
  });
  const started = performance.now();
  const counts = await Promise.all(Array.from({ length: CONNECTIONS }, (_, i) => loop(order.port, requests, i * 10, started + RUN_MS)));
  return { frames: counts.reduce((sum, count) => sum + count, 0), seconds: (performance.now() - started) / 1000 };
}

function loop(port: number, requests: readonly Buffer[], first: number, end: number): Promise<number> {
  return new Promise((resolve, reject) => {
    let count = 0;
    let reader = new AnswerReader();
    const socket: Socket = connect({ port, host: '127.0.0.1', noDelay: true }, () => next());
    const next = () => socket.write(requests[(first + count) % requests.length]!);
    socket.on('error', reject).on('close', () => resolve(count));
    socket.on('data', (data) => {
      if (!reader.take(data)) return;
      if (reader.status !== 200) return void socket.destroy(new Error(`answered ${reader.status}`));
      count++;
      if (performance.now() >= end) return void socket.end();
      reader = new AnswerReader();
      next();
    });
  });
}

const CHUNKED_END = '0\r\n\r\n';

/** Finds the end of one answer by its length, or by the last chunk's five bytes. */
class AnswerReader {
  status = 0;
  #left = -1;
  #chunked = false;
  #head = '';
  #tail = '';

  /** True when the answer is whole. */
  take(data: Buffer): boolean {
    let body = data;
    if (this.status === 0) {
      this.#head += data.toString('latin1', 0, Math.min(data.length, 4_096));
      const at = this.#head.indexOf('\r\n\r\n');
      if (at < 0) return false;
      this.status = Number(this.#head.slice(9, 12));
      const head = this.#head.slice(0, at).toLowerCase();
      this.#chunked = head.includes('transfer-encoding: chunked');
      this.#left = Number(/content-length: (\d+)/.exec(head)?.[1] ?? 0);
      body = data.subarray(at + 4);
    }
    if (this.#chunked) {
      this.#tail = (this.#tail + body.toString('latin1', Math.max(0, body.length - CHUNKED_END.length))).slice(-CHUNKED_END.length);
      return this.#tail === CHUNKED_END;
    }
    this.#left -= body.length;
    return this.#left <= 0;
  }
}

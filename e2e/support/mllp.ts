import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

const VT = 0x0b;
const END = Buffer.of(0x1c, 0x0d);

export interface Ack {
  /** MSA-1 and MSA-2. */
  code: string;
  controlId: string;
  /** ERR-3, '0' when there is no ERR segment. */
  error: string;
  /** ERR-5, ours. */
  ours: string;
  text: string;
}

export const framed = (message: string | Buffer): Buffer => Buffer.concat([Buffer.of(VT), Buffer.from(message), END]);

/** A hospital system's side of an MLLP connection. */
export class MllpClient {
  readonly socket: Socket;
  readonly #acks: Ack[] = [];
  #received = Buffer.alloc(0);
  #wake: (() => void) | null = null;
  closed = false;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.#take(chunk));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.closed = true;
      this.#wake?.();
    });
  }

  static open(port: number): Promise<MllpClient> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1' }, () => resolve(new MllpClient(socket)));
      socket.once('error', reject);
    });
  }

  send(bytes: Buffer): void {
    if (!this.closed) this.socket.write(bytes);
  }

  /** The next answer, or null when the connection ends first or nothing comes in time. */
  async next(limitMs = 5_000): Promise<Ack | null> {
    const end = Date.now() + limitMs;
    while (this.#acks.length === 0 && !this.closed && Date.now() < end)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, end - Date.now());
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    return this.#acks.shift() ?? null;
  }

  async ask(message: string | Buffer): Promise<Ack | null> {
    this.send(framed(message));
    return this.next();
  }

  /** Whether the other side ends the connection in time. */
  async ends(limitMs: number): Promise<boolean> {
    const ended = new Promise((resolve) => this.socket.once('close', resolve));
    if (!this.closed) await Promise.race([ended, pause(limitMs, undefined, { ref: false })]);
    return this.closed;
  }

  close(): void {
    this.socket.destroy();
  }

  #take(chunk: Buffer): void {
    this.#received = Buffer.concat([this.#received, chunk]);
    for (;;) {
      const at = this.#received.indexOf(END);
      if (at < 0) break;
      this.#acks.push(ackOf(this.#received.subarray(1, at).toString('latin1')));
      this.#received = this.#received.subarray(at + END.length);
    }
    this.#wake?.();
  }
}

function ackOf(text: string): Ack {
  const segment = (name: string): string[] =>
    text
      .split('\r')
      .find((line) => line.startsWith(name))
      ?.split('|') ?? [];
  const [msa, err] = [segment('MSA'), segment('ERR')];
  return { code: msa[1] ?? '', controlId: msa[2] ?? '', error: err[3]?.split('^')[0] ?? '0', ours: err[5]?.split('^')[0] ?? '', text };
}

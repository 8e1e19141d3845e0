import { connect, isIP, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import { Framer, framed } from './framer.ts';

export interface MllpTarget {
  host: string;
  port: number;
  /** Null: plain. */
  tls: ConnectionOptions | null;
}

/** How an attempt to talk ended; `no-answer` and `lost` leave open whether the message was taken. */
export class MllpClientFault extends Error {
  readonly kind: 'no-connection' | 'tls' | 'lost' | 'no-answer' | 'invalid';
  constructor(kind: MllpClientFault['kind']) {
    super(kind);
    this.name = 'MllpClientFault';
    this.kind = kind;
  }
}

export interface MllpPatience {
  connectMs: number;
  answerMs: number;
}
export const MLLP_PATIENCE: MllpPatience = { connectMs: 10_000, answerMs: 30_000 };

interface Waiting {
  resolve: (answer: Buffer) => void;
  reject: (fault: MllpClientFault) => void;
}

/** Our side of an MLLP connection that we open: one message in flight, its answer before the next. Any fault ends it. */
export class MllpClient {
  readonly #socket: Socket;
  readonly #patience: MllpPatience;
  #waiting: Waiting | null = null;
  #fault: MllpClientFault | null = null;

  private constructor(socket: Socket, patience: MllpPatience) {
    this.#socket = socket;
    this.#patience = patience;
    const framer = new Framer({
      message: (bytes) => this.#answered(bytes),
      tooLarge: () => this.#fail('invalid'),
      fault: () => this.#fail('invalid'),
    });
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => framer.take(chunk));
    socket.on('error', () => this.#fail('lost'));
    socket.on('close', () => this.#fail('lost'));
  }

  static async open({ host, port, tls }: MllpTarget, patience: MllpPatience, signal: AbortSignal): Promise<MllpClient> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    let reached = false;
    const socket =
      tls === null
        ? connect({ host, port }, resolve)
        : connectTls({ ...(isIP(host) === 0 ? { servername: host } : {}), ...tls, host, port }, resolve);
    socket.once('connect', () => {
      reached = true;
    });
    const refused = (): void => reject(new MllpClientFault(reached && tls !== null ? 'tls' : 'no-connection'));
    socket.once('error', refused);
    socket.once('close', refused);
    const timer = setTimeout(refused, patience.connectMs);
    signal.addEventListener('abort', refused, { once: true });
    if (signal.aborted) refused();
    try {
      await promise;
      return new MllpClient(socket, patience);
    } catch (error) {
      socket.on('error', () => undefined);
      socket.destroy();
      throw error;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', refused);
      socket.off('error', refused);
      socket.off('close', refused);
    }
  }

  get open(): boolean {
    return this.#fault === null;
  }

  /** Sends one message and gives the answer to it, without its frame. Throws `MllpClientFault`. */
  async ask(message: Uint8Array, signal: AbortSignal): Promise<Buffer> {
    if (this.#fault !== null) throw this.#fault;
    if (this.#waiting !== null) throw new Error('one message at a time');
    const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
    this.#waiting = { resolve, reject };
    const timer = setTimeout(() => this.#fail('no-answer'), this.#patience.answerMs);
    const abort = (): void => this.#fail('lost');
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
    else this.#socket.write(framed(Buffer.from(message)));
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
    }
  }

  close(): void {
    this.#fault ??= new MllpClientFault('lost');
    this.#socket.end();
    // A receiver that goes on talking is not listened to.
    this.#socket.resume();
    setTimeout(() => this.#socket.destroy(), LINGER_MS).unref();
  }

  /** An answer nobody asked for says that the two sides have lost step: nothing after it can be trusted. */
  #answered(answer: Buffer): void {
    const waiting = this.#waiting;
    this.#waiting = null;
    if (waiting === null) this.#fail('invalid');
    else waiting.resolve(answer);
  }

  #fail(kind: MllpClientFault['kind']): void {
    if (this.#fault !== null) return;
    this.#fault = new MllpClientFault(kind);
    this.#socket.destroy();
    this.#waiting?.reject(this.#fault);
    this.#waiting = null;
  }
}

const LINGER_MS = 1_000;

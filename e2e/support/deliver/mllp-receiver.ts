import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { Framer, framed } from '../../../server/hl7/mllp/framer.ts';

/** What a receiver does with the next message: an acknowledgement code, the connection cut before it, or nothing at all. */
export type Reaction = 'AA' | 'AE' | 'AR' | 'CA' | 'drop' | 'silent' | 'wrong-id';

/** A hospital system that listens for HL7 v2. */
export class MllpReceiver {
  /** Messages in the order they came, every copy. */
  readonly messages: string[] = [];
  /** Called with each message before it is answered. */
  onMessage: (text: string) => Reaction | Promise<Reaction> = () => 'AA';
  readonly #tls: TlsOptions | undefined;
  #server: Server | null = null;
  readonly #sockets = new Set<Socket>();
  port = 0;

  constructor(tls?: TlsOptions) {
    this.#tls = tls;
  }

  /** On the port it had before, if it had one. */
  async start(): Promise<void> {
    const accept = (socket: Socket) => this.#accept(socket);
    this.#server = this.#tls === undefined ? createServer(accept) : createTlsServer(this.#tls, accept);
    await new Promise<void>((resolve) => this.#server!.listen(this.port, '127.0.0.1', resolve));
    this.port = (this.#server.address() as { port: number }).port;
  }

  async stop(): Promise<void> {
    const closed = new Promise<void>((resolve) => (this.#server === null ? resolve() : this.#server.close(() => resolve())));
    for (const socket of this.#sockets) socket.destroy();
    this.#server = null;
    await closed;
  }

  get controlIds(): string[] {
    return this.messages.map((text) => controlIdOf(text));
  }

  #accept(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => this.#sockets.delete(socket));
    const framer = new Framer({
      message: (bytes) => void this.#take(socket, bytes.toString('utf8')),
      tooLarge: () => socket.destroy(),
      fault: () => socket.destroy(),
    });
    socket.on('data', (chunk) => framer.take(chunk));
  }

  async #take(socket: Socket, text: string): Promise<void> {
    this.messages.push(text);
    const reaction = await this.onMessage(text);
    if (reaction === 'silent') return;
    if (reaction === 'drop') return void socket.destroy();
    const [code, id] = reaction === 'wrong-id' ? ['AA', 'OTHER'] : [reaction, controlIdOf(text)];
    socket.write(framed(Buffer.from(`MSH|^~\\&|EHR|HOSPITAL|||20260301||ACK|A1|P|2.5.1\rMSA|${code}|${id}\r`)));
  }
}

export const controlIdOf = (text: string): string => text.split('\r')[0]!.split('|')[9]!;

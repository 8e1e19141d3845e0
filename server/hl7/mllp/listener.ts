import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { type ConnectionEvents, MllpConnection } from './connection.ts';

export interface MllpListen {
  host: string;
  port: number;
  tls: { certFile: string; keyFile: string; caFile: string | undefined } | undefined;
}

/** Connections at once: of everybody, and from one address, so that one sender cannot keep all others out. */
const MAX_CONNECTIONS = 256;
const MAX_FROM_ONE = 64;

/** The MLLP port: connections, each with the address it comes from. */
export class MllpListener {
  readonly #server: Server;
  readonly #connections = new Set<MllpConnection>();
  readonly #byAddress = new Map<string, number>();

  private constructor(server: Server) {
    this.#server = server;
  }

  static async listen({ host, port, tls }: MllpListen, eventsFor: (address: string) => ConnectionEvents): Promise<MllpListener> {
    let listener: MllpListener | null = null;
    const accept = (socket: Socket) => listener?.accept(socket, eventsFor(socket.remoteAddress ?? ''));
    const server =
      tls === undefined
        ? createServer(accept)
        : createTlsServer(
            {
              cert: readFileSync(tls.certFile),
              key: readFileSync(tls.keyFile),
              ...(tls.caFile === undefined ? {} : { ca: readFileSync(tls.caFile), requestCert: true, rejectUnauthorized: true }),
            },
            accept,
          );
    server.maxConnections = MAX_CONNECTIONS;
    listener = new MllpListener(server);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, () => {
        server.removeListener('error', reject);
        resolve();
      });
    });
    return listener;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  accept(socket: Socket, events: ConnectionEvents): void {
    const address = socket.remoteAddress ?? '';
    const before = this.#byAddress.get(address) ?? 0;
    if (before >= MAX_FROM_ONE) return void socket.destroy();
    this.#byAddress.set(address, before + 1);
    const connection = new MllpConnection(socket, events);
    this.#connections.add(connection);
    socket.on('close', () => {
      this.#connections.delete(connection);
      const left = this.#byAddress.get(address)! - 1;
      if (left === 0) this.#byAddress.delete(address);
      else this.#byAddress.set(address, left);
    });
  }

  /** Stops listening; what has been received is answered. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    await Promise.all([...this.#connections].map((connection) => connection.close()));
    await closed;
  }
}

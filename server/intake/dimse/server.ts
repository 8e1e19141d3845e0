import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { Association } from './association.ts';
import type { DimseHost } from './context.ts';

export interface DimseListen {
  host: string;
  /** 0 picks a free one. */
  port: number;
  aeTitle: string;
  tls?: { certFile: string; keyFile: string; caFile?: string | undefined };
}

/** The DICOM port: accepts connections, keeps their timers, closes them when the server stops. */
export class DimseServer {
  readonly #host: DimseHost;
  readonly #server: Server;
  readonly #open = new Set<Association>();
  readonly #running = new Set<Promise<void>>();
  readonly #ticker: NodeJS.Timeout;

  private constructor(host: DimseHost, listen: DimseListen) {
    this.#host = host;
    const serve = (socket: Socket): void => this.#serve(socket);
    this.#server =
      listen.tls === undefined
        ? createServer({ allowHalfOpen: true }, serve)
        : createTlsServer({ ...tlsOptions(listen.tls), allowHalfOpen: true }, serve);
    this.#server.maxConnections = host.limits.connections + EVICTABLE;
    this.#ticker = setInterval(() => {
      const now = Date.now();
      for (const association of this.#open) association.tick(now);
    }, TICK).unref();
  }

  static async listen(host: DimseHost, listen: DimseListen): Promise<DimseServer> {
    const server = new DimseServer(host, listen);
    await new Promise<void>((resolve, reject) => {
      server.#server.once('error', reject);
      server.#server.listen(listen.port, listen.host, () => resolve());
    });
    server.#server.on('error', () => undefined);
    server.#server.on('tlsClientError', (_, socket: Socket) => socket.destroy());
    return server;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Takes no new connections, lets answers in progress go out for at most `patience` ms, aborts the rest. */
  async close(patience: number): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const association of this.#open) association.stop();
    await Promise.race([Promise.all(this.#running), new Promise((resolve) => setTimeout(resolve, patience).unref())]);
    clearInterval(this.#ticker);
    await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, this.#host.limits.linger * 2).unref())]);
  }

  /** Where all places are taken, the connection that has waited longest without asking for an association gives up its own. */
  #serve(socket: Socket): void {
    if (this.#open.size >= this.#host.limits.connections) {
      for (const association of this.#open) {
        if (association.opened) continue;
        association.evict();
        break;
      }
    }
    const association = new Association(socket, this.#host);
    this.#open.add(association);
    const running = association.run().finally(() => {
      this.#open.delete(association);
      this.#running.delete(running);
    });
    this.#running.add(running);
  }
}

const TICK = 250;
/** Connections that may be there beyond the limit while evicted ones close. */
const EVICTABLE = 32;

/** With a CA, only senders with a certificate of it come in (PS3.15 §B.1). */
function tlsOptions({ certFile, keyFile, caFile }: NonNullable<DimseListen['tls']>): object {
  const client = caFile === undefined ? {} : { ca: readFileSync(caFile), requestCert: true, rejectUnauthorized: true };
  return { cert: readFileSync(certFile), key: readFileSync(keyFile), minVersion: 'TLSv1.2', handshakeTimeout: 30_000, ...client };
}

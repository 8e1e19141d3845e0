import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { newMemberId, type SfuCluster } from '../cluster.ts';
import type { SfuLog } from '../sfu.ts';
import { fromSfu, MAX_MESSAGE_BYTES } from './messages.ts';
import { RemoteSfu } from './remote-sfu.ts';
import { watch } from './watch.ts';

/** SFU processes that may be registered at once. */
const MAX_SFUS = 64;
/** Who knows the secret says hello at once, ms. */
const HELLO_MS = 5_000;

/** Where SFU processes register. Whoever does not know the secret gets 401 before anything is made for them. */
export class SfuDoor {
  readonly #secret: Buffer | undefined;
  readonly #cluster: SfuCluster;
  readonly #log: SfuLog;
  readonly #server = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES, perMessageDeflate: false });

  constructor({ secret, cluster, log }: { secret: string | undefined; cluster: SfuCluster; log: SfuLog }) {
    this.#secret = secret === undefined ? undefined : digest(secret);
    this.#cluster = cluster;
    this.#log = log;
  }

  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (!this.#knows(request.headers.authorization)) return refuse(socket, '401 Unauthorized');
    if (this.#server.clients.size >= MAX_SFUS) return refuse(socket, '503 Service Unavailable');
    this.#server.handleUpgrade(request, socket, head, (connection) => this.#connected(connection));
  }

  close(): void {
    for (const connection of this.#server.clients) connection.close(1001);
    this.#server.close();
  }

  #connected(connection: WebSocket): void {
    watch(connection);
    const timer = setTimeout(() => connection.close(1008), HELLO_MS);
    let sfu: RemoteSfu | undefined;
    let remove = () => {};
    connection.on('error', () => connection.terminate());
    connection.on('message', (data, binary) => {
      const parsed = binary ? undefined : fromSfu.safeParse(json(String(data)));
      if (parsed?.success !== true) return connection.close(1008);
      const message = parsed.data;
      if (message.t === 'hello') {
        if (sfu !== undefined) return connection.close(1008);
        clearTimeout(timer);
        sfu = new RemoteSfu(connection, message);
        const { name, region } = message;
        const id = newMemberId(name);
        remove = this.#cluster.add({ id, region, own: false, sfu });
        this.#log.info({ sfu: id, region }, 'an SFU process registered');
        connection.once('close', () => this.#log.warn({ sfu: id }, 'an SFU process is gone'));
      } else if (sfu === undefined) connection.close(1008);
      else sfu.said(message);
    });
    connection.once('close', () => {
      clearTimeout(timer);
      remove();
    });
  }

  #knows(authorization: string | undefined): boolean {
    const given = /^Bearer (\S{1,1024})$/.exec(authorization ?? '')?.[1];
    return this.#secret !== undefined && given !== undefined && timingSafeEqual(digest(given), this.#secret);
  }
}

/** Of one length whatever is given, so that comparing takes one time. */
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type ServerOptions, WebSocketServer } from 'ws';
import { COLLAB_LIMITS, type CollabLimits } from './limits.ts';
import type { CollabAccess, CollabActor, CollabPorts, Present } from './ports.ts';
import type { Room } from './room.ts';
import { Rooms } from './rooms.ts';

export interface Collab<A extends CollabActor> {
  /**
   * Takes over an upgrade on `/collab/<consult id>`. Session, Origin and consult were checked before (401, 403, 404); permission is asked for
   * here and again at intervals. Answers 404 when the person may not read, 503 when the consult cannot be loaded or is full.
   */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer, actor: A, consultId: string): void;
  /** A session ended, or a person lost all access: their connections close with 4401. */
  revoke(whose: { readonly personId: string } | { readonly sessionId: string }): void;
  /** Roles or memberships changed: permissions are asked for again now. */
  recheck(consultId?: string): Promise<void>;
  /** Who is connected to a consult now. */
  present(consultId: string): Present[];
  /** Refuses new connections, closes all with 1001, resolves when everything accepted is durable. */
  close(): Promise<void>;
  readonly size: { readonly rooms: number; readonly connections: number };
}

/** Builds the collaboration endpoint over its ports. */
export function createCollab<A extends CollabActor>(ports: CollabPorts<A>, limits: Partial<CollabLimits> = {}): Collab<A> {
  return new Endpoint(ports, { ...COLLAB_LIMITS, ...limits });
}

class Endpoint<A extends CollabActor> implements Collab<A> {
  readonly #ports: CollabPorts<A>;
  readonly #limits: CollabLimits;
  readonly #rooms: Rooms<A>;
  readonly #server: WebSocketServer;
  readonly #timers: NodeJS.Timeout[];
  #closing: Promise<void> | null = null;

  constructor(ports: CollabPorts<A>, limits: CollabLimits) {
    this.#ports = ports;
    this.#limits = limits;
    this.#rooms = new Rooms(ports, limits);
    this.#server = new WebSocketServer(serverOptions(limits));
    this.#timers = [
      setInterval(() => this.#checkAlive(), limits.pingEveryMs).unref(),
      setInterval(() => void this.recheck(), limits.accessEveryMs).unref(),
    ];
  }

  get size(): { rooms: number; connections: number } {
    const rooms = this.#rooms.open();
    return { rooms: rooms.length, connections: rooms.reduce((sum, room) => sum + room.connections.size, 0) };
  }

  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer, actor: A, consultId: string): void {
    socket.on('error', () => {});
    void this.#upgrade(request, socket, head, actor, consultId).catch(() => answer(socket, 503, 'Service Unavailable'));
  }

  revoke(whose: { personId: string } | { sessionId: string }): void {
    for (const room of this.#rooms.open()) {
      for (const connection of room.connections) {
        const ends = 'personId' in whose ? connection.actor.personId === whose.personId : connection.actor.sessionId === whose.sessionId;
        if (ends) connection.refuse('session-ended');
      }
    }
  }

  async recheck(consultId?: string): Promise<void> {
    for (const room of this.#rooms.open()) if (consultId === undefined || room.id === consultId) await this.#recheckRoom(room);
  }

  present(consultId: string): Present[] {
    return (
      this.#rooms
        .open()
        .find((room) => room.id === consultId)
        ?.present() ?? []
    );
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, actor: A, consultId: string): Promise<void> {
    if (this.#closing !== null) return answer(socket, 503, 'Service Unavailable');
    const access = await this.#ports.access(actor, consultId);
    if (!access.read) return answer(socket, 404, 'Not Found');
    const wantsAcks = new URL(request.url ?? '/', 'ws://host').searchParams.get('acks') === '1';
    await this.#rooms.enter(consultId, (room) => {
      if (this.#closing !== null || this.#isFull(room, actor)) answer(socket, 503, 'Service Unavailable');
      else this.#server.handleUpgrade(request, socket, head, (ws) => room.join(ws, socket, actor, access, wantsAcks));
    });
  }

  #isFull(room: Room<A>, { personId }: A): boolean {
    if (room.connections.size >= this.#limits.connectionsPerRoom) return true;
    let own = 0;
    for (const connection of room.connections) if (connection.actor.personId === personId) own++;
    return own >= this.#limits.connectionsPerPerson;
  }

  #checkAlive(): void {
    for (const room of this.#rooms.open()) for (const connection of room.connections) connection.checkAlive();
  }

  async #recheckRoom(room: Room<A>): Promise<void> {
    const asked = new Map<string, Promise<CollabAccess>>();
    for (const connection of [...room.connections]) {
      const { actor } = connection;
      const key = `${actor.personId} ${actor.sessionId}`;
      const answer = asked.get(key) ?? this.#ports.access(actor, room.id);
      asked.set(key, answer);
      try {
        const access = await answer;
        connection.access = access;
        if (!access.read) connection.refuse('no-access');
      } catch {
        this.#ports.logger?.warn({ consultId: room.id }, 'permission could not be checked; asked again at the next interval');
      }
    }
  }

  async #close(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    const rooms = this.#rooms.open();
    for (const room of rooms) for (const connection of room.connections) connection.refuse('going-away');
    await this.#rooms.close();
    for (const room of rooms) for (const connection of room.connections) connection.terminate();
    this.#server.close();
  }
}

/** `closeTimeout`, `maxFragments` and `maxBufferedChunks` are options of ws 8.23 that its types do not all know. */
function serverOptions(limits: CollabLimits): ServerOptions {
  const options = {
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    autoPong: false,
    maxPayload: limits.messageBytes,
    maxFragments: limits.fragments,
    maxBufferedChunks: limits.bufferedChunks,
    closeTimeout: limits.closeTimeoutMs,
  };
  return options;
}

/** Refuses an upgrade: the socket is not a WebSocket yet. */
function answer(socket: Duplex, status: number, text: string): void {
  if (socket.writable) socket.end(`HTTP/1.1 ${status} ${text}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

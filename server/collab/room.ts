import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { SYNC_STEP } from '#shared/protocol/collab.ts';
import { Claims } from './claims.ts';
import { CommitQueue } from './commit-queue.ts';
import { Connection } from './connection.ts';
import { dispatch } from './dispatch.ts';
import type { SharedDocument } from './document.ts';
import type { CollabLimits } from './limits.ts';
import type { CollabAccess, CollabActor, CollabPorts, Present, RefusalReason } from './ports.ts';
import { PresenceBoard } from './presence-board.ts';
import type { Turns } from './turns.ts';
import { awarenessFrame, savedFrame, syncFrame } from './wire.ts';

/** An update on its way through the log. */
interface OnTheWay<A extends CollabActor> {
  readonly connection: Connection<A>;
  readonly frame: Buffer;
  /** `contentMessages` of the connection when it was received. */
  readonly count: number;
  readonly cost: number;
}

export interface RoomOptions<A extends CollabActor> {
  readonly id: string;
  readonly document: SharedDocument;
  readonly bound: ReadonlyMap<number, string>;
  readonly ports: CollabPorts<A>;
  readonly limits: CollabLimits;
  readonly turns: Turns;
  /** Sequence number and count of the log's updates when the document was loaded. */
  readonly seq: number;
  readonly sinceSnapshot: number;
  onEmpty(room: Room<A>): void;
  onBroken(room: Room<A>): void;
}

/** One consult's document and everyone connected to it. */
export class Room<A extends CollabActor> {
  readonly id: string;
  readonly document: SharedDocument;
  readonly claims: Claims;
  readonly board = new PresenceBoard();
  readonly ports: CollabPorts<A>;
  readonly limits: CollabLimits;
  readonly connections = new Set<Connection<A>>();
  readonly #options: RoomOptions<A>;
  readonly #queue: CommitQueue<OnTheWay<A>>;
  /** The connection that shows presence under a client id. */
  readonly #owners = new Map<number, Connection<A>>();
  #outgoing: Buffer[] = [];
  #seq: number;
  #sinceSnapshot: number;
  /** False once somebody else has appended: a snapshot from here would stand for entries that it does not hold. */
  #alone = true;

  constructor(options: RoomOptions<A>) {
    this.#options = options;
    this.id = options.id;
    this.document = options.document;
    this.ports = options.ports;
    this.limits = options.limits;
    this.#seq = options.seq;
    this.#sinceSnapshot = options.sinceSnapshot;
    this.claims = new Claims(options.bound, (clientId) => this.board.forget(clientId));
    this.#queue = new CommitQueue({
      append: async (entries) => {
        const seq = await this.ports.log.append(this.id, entries);
        this.#alone &&= seq === this.#seq + entries.length;
        this.#seq = seq;
        this.#sinceSnapshot += entries.length;
      },
      committed: (batch) => this.#committed(batch),
      failed: () => this.#broke(),
    });
  }

  join(ws: WebSocket, socket: Duplex, actor: A, access: CollabAccess, wantsAcks: boolean): void {
    const connection = new Connection<A>(ws, socket, {
      actor,
      access,
      wantsAcks,
      limits: this.limits,
      turns: this.#options.turns,
      onMessage: (from, message) => dispatch(this, from, message),
      onRefused: (from, reason) => this.#refused(from, reason),
      onClosed: (from) => this.#left(from),
    });
    this.connections.add(connection);
    connection.send(syncFrame(SYNC_STEP.step1, this.document.stateVector()));
    const shown = this.board.encodeAll();
    if (shown !== null) connection.send(awarenessFrame(shown), true);
    this.#announce();
  }

  /** Takes a judged update into the document; it is told to others and acknowledged once it is durable. */
  accept(connection: Connection<A>, update: Uint8Array, structs: number): void {
    const delta = this.#apply(update, structs);
    if (delta === undefined) return;
    if (delta === null) {
      this.acknowledge(connection);
      return;
    }
    const about = {
      connection,
      frame: syncFrame(SYNC_STEP.update, delta),
      count: connection.contentMessages,
      cost: connection.updateStarted(delta.length),
    };
    this.#queue.add({ personId: connection.actor.personId, bytes: delta }, about);
  }

  /** Tells a client that asked for it that everything it sent so far is durable, once it is. */
  acknowledge(connection: Connection<A>): void {
    const count = connection.contentMessages;
    if (connection.wantsAcks && !connection.resyncing) this.#queue.afterwards(() => connection.send(savedFrame(count, Date.now())));
  }

  /** Sends what the document holds now, once all of it is durable. */
  answer(connection: Connection<A>, stateVector: Uint8Array): void {
    const frame = syncFrame(SYNC_STEP.step2, this.document.encode(stateVector));
    this.#queue.afterwards(() => connection.send(frame, true));
  }

  /** Shows a state under a client id to all, its owner included: a lone stock provider would else take the connection for dead. */
  show(body: Uint8Array): void {
    if (this.#outgoing.length === 0) this.#options.turns.next(() => this.#flush());
    this.#outgoing.push(awarenessFrame(body));
  }

  owns(connection: Connection<A>, clientId: number): boolean {
    return this.#owners.get(clientId) === connection;
  }

  /** From now on the client id's presence is this connection's; an older one of the same person is a leftover of a cut. */
  own(connection: Connection<A>, clientId: number): void {
    connection.presenceId = clientId;
    this.#owners.set(clientId, connection);
    this.claims.hold(clientId, connection.actor.personId);
    this.#announce();
  }

  present(): Present[] {
    const people = new Map<string, number[]>();
    for (const connection of this.connections) {
      const ids = people.get(connection.actor.personId) ?? [];
      people.set(connection.actor.personId, ids);
      if (connection.presenceId !== null && this.owns(connection, connection.presenceId)) ids.push(connection.presenceId);
    }
    return [...people].map(([personId, clientIds]) => ({ personId, clientIds }));
  }

  /** Resolves when everything accepted is durable. */
  async settled(): Promise<void> {
    await this.#queue.idle();
  }

  /** Writes a snapshot when enough updates have come together since the last one. */
  async compact(): Promise<void> {
    await this.settled();
    if (this.#sinceSnapshot < this.limits.compactAfter || !this.#alone) return;
    this.#sinceSnapshot = 0;
    await this.ports.log.compact(this.id, this.#seq, this.document.encode());
  }

  #apply(update: Uint8Array, structs: number): Uint8Array | null | undefined {
    try {
      return this.document.apply(update, structs);
    } catch {
      this.#broke();
      return undefined;
    }
  }

  #committed(batch: readonly OnTheWay<A>[]): void {
    const all = batch.length === 1 ? batch[0]!.frame : Buffer.concat(batch.map((one) => one.frame));
    const only = batch.every((one) => one.connection === batch[0]!.connection) ? batch[0]!.connection : null;
    for (const connection of this.connections) if (connection !== only) connection.send(all);
    const counts = new Map<Connection<A>, number>();
    for (const { connection, count, cost } of batch) {
      counts.set(connection, count);
      connection.updateCommitted(cost);
    }
    const now = Date.now();
    for (const [connection, count] of counts) {
      if (connection.wantsAcks && !connection.resyncing) connection.send(savedFrame(count, now));
    }
  }

  #flush(): void {
    const frames = this.#outgoing;
    this.#outgoing = [];
    const all = frames.length === 1 ? frames[0]! : Buffer.concat(frames);
    for (const connection of this.connections) connection.send(all);
  }

  #left(connection: Connection<A>): void {
    if (!this.connections.delete(connection)) return;
    const clientId = connection.presenceId;
    if (clientId !== null && this.owns(connection, clientId)) {
      this.#owners.delete(clientId);
      const removal = this.board.remove(clientId);
      if (removal !== null) this.show(removal);
      this.claims.release(clientId);
    }
    this.#announce();
    if (this.connections.size === 0) this.#options.onEmpty(this);
  }

  #announce(): void {
    this.ports.onPresent?.(this.id, this.present());
  }

  #refused(connection: Connection<A>, reason: RefusalReason): void {
    this.ports.logger?.info({ consultId: this.id, personId: connection.actor.personId, reason }, 'collaboration connection closed');
    this.ports.onRefused?.(connection.actor, this.id, reason);
  }

  /** The document now holds what may not be stored: everyone re-connects, and it is read from the log again. */
  #broke(): void {
    this.ports.logger?.warn({ consultId: this.id }, 'the document differs from its log; the consult is loaded again');
    this.#options.onBroken(this);
    for (const connection of this.connections) connection.refuse('store-failed');
  }
}

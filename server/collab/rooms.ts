import { SharedDocument } from './document.ts';
import type { CollabLimits } from './limits.ts';
import type { CollabActor, CollabPorts } from './ports.ts';
import { Room } from './room.ts';
import { Turns } from './turns.ts';

/** The open documents. One is loaded from its log when the first person enters and let go when the last has left and all is durable. */
export class Rooms<A extends CollabActor> {
  readonly #ports: CollabPorts<A>;
  readonly #limits: CollabLimits;
  readonly #turns = new Turns();
  readonly #open = new Map<string, Room<A>>();
  readonly #loading = new Map<string, Promise<void>>();
  /** Rooms on their way out: a new load must see all they wrote. */
  readonly #leaving = new Map<string, Promise<void>>();

  constructor(ports: CollabPorts<A>, limits: CollabLimits) {
    this.#ports = ports;
    this.#limits = limits;
  }

  open(): Room<A>[] {
    return [...this.#open.values()];
  }

  /** Hands over the consult's room, loaded if need be. It is let go again when nobody is in it afterwards. */
  async enter(consultId: string, use: (room: Room<A>) => void): Promise<void> {
    let room = this.#open.get(consultId);
    while (room === undefined) {
      await (this.#loading.get(consultId) ?? this.#startLoading(consultId));
      room = this.#open.get(consultId);
    }
    use(room);
    if (room.connections.size === 0) void this.#letGo(room);
  }

  /** Resolves when all documents are durable and closed. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#loading.values());
    await Promise.allSettled([...this.#open.values()].map((room) => room.settled()));
    await Promise.allSettled(this.#leaving.values());
  }

  #startLoading(consultId: string): Promise<void> {
    const loading = this.#load(consultId).finally(() => this.#loading.delete(consultId));
    this.#loading.set(consultId, loading);
    return loading;
  }

  async #load(consultId: string): Promise<void> {
    await this.#leaving.get(consultId);
    const [stored, bound] = await Promise.all([this.#ports.log.load(consultId), this.#ports.log.clientsOf(consultId)]);
    const document = new SharedDocument();
    for (const update of stored.updates) document.apply(update);
    const room = new Room<A>({
      id: consultId,
      document,
      bound,
      ports: this.#ports,
      limits: this.#limits,
      turns: this.#turns,
      seq: stored.seq,
      sinceSnapshot: stored.updates.length,
      onEmpty: (empty) => void this.#letGo(empty),
      onBroken: (broken) => this.#drop(broken),
    });
    this.#open.set(consultId, room);
  }

  async #letGo(room: Room<A>): Promise<void> {
    try {
      await room.compact();
    } catch {
      this.#ports.logger?.warn({ consultId: room.id }, 'snapshot was not written; the log is whole');
    }
    if (room.connections.size === 0) this.#drop(room);
  }

  /** Nobody can find this room any more. */
  #drop(room: Room<A>): void {
    if (this.#open.get(room.id) !== room) return;
    this.#open.delete(room.id);
    const left = room.settled().then(() => {
      room.document.destroy();
      if (this.#leaving.get(room.id) === left) this.#leaving.delete(room.id);
    });
    this.#leaving.set(room.id, left);
  }
}

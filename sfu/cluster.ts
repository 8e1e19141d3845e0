import { randomUUID } from 'node:crypto';
import { AppError } from '#shared/protocol/errors.ts';
import type { MediaAvailability } from '#shared/protocol/media.ts';
import { chooseSfu } from './choose.ts';
import { NO_LOAD, type Sfu, type SfuAnswers, type SfuEvent, type SfuLoad, type SfuMethod, type SfuRequest } from './sfu.ts';

/** An SFU and what is known of it. */
export interface Member {
  id: string;
  region: string;
  own: boolean;
  sfu: Sfu;
}

/** Two processes of one machine have one name and are two all the same. */
export const newMemberId = (name: string): string => `${name}-${randomUUID().slice(0, 8)}`;

interface Placed {
  member: Member;
  peers: Set<string>;
}

/** Several SFUs as one. A room runs on one of them, from its first peer to its last; a room whose SFU is gone may be opened on another. */
export class SfuCluster implements Sfu {
  readonly #members = new Map<string, { member: Member; off: () => void }>();
  readonly #rooms = new Map<string, Placed>();
  readonly #listeners = new Set<(event: SfuEvent) => void>();
  #told = '';

  /** Makes it a choice for new rooms; the returned function takes it out, and closes the rooms it had. */
  add(member: Member): () => void {
    const off = member.sfu.on((event) => this.#happened(member, event));
    this.#members.set(member.id, { member, off });
    this.#tellAvailability();
    return () => this.#remove(member);
  }

  /** Ready when any is; else what the server's own says, or whoever is there. */
  get availability(): MediaAvailability {
    const all = [...this.#members.values()].map(({ member }) => member);
    const best = all.find(({ sfu }) => sfu.availability.state === 'ready') ?? all.find(({ own }) => own) ?? all[0];
    return best?.sfu.availability ?? { state: 'down', why: 'no media server is registered', since: new Date().toISOString() };
  }

  get load(): SfuLoad {
    const sum = { ...NO_LOAD };
    for (const { member } of this.#members.values())
      for (const name of Object.keys(sum) as (keyof SfuLoad)[]) sum[name] += member.sfu.load[name];
    return sum;
  }

  get size(): number {
    return this.#members.size;
  }

  on(listener: (event: SfuEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async call<M extends SfuMethod>(method: M, request: SfuRequest<M>): Promise<SfuAnswers[M]> {
    if (method === 'join') return this.#join(request as SfuRequest<'join'>) as Promise<SfuAnswers[M]>;
    const placed = this.#rooms.get(request.roomId);
    if (placed === undefined) {
      if (method === 'leave') return {} as SfuAnswers[M];
      throw new AppError('NOT_FOUND');
    }
    if (method === 'leave') this.#left(request.roomId, placed, request.peerId);
    return placed.member.sfu.call(method, request);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#members.values()].map(({ member }) => member.sfu.close()));
  }

  async #join(request: SfuRequest<'join'>): Promise<SfuAnswers['join']> {
    const { roomId, peerId } = request;
    const placed = this.#rooms.get(roomId) ?? this.#place(roomId, request.region ?? '');
    placed.peers.add(peerId);
    try {
      return await placed.member.sfu.call('join', request);
    } catch (error) {
      this.#left(roomId, placed, peerId);
      throw error;
    }
  }

  #place(roomId: string, region: string): Placed {
    const candidates = [...this.#members.values()].map(({ member }) => ({
      ...member,
      ready: member.sfu.availability.state === 'ready',
      // What an SFU reports is a second old: those placed on it meanwhile are known here.
      load: { ...member.sfu.load, peers: Math.max(member.sfu.load.peers, this.#peersOn(member)) },
    }));
    const chosen = chooseSfu(candidates, region);
    const member = chosen === undefined ? undefined : this.#members.get(chosen.id)?.member;
    if (member === undefined) throw new AppError('NOT_READY');
    const placed = { member, peers: new Set<string>() };
    this.#rooms.set(roomId, placed);
    return placed;
  }

  #peersOn(member: Member): number {
    let peers = 0;
    for (const placed of this.#rooms.values()) if (placed.member === member) peers += placed.peers.size;
    return peers;
  }

  #left(roomId: string, placed: Placed, peerId: string): void {
    placed.peers.delete(peerId);
    if (placed.peers.size === 0 && this.#rooms.get(roomId) === placed) this.#rooms.delete(roomId);
  }

  #happened(member: Member, event: SfuEvent): void {
    if (event.t === 'availability') return this.#tellAvailability();
    // An SFU speaks of the rooms that were placed on it, of no other.
    if (this.#rooms.get(event.roomId)?.member !== member) return;
    if (event.t === 'room-closed') this.#rooms.delete(event.roomId);
    this.#tell(event);
  }

  #remove(member: Member): void {
    const known = this.#members.get(member.id);
    if (known?.member !== member) return;
    known.off();
    this.#members.delete(member.id);
    this.#tellAvailability();
    for (const [roomId, placed] of this.#rooms) {
      if (placed.member !== member) continue;
      this.#rooms.delete(roomId);
      this.#tell({ t: 'room-closed', roomId, why: 'the media server is gone' });
    }
  }

  #tellAvailability(): void {
    const { availability } = this;
    const text = JSON.stringify({ ...availability, since: '' });
    if (text === this.#told) return;
    this.#told = text;
    this.#tell({ t: 'availability', availability });
  }

  #tell(event: SfuEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}

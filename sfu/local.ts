import type { Router } from 'mediasoup/types';
import { AppError } from '#shared/protocol/errors.ts';
import type { MediaAvailability } from '#shared/protocol/media.ts';
import { checked } from './checked.ts';
import { ROUTER_CODECS } from './codecs.ts';
import { iceServers, type Turn } from './ice-servers.ts';
import type { Listening } from './ports.ts';
import { Room } from './room.ts';
import { NO_LOAD, type Sfu, type SfuAnswers, type SfuEvent, type SfuLoad, type SfuLog, type SfuMethod, type SfuRequest } from './sfu.ts';
import { type Slot, Workers } from './workers.ts';

export interface LocalOptions {
  listening: Listening;
  /** Worker processes; one a core is right. */
  workers: number;
  turn: Turn | undefined;
  log: SfuLog;
}

/** How long a join waits for a dead worker's replacement, ms: less than the time a caller waits for its answer. */
const REPLACEMENT_MS = 3_000;
const LOOK_MS = 20;

/** Rooms on worker processes of this machine. Until `start` it is there, has no worker, and says so. */
export class LocalSfu implements Sfu {
  readonly #options: LocalOptions;
  readonly #listeners = new Set<(event: SfuEvent) => void>();
  readonly #rooms = new Map<string, Promise<Room>>();
  readonly #open = new Map<string, Room>();
  #workers: Workers | undefined;
  /** Rises when all rooms are closed at once: what began before is not finished after. */
  #epoch = 0;
  #availability: MediaAvailability = { state: 'starting', why: 'the media worker is being looked for', since: new Date().toISOString() };

  constructor(options: LocalOptions) {
    this.#options = options;
  }

  get availability(): MediaAvailability {
    return this.#availability;
  }

  get load(): SfuLoad {
    const load = { ...NO_LOAD, workers: this.#workers?.alive.length ?? 0, rooms: this.#open.size };
    for (const room of this.#open.values()) {
      const { peers, transports, producers, consumers } = room.load;
      load.peers += peers;
      load.transports += transports;
      load.producers += producers;
      load.consumers += consumers;
    }
    return load;
  }

  /** First of the ports, null without a worker. */
  get port(): number | null {
    return this.#workers?.firstPort ?? null;
  }

  /** Process ids of the workers, for those who watch them. */
  get pids(): number[] {
    return this.#workers?.alive.map(({ worker }) => worker.pid) ?? [];
  }

  /** Why there is no media yet, in words for the room. */
  waiting(state: 'starting' | 'down', why: string): void {
    this.#become({ state, why, since: new Date().toISOString() });
  }

  /** Starts the workers from this program. Throws when they cannot run or a port is taken; may be called again then. */
  async start(binary: string): Promise<void> {
    const { workers: count, listening, log } = this.#options;
    const workers = new Workers({ binary, count, listening, log, onChange: () => this.#counted(workers) });
    try {
      await workers.start();
    } catch (error) {
      workers.close();
      throw error;
    }
    this.#workers = workers;
    this.#become({ state: 'ready' });
  }

  on(listener: (event: SfuEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async call<M extends SfuMethod>(method: M, request: SfuRequest<M>): Promise<SfuAnswers[M]> {
    const run = this.#methods[method] as (request: SfuRequest<M>) => Promise<SfuAnswers[M]>;
    return checked(run(request));
  }

  /** Closes all rooms, those too that are just being made; whoever was in them is not told. */
  clear(): void {
    this.#epoch++;
    for (const room of this.#open.values()) this.#drop(room);
  }

  async close(): Promise<void> {
    this.clear();
    this.#workers?.close();
  }

  readonly #methods: { [M in SfuMethod]: (request: SfuRequest<M>) => Promise<SfuAnswers[M]> } = {
    join: async ({ roomId, peerId }) => {
      const epoch = this.#epoch;
      let room = await this.#enter(roomId);
      // The last peer may have left, and the room with it, while this one waited at the door.
      while (this.#open.get(roomId) !== room) room = await this.#enter(roomId);
      if (this.#epoch !== epoch) {
        if (room.empty) this.#drop(room);
        throw new AppError('NOT_READY');
      }
      room.join(peerId);
      return { routerRtpCapabilities: room.router.rtpCapabilities, iceServers: iceServers(this.#options.turn, peerId) };
    },
    leave: async ({ roomId, peerId }) => {
      const room = this.#open.get(roomId);
      room?.leave(peerId);
      if (room?.empty === true) this.#drop(room);
      return {};
    },
    hold: async ({ roomId, peerId, held }) => this.#room(roomId).peer(peerId).hold(held),
    transport: async ({ roomId, peerId, ...request }) => this.#room(roomId).peer(peerId).transport(request),
    connect: async ({ roomId, peerId, transportId, dtlsParameters }) =>
      this.#room(roomId).peer(peerId).connect(transportId, dtlsParameters),
    'restart-ice': async ({ roomId, peerId, transportId }) => this.#room(roomId).peer(peerId).restartIce(transportId),
    produce: async (request) => this.#room(request.roomId).produce(request),
    producer: async ({ roomId, peerId, producerId, state }) => this.#room(roomId).peer(peerId).setProducer(producerId, state),
    consume: async (request) => this.#room(request.roomId).consume(request),
    consumer: async ({ roomId, peerId, ...request }) => this.#room(roomId).peer(peerId).setConsumer(request),
  };

  #room(roomId: string): Room {
    const room = this.#open.get(roomId);
    if (room === undefined) throw new AppError('NOT_FOUND');
    return room;
  }

  /** Two who come first at once come into the same room. */
  #enter(roomId: string): Promise<Room> {
    const known = this.#rooms.get(roomId);
    if (known !== undefined) return known;
    const made = this.#make(roomId);
    this.#rooms.set(roomId, made);
    made.catch(() => this.#rooms.delete(roomId));
    return made;
  }

  /** A worker may die under the making, or all of them just before: a replacement is there in a moment, and is waited for. */
  async #make(roomId: string): Promise<Room> {
    const until = performance.now() + REPLACEMENT_MS;
    for (;;) {
      const slot = this.#workers?.take();
      if (slot !== undefined) {
        const room = await this.#makeOn(slot, roomId);
        if (room !== undefined) return room;
      }
      if (this.#workers === undefined || performance.now() > until) throw new AppError('NOT_READY');
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  }

  /** Undefined when the worker died meanwhile. */
  async #makeOn(slot: Slot, roomId: string): Promise<Room | undefined> {
    slot.rooms++;
    let router: Router;
    try {
      router = await slot.worker.createRouter({ mediaCodecs: ROUTER_CODECS });
    } catch (error) {
      slot.rooms--;
      if (slot.worker.closed) return undefined;
      throw error;
    }
    const room = new Room(roomId, router, slot.server, (event) => this.#tell(event));
    this.#open.set(roomId, room);
    router.observer.once('close', () => slot.rooms--);
    router.once('workerclose', () => {
      this.#drop(room);
      // The worker's own end is told in the same turn, after its routers': whoever hears of the room finds the right availability.
      process.nextTick(() => this.#tell({ t: 'room-closed', roomId, why: 'the media worker died' }));
    });
    return room;
  }

  #drop(room: Room): void {
    this.#rooms.delete(room.id);
    this.#open.delete(room.id);
    room.close();
  }

  #counted(workers: Workers): void {
    if (workers.alive.length > 0) this.#become({ state: 'ready' });
    else this.waiting('down', 'the media worker died and is being replaced');
  }

  #become(availability: MediaAvailability): void {
    if (availability.state === 'ready' && this.#availability.state === 'ready') return;
    this.#availability = availability;
    this.#tell({ t: 'availability', availability });
  }

  #tell(event: SfuEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}

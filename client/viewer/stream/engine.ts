import { readChunk, type ServerStreamMessage } from '#shared/protocol/stream.ts';
import { ArrivalRate } from './arrival-rate.ts';
import { ChunkStore } from './chunk-store.ts';
import { nextDecode, type Wanted } from './decode-plan.ts';
import { Link, type Socket } from './link.ts';
import { loadOf } from './load.ts';
import { type DecodeAnswer, type DecodeJob, type FromWorker, QUALITY, type Quality, type ToWorker } from './messages.ts';
import { pixelShape } from './pixels.ts';
import { Shapes } from './shapes.ts';

/** One decoder; answers in the order it was asked. Dies only with the page. */
export interface DecodeLane {
  decode(job: DecodeJob): Promise<DecodeAnswer>;
}

export interface EngineOptions {
  connect: () => Socket;
  lanes: readonly DecodeLane[];
  /** Compressed bytes held at most. */
  memoryLimit: number;
  post: (message: FromWorker, transfer?: Transferable[]) => void;
}

/** Frame states are told to the page at most this often, ms: a fast link completes hundreds of frames a second. */
const STATES_EVERY_MS = 30;
/** What is still to come is told this often while it changes, ms: the arbiter of the link decides as often. */
const LOAD_EVERY_MS = 250;

/** The stream worker without the worker: connection, codestreams, and which of them is decoded when. */
export class StreamEngine {
  readonly #options: EngineOptions;
  readonly #store = new ChunkStore();
  readonly #shapes = new Shapes();
  readonly #link: Link;
  #wanted: Wanted = { shown: [], window: [] };
  readonly #given = new Map<number, Quality>();
  readonly #told = new Map<number, Quality>();
  readonly #changed = new Set<number>();
  /** Frames whose codestream a decoder refused, with the quality it had then. */
  readonly #undecodable = new Map<number, Quality>();
  readonly #decoding = new Set<number>();
  readonly #idleLanes: DecodeLane[];
  #statesTimer: ReturnType<typeof setTimeout> | undefined;
  #loadTimer: ReturnType<typeof setInterval> | undefined;
  #loadTold = '';
  readonly #arrived = new ArrivalRate();
  #decodes = 0;
  #wasmBytes = new Map<DecodeLane, number>();

  constructor(options: EngineOptions) {
    this.#options = options;
    this.#idleLanes = [...options.lanes];
    this.#link = new Link({
      connect: options.connect,
      held: () => this.#store.held(),
      onChunk: (message) => this.#chunk(message),
      onMessage: (message) => this.#message(message),
      onPlane: (plane) => options.post({ k: 'plane', plane }),
    });
  }

  start(): void {
    this.#link.start();
    this.#loadTimer = setInterval(() => this.#tellLoad(), LOAD_EVERY_MS);
  }

  close(): void {
    this.#link.close();
    clearTimeout(this.#statesTimer);
    clearInterval(this.#loadTimer);
  }

  network(online: boolean): void {
    this.#link.network(online);
  }

  tell(message: Exclude<ToWorker, { k: 'open' }>): void {
    switch (message.k) {
      case 'focus': {
        this.#link.send({ t: 'focus', own: message.own, leader: message.leader });
        break;
      }
      case 'wanted': {
        this.#wanted = message;
        this.#pump();
        break;
      }
      case 'evicted': {
        for (const id of message.ids) this.#given.delete(id);
        this.#pump();
        break;
      }
      case 'want': {
        this.#link.send({ t: 'want', studyInstanceUid: message.studyInstanceUid });
        break;
      }
      case 'limit': {
        this.#link.send({ t: 'limit', bytesPerSecond: message.bytesPerSecond, yields: message.yields });
        break;
      }
      case 'statistics': {
        let wasmBytes = 0;
        for (const bytes of this.#wasmBytes.values()) wasmBytes += bytes;
        const statistics = {
          heldBytes: this.#store.bytes,
          wasmBytes,
          decodes: this.#decodes,
          fullFrames: this.#store.fullFrames(),
          connections: this.#link.connections,
        };
        this.#options.post({ k: 'statistics', statistics });
        break;
      }
    }
  }

  #message(message: ServerStreamMessage): void {
    switch (message.t) {
      case 'series': {
        this.#shapes.addSeries(message.series);
        break;
      }
      case 'frames': {
        this.#shapes.addFrames(message.frames);
        break;
      }
      case 'ready': {
        for (const frame of message.frames) this.#ready(frame);
        this.#pump();
        return;
      }
      case 'removed': {
        this.#store.forget(this.#shapes.removeStudy(message.studyInstanceUid));
        break;
      }
    }
    this.#options.post({ k: 'server', message });
  }

  #ready(frame: Parameters<ChunkStore['ready']>[0]): void {
    if (this.#store.info(frame.id)?.sha256 !== frame.sha256) this.#undecodable.delete(frame.id);
    this.#store.ready(frame);
    this.#changedState(frame.id);
  }

  #chunk(message: ArrayBuffer): void {
    this.#arrived.count(message.byteLength);
    const taken = this.#store.take(readChunk(message));
    if (taken.kind === 'again') this.#link.send({ t: 'again', id: taken.id, have: taken.have });
    if (taken.kind !== 'taken') return;
    if (taken.complete) void this.#verify(taken.id);
    this.#changedState(taken.id);
    this.#shrink();
    this.#pump();
  }

  async #verify(id: number): Promise<void> {
    const result = await this.#store.verify(id);
    if (result === 'again') this.#link.send({ t: 'again', id, have: 0 });
    if (result === 'refused') this.#options.post({ k: 'refused', id, why: 'its bytes arrive damaged every time' });
    this.#changedState(id);
    this.#pump();
  }

  #shrink(): void {
    if (this.#store.bytes <= this.#options.memoryLimit) return;
    const dropped = this.#store.shrink(this.#options.memoryLimit, new Set([...this.#wanted.shown, ...this.#wanted.window]));
    if (dropped.length === 0) return;
    this.#link.send({ t: 'dropped', ids: dropped });
    for (const id of dropped) this.#changedState(id);
  }

  #best = (id: number): Quality => {
    if (this.#decoding.has(id) || !this.#shapes.of(id)) return QUALITY.none;
    const quality = this.#store.quality(id);
    return (this.#undecodable.get(id) ?? 0) >= quality ? QUALITY.none : quality;
  };

  #pump(): void {
    while (this.#idleLanes.length > 0) {
      const id = nextDecode(this.#wanted, this.#best, (frame) => this.#given.get(frame) ?? QUALITY.none);
      if (id === null) return;
      const lane = this.#idleLanes.pop()!;
      void this.#decode(lane, id);
    }
  }

  async #decode(lane: DecodeLane, id: number): Promise<void> {
    const quality = this.#store.quality(id);
    const bytes = this.#store.codestream(id)!;
    const shape = pixelShape(this.#shapes.of(id)!);
    this.#decoding.add(id);
    const answer = await lane.decode({ id, quality, codec: this.#store.info(id)!.codec, shape, bytes });
    this.#decoding.delete(id);
    this.#decodes += 1;
    this.#idleLanes.push(lane);
    if (answer.ok) {
      this.#given.set(id, quality);
      this.#wasmBytes.set(lane, answer.wasmBytes);
      this.#options.post({ k: 'pixels', pixels: answer.pixels }, [answer.pixels.data.buffer]);
    } else {
      this.#undecodable.set(id, quality);
      // A broken preview may still become a good picture: only the whole codestream is refused for good.
      if (quality === QUALITY.full) this.#options.post({ k: 'refused', id, why: answer.why });
    }
    this.#pump();
  }

  #tellLoad(): void {
    const load = loadOf({
      store: this.#store,
      shown: this.#wanted.shown,
      frames: this.#shapes.frames,
      idle: this.#link.idle,
      receivedBps: this.#arrived.look(performance.now()),
    });
    const text = JSON.stringify(load);
    if (text === this.#loadTold) return;
    this.#loadTold = text;
    this.#options.post({ k: 'load', load });
  }

  #changedState(id: number): void {
    this.#changed.add(id);
    this.#statesTimer ??= setTimeout(() => this.#tellStates(), STATES_EVERY_MS);
  }

  #tellStates(): void {
    this.#statesTimer = undefined;
    const states: [number, Quality][] = [];
    for (const id of this.#changed) {
      const quality = this.#store.quality(id);
      if ((this.#told.get(id) ?? QUALITY.none) === quality) continue;
      this.#told.set(id, quality);
      states.push([id, quality]);
    }
    this.#changed.clear();
    if (states.length > 0) this.#options.post({ k: 'states', states });
  }
}

import { setTimeout as pause } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { type ClientStreamMessage, readChunk } from '#shared/protocol/stream.ts';
import { PROTOCOL_VERSION } from '#shared/protocol/version.ts';
import { Acknowledger } from '../../../client/viewer/stream/acks.ts';
import type { Loaded } from './load.ts';

/** When something was complete, ms after the start, and how many bytes of codestreams had come until then. */
export interface Milestone {
  readonly ms: number;
  readonly bytes: number;
}

export interface StreamRun {
  readonly firstPicture: Milestone;
  readonly firstLossless: Milestone;
  /** Whole series; null when the run ended with the jump. */
  readonly allPreview: Milestone | null;
  readonly allLossless: Milestone | null;
  /** From the jump to the preview and to the lossless slice, ms; null without a jump. */
  readonly jump: { readonly previewMs: number; readonly losslessMs: number; readonly bytes: number } | null;
  /** After a whole series: slices given up and selected again over the line that is warm, one after the other; until each was lossless, ms. */
  readonly warm: readonly { readonly ms: number; readonly bytes: number }[];
}

export interface OursArgument {
  readonly loaded: Loaded;
  readonly host: string;
  readonly port: number;
  /** Jump to a slice of which nothing is here yet once this share of the previews has come, then end. */
  readonly jumpAt: number | null;
}

/** Slices selected again on the warm line, as a share of the series. */
const WARM_PLACES = [0.2, 0.35, 0.5, 0.65, 0.8];

/** Time for the opened connection to come to rest before the clock starts, in round trips of 100 ms. */
const SETTLE_MS = 500;

/** Our stream as the worker in the browser takes it; the connection is open, what is looked at is told at time 0. */
export async function oursRun({ loaded, host, port, jumpAt }: OursArgument): Promise<StreamRun> {
  const ws = new WebSocket(`ws://${host}:${port}/stream?consult=${loaded.consultId}`, { headers: { cookie: loaded.cookie } });
  ws.binaryType = 'arraybuffer';
  await new Promise((resolve, reject) => ws.on('open', resolve).on('error', reject));
  await pause(SETTLE_MS);
  const tell = (message: ClientStreamMessage) => ws.send(JSON.stringify(message));
  const focus = (id: number) => tell({ t: 'focus', own: [{ series: loaded.series, id, span: 0, direction: 0 }], leader: [] });
  const acks = new Acknowledger((bytes) => tell({ t: 'ack', bytes }));
  const select = (id: number) => {
    tell({ t: 'dropped', ids: [id] });
    focus(id);
  };
  const progress = new Progress(loaded, jumpAt, focus, select);
  try {
    return await new Promise((resolve, reject) => {
      ws.on('close', (code) => reject(new Error(`the stream closed with ${code}`)));
      ws.on('message', (data: ArrayBuffer, binary: boolean) => {
        if (!binary) return;
        acks.count(data.byteLength);
        const done = progress.take(readChunk(data));
        if (done !== null) resolve(done);
      });
      progress.start();
      focus(progress.middle.id);
      tell({ t: 'hello', protocol: PROTOCOL_VERSION, held: [] });
    });
  } finally {
    acks.close();
    ws.removeAllListeners('close').terminate();
  }
}

/** What has come of which frame, and the milestones on the way. */
class Progress {
  readonly middle: Loaded['frames'][number];
  readonly #loaded: Loaded;
  readonly #jumpAt: number | null;
  readonly #focus: (id: number) => void;
  readonly #select: (id: number) => void;
  readonly #byId: Map<number, Loaded['frames'][number]>;
  readonly #held = new Map<number, number>();
  #started = 0;
  #bytes = 0;
  #previews = 0;
  #lossless = 0;
  #firstPicture: Milestone | null = null;
  #firstLossless: Milestone | null = null;
  #allPreview: Milestone | null = null;
  #allLossless: Milestone | null = null;
  #jump: { id: number; at: number; previewMs: number | null } | null = null;
  readonly #warm: { ms: number; bytes: number }[] = [];
  #selectedAt = 0;

  constructor(loaded: Loaded, jumpAt: number | null, focus: (id: number) => void, select: (id: number) => void) {
    this.#loaded = loaded;
    this.#jumpAt = jumpAt;
    this.#focus = focus;
    this.#select = select;
    this.#byId = new Map(loaded.frames.map((frame) => [frame.id, frame]));
    this.middle = loaded.frames[Math.floor(loaded.frames.length / 2)]!;
  }

  start(): void {
    this.#started = performance.now();
  }

  /** The run's result once it is over. */
  take({ id, from, payload }: { id: number; from: number; payload: Uint8Array }): StreamRun | null {
    this.#bytes += payload.length;
    const frame = this.#byId.get(id);
    if (frame === undefined) return null;
    const before = this.#held.get(id) ?? 0;
    if (from !== before) throw new Error(`frame ${id} goes on at ${from}, ${before} are here`);
    const now = before + payload.length;
    this.#held.set(id, now);
    const passed = (end: number) => before < end && now >= end;
    if (passed(frame.preview)) this.#onPreview(id);
    if (passed(frame.total)) return this.#onLossless(id);
    return null;
  }

  #here(): Milestone {
    return { ms: performance.now() - this.#started, bytes: this.#bytes };
  }

  #onPreview(id: number): void {
    if (this.#allLossless !== null) return;
    this.#previews++;
    if (id === this.middle.id) this.#firstPicture = this.#here();
    if (id === this.#jump?.id) this.#jump.previewMs = performance.now() - this.#jump.at;
    if (this.#previews === this.#loaded.frames.length) this.#allPreview = this.#here();
    const due = this.#jumpAt !== null && this.#previews >= this.#jumpAt * this.#loaded.frames.length;
    if (due && this.#jump === null && this.#firstLossless !== null) this.#jumpAway();
  }

  #onLossless(id: number): StreamRun | null {
    if (this.#allLossless !== null) return this.#onSelected(id);
    this.#lossless++;
    if (id === this.middle.id) this.#firstLossless = this.#here();
    if (id === this.#jump?.id) return this.#result(performance.now() - this.#jump.at);
    if (this.#lossless < this.#loaded.frames.length) return null;
    this.#allLossless = this.#here();
    this.#selectNext();
    return null;
  }

  /** To the lowest slice: the last in the plan, nothing of it has come. */
  #jumpAway(): void {
    const target = this.#loaded.frames[0]!;
    if (this.#held.has(target.id)) throw new Error('the slice to jump to is here already');
    this.#jump = { id: target.id, at: performance.now(), previewMs: null };
    this.#focus(target.id);
  }

  #onSelected(id: number): StreamRun | null {
    this.#warm.push({ ms: performance.now() - this.#selectedAt, bytes: this.#byId.get(id)!.total });
    if (this.#warm.length === WARM_PLACES.length) return this.#result(null);
    this.#selectNext();
    return null;
  }

  /** At once, so that the line does not go cold. */
  #selectNext(): void {
    const { frames } = this.#loaded;
    const { id } = frames[Math.floor(WARM_PLACES[this.#warm.length]! * frames.length)]!;
    this.#held.set(id, 0);
    this.#selectedAt = performance.now();
    this.#select(id);
  }

  #result(jumpMs: number | null): StreamRun {
    return {
      firstPicture: this.#firstPicture!,
      firstLossless: this.#firstLossless!,
      allPreview: this.#allPreview,
      allLossless: this.#allLossless,
      warm: this.#warm,
      jump:
        jumpMs === null ? null : { previewMs: this.#jump!.previewMs!, losslessMs: jumpMs, bytes: this.#byId.get(this.#jump!.id)!.total },
    };
  }
}

import { type PlanSeries, plan, type Task } from '#shared/imaging/plan.ts';
import {
  CHUNK_HEADER_BYTES,
  type ClientStreamMessage,
  type FocusView,
  type ReadyFrame,
  type SeriesDescriptor,
  type ServerStreamMessage,
  tagOf,
  writeChunkHeader,
} from '#shared/protocol/stream.ts';
import { PROTOCOL_VERSION } from '#shared/protocol/version.ts';
import { describeSeries, type FrameModel, type StudyChange, type StudyModel } from '../live/study-model.ts';
import { Credit } from './credit.ts';
import { type FrameFidelity, Held } from './held.ts';
import { Pace } from './pace.ts';
import { Yielding } from './yielding.ts';

/** What a session needs of the world: the socket it writes to, where codestreams come from, and the clock. */
export interface SessionPorts {
  sendText(message: ServerStreamMessage): void;
  sendBinary(message: Uint8Array): void;
  /** In memory right now, else undefined. */
  peek(frame: FrameModel): Buffer | undefined;
  /** Resolves when `peek` will answer; rejects when the derived file is gone (it is being made again). */
  fetch(frame: FrameModel): Promise<unknown>;
  now(): number;
  /** Pictures of people give way to a slice on this screen, or go on. */
  holdPictures(held: boolean): void;
}

/** Arrivals are let into the plan at most this often, ms; a change of focus at once. */
const REPLAN_MS = 20;
/** Descriptors of frames in one text message. */
const DESCRIPTORS_PER_MESSAGE = 200;
/** The link's figures are told at most this often, ms. */
const LINK_EVERY_MS = 1_000;
/** Frames ahead in the plan whose files are read before their turn. */
const READ_AHEAD = 4;
/** While sound and pictures share the link, what nobody looks at is sent only into a queue shorter than this, ms: the next jump stands behind it. */
const PREFETCH_QUEUE_MS = 30;

interface Attached {
  model: StudyModel;
  prior: boolean;
}

/** One viewer's stream: knows what that viewer holds, ranks what is missing, sends the best next chunk whenever there is credit. */
export class StreamSession {
  readonly id: string;
  readonly #ports: SessionPorts;
  readonly #credit = new Credit();
  readonly #pace = new Pace();
  readonly #held = new Held();
  readonly #yielding: Yielding;
  readonly #studies = new Map<string, Attached>();
  readonly #announced = new Set<number>();
  readonly #described = new Set<number>();
  readonly #tags = new Map<number, number>();
  readonly #dropped = new Set<number>();
  readonly #reading = new Set<number>();
  #own: FocusView[] = [];
  #leader: FocusView[] = [];
  #tasks: Task[] = [];
  #next = 0;
  #stale = true;
  #plannedAt = 0;
  #replanTimer: NodeJS.Timeout | undefined;
  #paceTimer: NodeJS.Timeout | undefined;
  #greeted = false;
  #idle = false;
  /** Of all bytes sent, where the last for a slice on the screen ended. */
  #screenEnd = 0;
  #linkToldAt = 0;
  #closed = false;

  constructor(id: string, ports: SessionPorts) {
    this.id = id;
    this.#ports = ports;
    this.#yielding = new Yielding((held) => ports.holdPictures(held));
    ports.sendText({ t: 'welcome', protocol: PROTOCOL_VERSION, session: id });
  }

  /** What of this frame the viewer has now. */
  fidelity(frameId: number): FrameFidelity {
    const ready = this.#frame(frameId)?.ready;
    return ready ? this.#held.fidelity(frameId, previewBytes(ready), totalBytes(ready)) : 'none';
  }

  /** Frames on this viewer's screen (own, then the leader's). */
  get focus(): readonly FocusView[] {
    return [...this.#own, ...this.#leader];
  }

  attach(model: StudyModel, prior: boolean): void {
    this.#studies.set(model.study.studyInstanceUid, { model, prior });
    this.#ports.sendText({ t: 'studies', studies: [{ ...model.study, prior }] });
    this.#tellSeries([...model.series.values()].map((series) => describeSeries(series, model.study.studyInstanceUid)));
    this.#replan();
  }

  detach(studyInstanceUid: string): void {
    if (!this.#studies.delete(studyInstanceUid)) return;
    this.#ports.sendText({ t: 'removed', studyInstanceUid });
    this.#replan();
  }

  changed(model: StudyModel, change: StudyChange): void {
    this.#tellSeries(change.series.map((series) => describeSeries(series, model.study.studyInstanceUid)));
    this.#replanSoon();
  }

  ready(ready: ReadyFrame): void {
    // Made again with other bytes: what the client holds of the old ones is worth nothing.
    if (this.#tags.get(ready.id) !== undefined && this.#tags.get(ready.id) !== tagOf(ready.sha256)) this.#forget(ready.id);
    this.#replanSoon();
  }

  failed(id: number, why: string): void {
    const frame = this.#frame(id);
    if (frame !== undefined) this.#describe([frame]);
    this.#ports.sendText({ t: 'failed', frames: [{ id, why }] });
  }

  message(message: ClientStreamMessage): void {
    switch (message.t) {
      case 'hello': {
        this.#greeted = true;
        for (const [id, bytes, tag] of message.held) this.#restore(id, bytes, tag);
        this.#replan();
        break;
      }
      case 'focus': {
        this.#own = message.own;
        this.#leader = message.leader;
        for (const view of this.focus) this.#dropped.delete(view.id);
        this.#replan();
        break;
      }
      case 'ack': {
        this.#credit.onAck(message.bytes, this.#ports.now());
        this.#pump();
        break;
      }
      case 'again': {
        this.#held.set(message.id, Math.min(message.have, this.#held.sent(message.id)));
        this.#dropped.delete(message.id);
        this.#replan();
        break;
      }
      case 'dropped': {
        for (const id of message.ids) {
          this.#held.set(id, 0);
          this.#dropped.add(id);
        }
        this.#replan();
        break;
      }
      case 'want': {
        const attached = this.#studies.get(message.studyInstanceUid);
        if (attached !== undefined) attached.prior = false;
        this.#replan();
        break;
      }
      case 'limit': {
        this.#pace.set(message.bytesPerSecond, this.#ports.now());
        this.#yielding.allow(message.yields);
        this.#pump();
        break;
      }
      default:
        message satisfies never;
    }
  }

  /** Nothing is left to send: says so again, so that the viewer notices a dead line. */
  beat(): void {
    if (this.#idle) this.#ports.sendText({ t: 'idle' });
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#replanTimer);
    clearTimeout(this.#paceTimer);
    this.#yielding.close();
  }

  #restore(id: number, bytes: number, tag: number): void {
    const ready = this.#frame(id)?.ready;
    if (!ready || tagOf(ready.sha256) !== tag) return;
    this.#held.set(id, Math.min(bytes, totalBytes(ready)));
    this.#tags.set(id, tag);
    this.#announce(ready);
  }

  #forget(id: number): void {
    this.#held.set(id, 0);
    this.#announced.delete(id);
    this.#tags.delete(id);
  }

  #frame(id: number): FrameModel | undefined {
    for (const { model } of this.#studies.values()) {
      const frame = model.frame(id);
      if (frame !== undefined) return frame;
    }
    return undefined;
  }

  #tellSeries(series: SeriesDescriptor[]): void {
    if (series.length > 0) this.#ports.sendText({ t: 'series', series });
  }

  #replanSoon(): void {
    const wait = this.#plannedAt + REPLAN_MS - this.#ports.now();
    if (wait <= 0) return this.#replan();
    this.#replanTimer ??= setTimeout(() => this.#replan(), wait);
  }

  #replan(): void {
    clearTimeout(this.#replanTimer);
    this.#replanTimer = undefined;
    this.#stale = true;
    this.#pump();
  }

  #makePlan(): void {
    this.#stale = false;
    this.#plannedAt = this.#ports.now();
    const series: PlanSeries[] = [];
    for (const { model, prior } of this.#studies.values()) {
      for (const one of model.series.values()) {
        const frames = one.frames.map(({ descriptor: { id }, ready }) => ({
          id,
          previewBytes: ready && !this.#dropped.has(id) ? previewBytes(ready) : 0,
          totalBytes: ready && !this.#dropped.has(id) ? totalBytes(ready) : 0,
          sent: this.#held.sent(id),
        }));
        series.push({ uid: one.uid, role: one.role, prior, frames, heights: one.heights });
      }
    }
    this.#tasks = plan({ series, own: this.#own, leader: this.#leader });
    this.#next = 0;
  }

  #pump(): void {
    if (!this.#greeted || this.#closed) return;
    if (this.#stale) this.#makePlan();
    for (;;) {
      const next = this.#nextTask();
      const onScreen = next !== undefined && this.focus.some((view) => view.id === next.task.id);
      this.#yielding.slice(onScreen || this.#credit.acked < this.#screenEnd);
      const shared = this.#pace.capped;
      if ((onScreen && shared ? this.#credit.availableToScreen : this.#credit.available) <= 0) break;
      if (next === undefined) return this.#finished();
      this.#idle = false;
      const { task, frame, ready } = next;
      const codestream = this.#ports.peek(frame);
      if (codestream === undefined) return this.#readAhead();
      const held = !onScreen && shared;
      if (held && this.#credit.inFlight > 0 && (this.#credit.queueMs > PREFETCH_QUEUE_MS || this.#credit.availableToPrefetch <= 0)) break;
      const wait = onScreen ? 0 : this.#pace.wait(this.#ports.now());
      if (wait > 0) return this.#pumpIn(wait);
      const bytes = this.#sendChunk(frame, ready, codestream, { until: task.until, held });
      if (onScreen) this.#screenEnd = this.#credit.sent;
      else this.#pace.sent(bytes);
    }
    this.#tellLink();
  }

  /** The first that is not done. */
  #nextTask(): { task: Task; frame: FrameModel; ready: ReadyFrame } | undefined {
    for (; this.#next < this.#tasks.length; this.#next++) {
      const task = this.#tasks[this.#next]!;
      const frame = this.#frame(task.id);
      if (frame?.ready && this.#held.sent(task.id) < task.until) return { task, frame, ready: frame.ready };
    }
    return undefined;
  }

  #pumpIn(ms: number): void {
    clearTimeout(this.#paceTimer);
    this.#paceTimer = setTimeout(() => this.#pump(), ms);
    this.#tellLink();
  }

  #sendChunk(frame: FrameModel, ready: ReadyFrame, codestream: Buffer, { until, held }: { until: number; held: boolean }): number {
    const id = ready.id;
    this.#describe([frame]);
    this.#announce(ready);
    const from = this.#held.sent(id);
    const payload = Math.min(until - from, this.#credit.chunkBytes);
    const message = Buffer.allocUnsafeSlow(CHUNK_HEADER_BYTES + payload);
    writeChunkHeader(new DataView(message.buffer), { id, tag: tagOf(ready.sha256), from, total: codestream.length });
    codestream.copy(message, CHUNK_HEADER_BYTES, from, from + payload);
    this.#held.set(id, from + payload);
    this.#credit.onSend(message.length, this.#ports.now(), held);
    this.#ports.sendBinary(message);
    // The first picture is on its way: now the rest of its series may be described.
    this.#describeSeriesOf(frame);
    return message.length;
  }

  #describeSeriesOf(frame: FrameModel): void {
    for (const { model } of this.#studies.values()) {
      const series = model.series.get(frame.descriptor.series);
      if (series === undefined) continue;
      const missing = series.frames.filter((one) => !this.#described.has(one.descriptor.id));
      this.#describe(missing);
    }
  }

  #describe(frames: readonly FrameModel[]): void {
    const fresh = frames.filter((frame) => !this.#described.has(frame.descriptor.id));
    for (let i = 0; i < fresh.length; i += DESCRIPTORS_PER_MESSAGE) {
      const some = fresh.slice(i, i + DESCRIPTORS_PER_MESSAGE);
      for (const frame of some) this.#described.add(frame.descriptor.id);
      this.#ports.sendText({ t: 'frames', frames: some.map((frame) => frame.descriptor) });
      const failed = some.flatMap((frame) => (frame.failed === null ? [] : [{ id: frame.descriptor.id, why: frame.failed }]));
      if (failed.length > 0) this.#ports.sendText({ t: 'failed', frames: failed });
    }
  }

  #announce(ready: ReadyFrame): void {
    if (this.#announced.has(ready.id)) return;
    this.#announced.add(ready.id);
    this.#tags.set(ready.id, tagOf(ready.sha256));
    this.#ports.sendText({ t: 'ready', frames: [ready] });
  }

  #readAhead(): void {
    for (const task of this.#tasks.slice(this.#next, this.#next + READ_AHEAD)) {
      const frame = this.#frame(task.id);
      if (!frame?.ready || this.#reading.has(task.id) || this.#ports.peek(frame) !== undefined) continue;
      this.#reading.add(task.id);
      this.#ports
        .fetch(frame)
        .catch(() => {
          frame.ready = null;
        })
        .finally(() => {
          this.#reading.delete(task.id);
          this.#pump();
        });
    }
  }

  /** Everything that is ready has been sent: now whatever has no pixels yet is described too. */
  #finished(): void {
    for (const { model } of this.#studies.values()) for (const series of model.series.values()) this.#describe(series.frames);
    if (!this.#idle) this.#ports.sendText({ t: 'idle' });
    this.#idle = true;
  }

  #tellLink(): void {
    const now = this.#ports.now();
    if (this.#credit.bytesPerSecond === 0 || now - this.#linkToldAt < LINK_EVERY_MS) return;
    this.#linkToldAt = now;
    this.#ports.sendText({
      t: 'link',
      bytesPerSecond: Math.round(this.#credit.bytesPerSecond),
      rttMs: Math.round(this.#credit.rttMs * 10) / 10,
    });
  }
}

const previewBytes = (ready: ReadyFrame): number => ready.ends[ready.preview]!;
const totalBytes = (ready: ReadyFrame): number => ready.ends[ready.ends.length - 1]!;

import { type ClientStreamMessage, type FocusView, type ReadyFrame, tagOf } from '#shared/protocol/stream.ts';
import { PROTOCOL_VERSION } from '#shared/protocol/version.ts';
import { describeSeries, type StudyChange, type StudyModel } from '../live/study-model.ts';
import { AttachedStudies } from './attached.ts';
import { chunkOf } from './chunk.ts';
import { type FrameFidelity, Held, totalBytes } from './held.ts';
import { Line } from './line.ts';
import type { SessionPorts } from './ports.ts';
import { type Next, Queue } from './queue.ts';
import { ReadAhead } from './read-ahead.ts';
import { Told } from './told.ts';

/** Arrivals are let into the plan at most this often, ms; a change of focus at once. */
const REPLAN_MS = 20;
/** Frames ahead in the plan whose files are read before their turn. */
const READ_AHEAD = 4;

/** One viewer's stream: knows what that viewer holds, ranks what is missing, sends the best next chunk whenever there is credit. */
export class StreamSession {
  readonly id: string;
  readonly #ports: SessionPorts;
  readonly #studies = new AttachedStudies();
  readonly #held = new Held();
  readonly #queue = new Queue(this.#studies, this.#held);
  readonly #told: Told;
  readonly #line: Line;
  readonly #files: ReadAhead;
  #replanTimer: NodeJS.Timeout | undefined;
  #paceTimer: NodeJS.Timeout | undefined;
  #greeted = false;
  #idle = false;
  #closed = false;

  constructor(id: string, ports: SessionPorts) {
    this.id = id;
    this.#ports = ports;
    this.#told = new Told((message) => ports.sendText(message));
    this.#line = new Line((held) => ports.holdPictures(held));
    this.#files = new ReadAhead(ports, () => this.#pump());
    ports.sendText({ t: 'welcome', protocol: PROTOCOL_VERSION, session: id });
  }

  /** What of this frame the viewer has now. */
  fidelity(frameId: number): FrameFidelity {
    const ready = this.#studies.frame(frameId)?.ready;
    return ready ? this.#held.fidelity(ready) : 'none';
  }

  /** Frames on this viewer's screen (own, then the leader's). */
  get focus(): readonly FocusView[] {
    return this.#queue.focus;
  }

  attach(model: StudyModel, prior: boolean): void {
    this.#studies.add(model, prior);
    this.#ports.sendText({ t: 'studies', studies: [{ ...model.study, prior }] });
    this.#told.series([...model.series.values()].map((series) => describeSeries(series, model.study.studyInstanceUid)));
    this.#replan();
  }

  detach(studyInstanceUid: string): void {
    if (!this.#studies.remove(studyInstanceUid)) return;
    this.#ports.sendText({ t: 'removed', studyInstanceUid });
    this.#replan();
  }

  changed(model: StudyModel, change: StudyChange): void {
    this.#told.series(change.series.map((series) => describeSeries(series, model.study.studyInstanceUid)));
    this.#replanSoon();
  }

  ready(ready: ReadyFrame): void {
    // Made again with other bytes: what the client holds of the old ones is worth nothing.
    if (this.#told.announcedOther(ready)) {
      this.#held.set(ready.id, 0);
      this.#told.forget(ready.id);
    }
    this.#replanSoon();
  }

  failed(id: number, why: string): void {
    const frame = this.#studies.frame(id);
    if (frame !== undefined) this.#told.describe([frame]);
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
        this.#queue.look(message.own, message.leader);
        for (const view of this.focus) this.#held.lookedAt(view.id);
        this.#replan();
        break;
      }
      case 'ack': {
        this.#line.acked(message.bytes, this.#ports.now());
        this.#pump();
        break;
      }
      case 'again': {
        this.#held.again(message.id, message.have);
        this.#replan();
        break;
      }
      case 'dropped': {
        for (const id of message.ids) this.#held.drop(id);
        this.#replan();
        break;
      }
      case 'want': {
        this.#studies.want(message.studyInstanceUid);
        this.#replan();
        break;
      }
      case 'limit': {
        this.#line.limit(message.bytesPerSecond, message.yields, this.#ports.now());
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
    this.#line.close();
  }

  #restore(id: number, bytes: number, tag: number): void {
    const ready = this.#studies.frame(id)?.ready;
    if (!ready || tagOf(ready.sha256) !== tag) return;
    this.#held.set(id, Math.min(bytes, totalBytes(ready)));
    this.#told.announce(ready);
  }

  #replanSoon(): void {
    const wait = this.#queue.plannedAt + REPLAN_MS - this.#ports.now();
    if (wait <= 0) return this.#replan();
    this.#replanTimer ??= setTimeout(() => this.#replan(), wait);
  }

  #replan(): void {
    clearTimeout(this.#replanTimer);
    this.#replanTimer = undefined;
    this.#queue.spoil();
    this.#pump();
  }

  #pump(): void {
    if (!this.#greeted || this.#closed) return;
    this.#queue.refresh(this.#ports.now());
    for (;;) {
      const next = this.#queue.next();
      const onScreen = next !== undefined && this.#queue.isOnScreen(next.task.id);
      this.#line.turn(onScreen);
      if (!this.#line.hasRoom(onScreen)) break;
      if (next === undefined) return this.#finished();
      this.#idle = false;
      const codestream = this.#ports.peek(next.frame);
      if (codestream === undefined) return this.#files.read(this.#queue.ahead(READ_AHEAD));
      const wait = this.#line.wait(onScreen, this.#ports.now());
      if (wait === null) break;
      if (wait > 0) return this.#pumpIn(wait);
      this.#sendChunk(next, codestream, onScreen);
    }
    this.#tellLink();
  }

  #pumpIn(ms: number): void {
    clearTimeout(this.#paceTimer);
    this.#paceTimer = setTimeout(() => this.#pump(), ms);
    this.#tellLink();
  }

  #sendChunk({ task, frame, ready }: Next, codestream: Buffer, onScreen: boolean): void {
    this.#told.describe([frame]);
    this.#told.announce(ready);
    const from = this.#held.sent(task.id);
    const bytes = Math.min(task.until - from, this.#line.chunkBytes);
    const message = chunkOf(ready, codestream, from, bytes);
    this.#held.set(task.id, from + bytes);
    this.#line.sent(message.length, onScreen, this.#ports.now());
    this.#ports.sendBinary(message);
    // The first picture is on its way: now the rest of its series may be described.
    for (const series of this.#studies.seriesOf(frame.descriptor.series)) this.#told.describe(series.frames);
  }

  /** Everything that is ready has been sent: now whatever has no pixels yet is described too. */
  #finished(): void {
    for (const { series } of this.#studies.series()) this.#told.describe(series.frames);
    if (!this.#idle) this.#ports.sendText({ t: 'idle' });
    this.#idle = true;
  }

  #tellLink(): void {
    const figures = this.#line.figures(this.#ports.now());
    if (figures !== null) this.#ports.sendText({ t: 'link', ...figures });
  }
}

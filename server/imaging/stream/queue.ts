import { type PlanSeries, plan, type Task } from '#shared/imaging/plan.ts';
import type { FocusView, ReadyFrame } from '#shared/protocol/stream.ts';
import type { FrameModel } from '../live/study-model.ts';
import type { AttachedStudies } from './attached.ts';
import { type Held, previewBytes, totalBytes } from './held.ts';

/** What is best to send next: a task that is not done, and the frame it is of. */
export interface Next {
  readonly task: Task;
  readonly frame: FrameModel;
  readonly ready: ReadyFrame;
}

/** What one viewer lacks, in the order in which it is best sent: the plan, made again when it has become stale. */
export class Queue {
  readonly #studies: AttachedStudies;
  readonly #held: Held;
  #own: readonly FocusView[] = [];
  #leader: readonly FocusView[] = [];
  #tasks: Task[] = [];
  #at = 0;
  #stale = true;
  #plannedAt = 0;

  constructor(studies: AttachedStudies, held: Held) {
    this.#studies = studies;
    this.#held = held;
  }

  /** Frames on the viewer's screen (own, then the leader's). */
  get focus(): readonly FocusView[] {
    return [...this.#own, ...this.#leader];
  }

  /** When the plan was made last, ms. */
  get plannedAt(): number {
    return this.#plannedAt;
  }

  look(own: readonly FocusView[], leader: readonly FocusView[]): void {
    this.#own = own;
    this.#leader = leader;
  }

  isOnScreen(id: number): boolean {
    return this.#own.some((view) => view.id === id) || this.#leader.some((view) => view.id === id);
  }

  /** Something changed: what was planned holds no longer. */
  spoil(): void {
    this.#stale = true;
  }

  refresh(now: number): void {
    if (!this.#stale) return;
    this.#stale = false;
    this.#plannedAt = now;
    this.#tasks = plan({ series: [...this.#planned()], own: this.#own, leader: this.#leader });
    this.#at = 0;
  }

  /** The first that is not done. */
  next(): Next | undefined {
    for (; this.#at < this.#tasks.length; this.#at++) {
      const task = this.#tasks[this.#at]!;
      const frame = this.#studies.frame(task.id);
      if (frame?.ready && this.#held.sent(task.id) < task.until) return { task, frame, ready: frame.ready };
    }
    return undefined;
  }

  /** Frames of the next so many tasks, as far as they can be read. */
  *ahead(count: number): Generator<FrameModel> {
    for (const task of this.#tasks.slice(this.#at, this.#at + count)) {
      const frame = this.#studies.frame(task.id);
      if (frame?.ready) yield frame;
    }
  }

  *#planned(): Generator<PlanSeries> {
    for (const { series, prior } of this.#studies.series()) {
      const frames = series.frames.map(({ descriptor: { id }, ready }) => {
        const there = ready !== null && !this.#held.isDropped(id);
        return { id, previewBytes: there ? previewBytes(ready) : 0, totalBytes: there ? totalBytes(ready) : 0, sent: this.#held.sent(id) };
      });
      yield { uid: series.uid, role: series.role, prior, frames, heights: series.heights };
    }
  }
}

import { eventTarget } from '@cornerstonejs/core';
import { annotation as annotations, Enums, utilities } from '@cornerstonejs/tools';
import type { Mark } from '#shared/protocol/marks.ts';
import type { DrawnMark, MarkStyle, ViewerEvents } from '../api.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Emitter } from '../controller/emitter.ts';
import type { BasePane } from '../panes/base-pane.ts';
import { asAnnotation, asLoose, type LooseAnnotation } from '../vendor-types.ts';
import { isSound, toAnnotation, toMark } from './mark-codec.ts';
import { paint, unpaint } from './mark-style.ts';

/** A mark being drawn is told at most this often, ms. */
const DRAWING_EVERY_MS = 33;

const { ANNOTATION_ADDED, ANNOTATION_COMPLETED, ANNOTATION_MODIFIED, ANNOTATION_REMOVED } = Enums.Events;
const { StatsUpdated } = Enums.ChangeTypes;

export interface BoardOptions {
  catalogue: Catalogue;
  events: Emitter<ViewerEvents>;
  panes: () => Iterable<BasePane>;
  /** Hue of the person here. */
  hue: () => number;
  writer: () => boolean;
  /** The points or the text of a mark changed, or it came: its value is to be worked out again. */
  changed: (uid: string) => void;
}

/**
 * Between the marks of the document and what Cornerstone draws. Invariants: what is shown because somebody else said so is never told
 * back; a mark under the hand of the person here is not overwritten; a mark that could stop the drawing is not let in; what cannot be
 * placed yet waits.
 */
export class MarkBoard {
  readonly #options: BoardOptions;
  readonly #shown = new Map<string, { mark: Mark | DrawnMark; style: MarkStyle }>();
  /** Sound marks whose slice is not known yet. */
  readonly #waiting = new Set<string>();
  /** Drawn here, not finished. */
  readonly #fresh = new Set<string>();
  /** Own finished marks that are being moved. */
  readonly #moved = new Set<string>();
  /** True while a mark of the document is put in or taken out: Cornerstone's events are then echoes. */
  #applying = false;
  #drawing: { uid: string; timer: ReturnType<typeof setTimeout> } | null = null;
  readonly #stops: (() => void)[] = [];

  constructor(options: BoardOptions) {
    this.#options = options;
    const listen = (name: string, handle: (detail: { annotation: unknown; changeType?: string }) => void) => {
      const listener = (event: Event) => {
        if (!this.#applying) handle((event as CustomEvent<{ annotation: unknown; changeType?: string }>).detail);
      };
      eventTarget.addEventListener(name, listener as EventListener);
      this.#stops.push(() => eventTarget.removeEventListener(name, listener as EventListener));
    };
    listen(ANNOTATION_ADDED, ({ annotation }) => this.#added(asLoose(annotation)));
    listen(ANNOTATION_MODIFIED, ({ annotation, changeType }) => {
      if (changeType !== StatsUpdated) this.#modified(asLoose(annotation));
    });
    listen(ANNOTATION_COMPLETED, ({ annotation }) => this.#completed(asLoose(annotation)));
    listen(ANNOTATION_REMOVED, ({ annotation }) => this.#removed(asLoose(annotation)));
    // Cornerstone says when a new mark is finished, but not when one has been moved. Its own mouse-up comes after pointer-up.
    const up = () => setTimeout(() => this.#settle(), 0);
    window.addEventListener('pointerup', up);
    this.#stops.push(
      () => window.removeEventListener('pointerup', up),
      options.catalogue.listen(({ kind }) => {
        if (kind === 'content') this.#retry();
      }),
    );
  }

  /** Marks on the screen or waiting for their slice. */
  marks(): ReadonlyMap<string, { mark: Mark | DrawnMark; style: MarkStyle }> {
    return this.#shown;
  }

  show(mark: Mark | DrawnMark, style: MarkStyle): void {
    if (!isSound(mark)) return;
    if (this.#moved.has(mark.uid) || this.#fresh.has(mark.uid)) return;
    this.#shown.set(mark.uid, { mark, style });
    this.#place(mark.uid);
  }

  hide(uid: string): void {
    this.#shown.delete(uid);
    this.#waiting.delete(uid);
    this.#moved.delete(uid);
    this.#fresh.delete(uid);
    this.#take(uid);
    this.#options.changed(uid);
  }

  /** Erases an own mark at a spot; false when there is none. */
  eraseAt(pane: BasePane, near: (annotation: LooseAnnotation) => boolean): boolean {
    if (!this.#options.writer()) return false;
    const frames = annotations.state.getAllAnnotations().map(asLoose);
    const visible = new Set(this.#visible(pane));
    const found = frames.find(
      (candidate) => this.#shown.get(candidate.annotationUID)?.style.own && visible.has(candidate.annotationUID) && near(candidate),
    );
    if (!found) return false;
    const uid = found.annotationUID;
    this.hide(uid);
    this.#options.events.emit('erased', { uid });
    return true;
  }

  /** What stands beside a mark. */
  setLines(uid: string, lines: string[]): void {
    const annotation = this.#find(uid);
    if (!annotation || annotation.data.shownLines?.join() === lines.join()) return;
    annotation.data.shownLines = lines;
    this.render();
  }

  /** The permission to write changed: own marks can or cannot be moved. */
  relock(): void {
    for (const [uid, { style }] of this.#shown) annotations.locking.setAnnotationLocked(uid, !style.own || !this.#options.writer());
  }

  render(): void {
    utilities.triggerAnnotationRenderForViewportIds([...this.#options.panes()].map((pane) => pane.id));
  }

  close(): void {
    for (const stop of this.#stops) stop();
    clearTimeout(this.#drawing?.timer);
    for (const uid of [...this.#shown.keys()]) this.#take(uid);
    for (const uid of this.#fresh) this.#take(uid);
    this.#shown.clear();
  }

  #visible(pane: BasePane): string[] {
    return [...pane.element.querySelectorAll('[data-annotation-uid]')].map((node) => node.getAttribute('data-annotation-uid')!);
  }

  #find(uid: string): LooseAnnotation | undefined {
    const found = annotations.state.getAnnotation(uid);
    return found ? asLoose(found) : undefined;
  }

  #place(uid: string): void {
    const entry = this.#shown.get(uid);
    if (!entry) return;
    const wanted = toAnnotation(entry.mark, this.#options.catalogue);
    if (!wanted) {
      this.#waiting.add(uid);
      return;
    }
    this.#waiting.delete(uid);
    this.#silently(() => {
      const present = this.#find(uid);
      if (present) update(present, wanted);
      // The frame of reference as a string: given an element, Cornerstone would take the one of the picture shown.
      else annotations.state.addAnnotation(asAnnotation(wanted), entry.mark.frameOfReferenceUid);
      paint(uid, entry.style);
      annotations.locking.setAnnotationLocked(uid, !entry.style.own || !this.#options.writer());
    });
    this.#options.changed(uid);
    this.render();
  }

  #take(uid: string): void {
    if (!this.#find(uid)) return;
    this.#silently(() => {
      // Deselecting after the removal throws.
      if (annotations.selection.isAnnotationSelected(uid)) annotations.selection.setAnnotationSelected(uid, false);
      annotations.state.removeAnnotation(uid);
      unpaint(uid);
    });
    this.render();
  }

  #silently(change: () => void): void {
    this.#applying = true;
    try {
      change();
    } finally {
      this.#applying = false;
    }
  }

  #retry(): void {
    for (const uid of [...this.#waiting]) this.#place(uid);
  }

  #toMark(annotation: LooseAnnotation): DrawnMark | null {
    const plane = [...this.#options.panes()].find((pane) => pane.info().kind !== 'stack' && pane.seriesUid !== null);
    return toMark(annotation, this.#options.catalogue, plane?.seriesUid ? { seriesUid: plane.seriesUid } : null);
  }

  /** Comes once for every viewport with this frame of reference. */
  #added(annotation: LooseAnnotation): void {
    const uid = annotation.annotationUID;
    if (this.#shown.has(uid) || this.#fresh.has(uid)) return;
    this.#fresh.add(uid);
    annotation.data.shownLines = [];
    paint(uid, { hue: this.#options.hue(), draft: false });
  }

  #modified(annotation: LooseAnnotation): void {
    const uid = annotation.annotationUID;
    // Taken away by somebody else in the middle of the drag: it must not come back.
    if (!this.#find(uid)) return;
    if (!this.#fresh.has(uid)) {
      const now = this.#toMark(annotation);
      const known = this.#shown.get(uid)?.mark;
      if (!now || (known && says(now) === says(known))) return;
      this.#moved.add(uid);
    }
    this.#options.changed(uid);
    if (this.#drawing?.uid === uid) return;
    this.#drawing = {
      uid,
      timer: setTimeout(() => {
        this.#drawing = null;
        const mark = this.#find(uid) && this.#toMark(annotation);
        if (mark && (this.#fresh.has(uid) || this.#moved.has(uid))) this.#options.events.emit('drawing', mark);
      }, DRAWING_EVERY_MS),
    };
  }

  #completed(annotation: LooseAnnotation): void {
    const uid = annotation.annotationUID;
    if (!this.#fresh.delete(uid)) return;
    if (!this.#find(uid)) return;
    const mark = this.#toMark(annotation);
    if (!mark) {
      this.#take(uid);
      this.#options.events.emit('drawing-ended', { uid });
      return;
    }
    this.#finish(mark);
  }

  #settle(): void {
    for (const uid of [...this.#moved]) {
      this.#moved.delete(uid);
      const annotation = this.#find(uid);
      const mark = annotation && this.#toMark(annotation);
      if (mark) this.#finish(mark);
    }
  }

  #finish(mark: DrawnMark): void {
    const known = this.#shown.get(mark.uid);
    this.#shown.set(mark.uid, { mark, style: known?.style ?? { hue: this.#options.hue(), authorName: '', own: true, draft: false } });
    this.#options.changed(mark.uid);
    this.#options.events.emit('drawn', mark);
  }

  /** Cornerstone itself took it away: a mark given up before it was finished. */
  #removed(annotation: LooseAnnotation): void {
    if (this.#fresh.delete(annotation.annotationUID)) this.#options.events.emit('drawing-ended', { uid: annotation.annotationUID });
  }
}

/** What a mark says, whoever says it: the same text means nothing has changed. */
const says = ({ points, text = '', tool, sopInstanceUid }: Mark | DrawnMark): string =>
  JSON.stringify([tool, sopInstanceUid, points, text]);

/** In place: tools hold on to the arrays. */
function update(present: LooseAnnotation, wanted: LooseAnnotation): void {
  const points = present.data.handles?.points;
  points?.splice(0, points.length, ...(wanted.data.handles?.points ?? []));
  present.data.label = wanted.data.label ?? '';
  present.invalidated = true;
}

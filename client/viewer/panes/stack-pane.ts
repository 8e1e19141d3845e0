import { Enums, type RenderingEngine, utilities } from '@cornerstonejs/core';
import type { SharedView } from '#shared/protocol/presence.ts';
import type { FocusView } from '#shared/protocol/stream.ts';
import type { Catalogue, Series, Slice } from '../catalogue/catalogue.ts';
import type { Eye, ImageBank } from '../cornerstone/image-bank.ts';
import { frameIdOf, imageIdOf } from '../cornerstone/image-ids.ts';
import { defaultWindow } from '../cornerstone/make-image.ts';
import { frameOfReference } from '../cornerstone/metadata.ts';
import { spliceStack } from '../cornerstone/splice-stack.ts';
import { QUALITY } from '../stream/messages.ts';
import { words } from '../words.ts';
import { BasePane } from './base-pane.ts';
import { nearestSlice } from './geometry.ts';
import type { PaneInfo } from './pane-info.ts';
import { StackPlace } from './stack-place.ts';
import { WhenQuiet } from './when-quiet.ts';

/**
 * A stack of slices. Invariants: what is described is the picture on the screen; a slice without pixels shows its own emptiness with
 * words over it, never another's pixels; slices that arrive are put in their place without moving the one being read.
 */
export class StackPane extends BasePane {
  readonly #catalogue: Catalogue;
  readonly #bank: ImageBank;
  readonly #stops: (() => void)[];
  readonly #place = new StackPlace();
  readonly #quiet = new WhenQuiet(() => this.#centre());
  #busy = false;
  /** Slices came or went while a slice was loading. */
  #stale = false;
  /** What Cornerstone was told last: telling it again would draw every slice twice. */
  #inverted: boolean | null = null;
  /** True once `setStack` has been called for the present series. */
  #hung = false;

  constructor(options: {
    id: string;
    element: HTMLDivElement;
    engine: RenderingEngine;
    graphicsLost: () => boolean;
    catalogue: Catalogue;
    bank: ImageBank;
    changed: (pane: BasePane) => void;
  }) {
    super({ ...options, type: Enums.ViewportType.STACK });
    this.#catalogue = options.catalogue;
    this.#bank = options.bank;
    this.#stops = [
      this.#bank.addEye(() => this.eye()),
      this.#bank.listen((id) => this.#pixels(id)),
      this.#catalogue.listen((event) => {
        if (event.kind === 'content' && this.#place.uid !== null && event.series.has(this.#place.uid)) void this.#rehang();
        if (event.kind === 'states') this.touch();
      }),
    ];
  }

  get seriesUid(): string | null {
    return this.#place.uid;
  }

  get order(): readonly number[] {
    return this.#place.order;
  }

  get at(): number {
    return this.#place.at;
  }

  /** Hangs a series; `frameId`: the slice to start with, else the middle one. */
  async show(uid: string | null, frameId?: number): Promise<void> {
    if (uid === this.#place.uid) {
      if (frameId !== undefined) this.goTo(Math.max(0, this.#place.order.indexOf(frameId)));
      return;
    }
    this.#hung = false;
    // The pixels of what hung here are gone before anything else is said of this place.
    this.setVisible(false);
    this.#place.begin(uid, this.#catalogue.series(uid ?? '')?.slices ?? [], frameId);
    await this.#rehang();
  }

  /** Somebody is at work here: the slice is theirs. */
  steer(): void {
    this.#place.steer();
  }

  goTo(index: number): void {
    this.steer();
    this.#moveTo(index);
  }

  #moveTo(index: number): void {
    if (!this.#place.moveTo(index)) return;
    this.#bank.refocus();
    this.touch();
    void this.#run();
  }

  scrollBy(steps: number): void {
    this.goTo(this.#place.at + steps);
  }

  /** Round and round. */
  step(): void {
    this.goTo(this.#place.at + 1 < this.#place.order.length ? this.#place.at + 1 : 0);
  }

  eye(): Eye | null {
    return this.#place.uid === null ? null : { order: this.#place.order, at: this.#place.at, shown: this.#shownId() };
  }

  /** For the server's plan. */
  focus(span: number): FocusView | null {
    const id = this.#place.order[this.#place.at];
    return this.#place.uid === null || id === undefined ? null : { series: this.#place.uid, id, span, direction: this.#place.direction };
  }

  currentView(): SharedView | null {
    const slice = this.#shownSlice();
    const series = this.#series();
    if (!slice || !series) return null;
    return {
      studyInstanceUid: series.descriptor.studyInstanceUid,
      seriesInstanceUid: series.descriptor.seriesInstanceUid,
      sopInstanceUid: slice.frame.sop,
      frame: slice.frame.frame,
      frameOfReferenceUid: frameOfReference(slice.frame, slice.shape),
      ...this.sharedCamera(),
      kind: 'stack',
      slab: 0,
    };
  }

  /** Shows another screen's anatomy: its slice, or the nearest to it, with its centre and extent. */
  async apply(view: SharedView): Promise<void> {
    const frame = view.sopInstanceUid === undefined ? undefined : this.#catalogue.find(view.sopInstanceUid, view.frame);
    if (frame?.series === this.#place.uid) this.goTo(this.#place.order.indexOf(frame.id));
    else if (frame) await this.show(frame.series, frame.id);
    else {
      const index = nearestSlice(this.#place.slices, view.centre);
      if (index !== null) this.goTo(index);
    }
    await this.#run();
    const slice = this.#shownSlice();
    if (!slice || frameOfReference(slice.frame, slice.shape) !== view.frameOfReferenceUid) return;
    if (view.kind === 'stack') this.applyCamera(view);
    else {
      this.centreOn(view.centre);
      if (view.window) this.setWindow(view.window);
    }
  }

  upload(): void {
    const image = this.#hung ? this.viewport.getCornerstoneImage() : undefined;
    if (image) this.viewport.renderImageObject(image);
    this.viewport.render();
  }

  override close(): void {
    this.#quiet.close();
    for (const stop of this.#stops) stop();
    super.close();
  }

  protected override applyInvert(): void {
    const negative = this.#shownSlice()?.shape?.photometric === 'MONOCHROME1';
    const invert = this.userInvert !== negative;
    if (invert === this.#inverted) return;
    this.#inverted = invert;
    this.viewport.setProperties({ invert });
    this.viewport.render();
  }

  protected override describe(): ReturnType<BasePane['describe']> {
    const base = { kind: 'stack', slab: 0, remark: null } as const;
    const series = this.#series();
    const slice = this.#shownSlice();
    this.setVisible(slice !== null);
    if (!slice) {
      const notice = this.#place.uid === null ? null : series?.descriptor.documentKind ? words.document : words.noSliceYet;
      return { ...base, seriesUid: this.#place.uid, slice: null, index: 0, count: this.#place.order.length, quality: QUALITY.none, notice };
    }
    const { id } = slice.frame;
    const quality = this.#bank.quality(id);
    return {
      ...base,
      seriesUid: this.#place.uid,
      slice,
      index: Math.max(0, this.#place.order.indexOf(id)),
      count: this.#place.order.length,
      quality,
      notice: this.#notice(id, quality),
    };
  }

  #notice(id: number, quality: PaneInfo['quality']): string | null {
    const failure = this.#catalogue.failure(id);
    if (quality !== QUALITY.none) return null;
    if (failure !== undefined) return words.cannotBeDisplayed(failure);
    return this.#catalogue.quality(id) === QUALITY.none ? words.notArrived : null;
  }

  /** Brings Cornerstone's stack in line with the series; keeps the slice being read. */
  async #rehang(): Promise<void> {
    if (this.#busy) {
      this.#stale = true;
      return;
    }
    this.#stale = false;
    const before = this.#place.order.length;
    this.#place.renew(this.#series()?.slices ?? []);
    this.#bank.refocus();
    if (this.#place.order.length === 0) {
      this.#hung = false;
      this.touch();
      return;
    }
    if (this.#hung) spliceStack(this.viewport, this.#place.order, this.#shownId());
    else await this.#hang();
    if (this.#place.order.length > before && !this.#place.steered) this.#quiet.grown();
    this.touch();
    await this.#run();
  }

  /** Scanners send from one end: where nobody has chosen a slice, the middle is shown. False while there is no picture of it. */
  #centre(): boolean {
    const { middle, order, steered } = this.#place;
    if (this.closed || steered || order[middle] === undefined) return true;
    if (this.#catalogue.quality(order[middle]) === QUALITY.none) return false;
    this.#moveTo(middle);
    return true;
  }

  async #hang(): Promise<void> {
    this.#hung = true;
    this.#busy = true;
    const shape = this.#place.slices[this.#place.at]?.shape;
    try {
      this.userInvert = false;
      this.#inverted = null;
      await this.viewport.setStack(this.#place.order.map(imageIdOf), this.#place.at);
      if (this.closed) return;
      if (shape) {
        const { center, width } = defaultWindow(shape);
        this.viewport.setProperties({ voiRange: utilities.windowLevel.toLowHighRange(width, center) });
      }
      this.applyInvert();
      this.viewport.resetCamera();
      this.viewport.render();
    } finally {
      this.#busy = false;
    }
    if (this.#stale) await this.#rehang();
  }

  /** Goes to where the pane is to be, however often that changes on the way: one load at a time, the last wish wins. */
  async #run(): Promise<void> {
    if (this.#busy || !this.#hung || this.closed) return;
    this.#busy = true;
    try {
      while (!this.closed && this.#place.order.length > 0 && this.viewport.getCurrentImageIdIndex() !== this.#place.at) {
        await this.viewport.setImageIdIndex(this.#place.at);
      }
    } finally {
      this.#busy = false;
    }
    if (this.closed) return;
    this.applyInvert();
    this.#bank.refocus();
    this.touch();
    if (this.#stale) await this.#rehang();
  }

  /** Better pixels are in the image of a frame. */
  #pixels(id: number): void {
    if (this.#shownId() !== id || !this.#hung) return;
    const image = this.#bank.image(id);
    if (!image || this.viewport.getCornerstoneImage() !== image) return;
    this.viewport.renderImageObject(image);
    this.viewport.render();
    this.touch();
  }

  /** The frame whose pixels are on the screen: Cornerstone's index may already be further. */
  #shownId(): number | null {
    return this.#hung && !this.closed ? frameIdOf(this.viewport.getCornerstoneImage()?.imageId) : null;
  }

  #shownSlice(): Slice | null {
    const id = this.#shownId();
    return id === null ? null : this.#place.slice(id);
  }

  #series(): Series | undefined {
    return this.#catalogue.series(this.#place.uid ?? '');
  }
}

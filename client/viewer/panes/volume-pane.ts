import { cache, Enums, type RenderingEngine, setVolumesForViewports, type Types } from '@cornerstonejs/core';
import { createEffect, createRoot, on } from 'solid-js';
import { dot } from '#shared/imaging/order.ts';
import type { SharedView } from '#shared/protocol/presence.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { defaultWindow } from '../cornerstone/make-image.ts';
import { QUALITY } from '../stream/messages.ts';
import { asVolume, type SlabViewport } from '../vendor-types.ts';
import type { VolumeSource } from '../volume/volume-source.ts';
import { words } from '../words.ts';
import { BasePane } from './base-pane.ts';
import { add } from './geometry.ts';
import type { PaneInfo, Window } from './pane-info.ts';

export type Plane = 'axial' | 'sagittal' | 'coronal';

const ORIENTATIONS: Record<Plane, Enums.OrientationAxis> = {
  axial: Enums.OrientationAxis.AXIAL,
  sagittal: Enums.OrientationAxis.SAGITTAL,
  coronal: Enums.OrientationAxis.CORONAL,
};

/** Scrolling forward goes to the head, to the left, to the back. */
const FORWARD: Record<Plane, readonly [number, number, number]> = { axial: [0, 0, 1], sagittal: [1, 0, 0], coronal: [0, 1, 0] };

/** One reformatted plane or slab of an audited volume. Steps and thickness are in millimetres of the patient, not Cornerstone's. */
export class VolumePane extends BasePane {
  readonly plane: Plane;
  readonly #catalogue: Catalogue;
  readonly #uid: string;
  readonly #source: VolumeSource;
  readonly #slab: () => number;
  readonly #dispose: () => void;
  #loaded: string | null = null;
  /** Extent of the volume along the scrolling direction, mm. */
  #range: [number, number] = [0, 0];

  constructor(options: {
    id: string;
    element: HTMLDivElement;
    engine: RenderingEngine;
    graphicsLost: () => boolean;
    changed: (pane: BasePane) => void;
    plane: Plane;
    catalogue: Catalogue;
    seriesUid: string;
    source: VolumeSource;
    slab: () => number;
    window: Window | null;
  }) {
    super({ ...options, type: Enums.ViewportType.ORTHOGRAPHIC, orientation: ORIENTATIONS[options.plane] });
    this.plane = options.plane;
    this.#catalogue = options.catalogue;
    this.#uid = options.seriesUid;
    this.#source = options.source;
    this.#slab = options.slab;
    options.source.onChange(() => {
      if (!this.closed && this.#loaded) this.viewport.render();
      this.touch();
    });
    this.#dispose = createRoot((dispose) => {
      createEffect(
        on(options.source.state, (state) => {
          if (state.kind === 'ready' && state.volumeId !== this.#loaded) void this.#load(state.volumeId, options.window);
          this.touch();
        }),
      );
      createEffect(on(options.slab, () => this.#applySlab()));
      return dispose;
    });
  }

  get seriesUid(): string | null {
    return this.#uid;
  }

  goTo(index: number): void {
    const step = this.#step();
    if (!this.#loaded || step === 0) return;
    const [from, to] = this.#range;
    const depth = Math.min(to, Math.max(from, from + index * step));
    this.#moveTo(depth);
  }

  scrollBy(steps: number): void {
    if (!this.#loaded) return;
    const [from, to] = this.#range;
    this.#moveTo(Math.min(to, Math.max(from, this.#depth() + steps * this.#step())));
  }

  currentView(): SharedView | null {
    const series = this.#catalogue.series(this.#uid);
    const space = series?.descriptor.shape?.frameOfReferenceUid;
    if (!this.#loaded || !series || !space) return null;
    return {
      studyInstanceUid: series.descriptor.studyInstanceUid,
      seriesInstanceUid: this.#uid,
      frameOfReferenceUid: space,
      ...this.sharedCamera(),
      kind: this.plane,
      slab: this.#slab(),
    };
  }

  /** Of another plane, or of a stack in the same space, only the centre and the window are shown. */
  async apply(view: SharedView): Promise<void> {
    if (!this.#loaded || this.#catalogue.series(this.#uid)?.descriptor.shape?.frameOfReferenceUid !== view.frameOfReferenceUid) return;
    if (view.kind === this.plane) {
      this.applyCamera(view);
      return;
    }
    const { focalPoint, position } = this.viewport.getCamera();
    const shift = [0, 1, 2].map((axis) => view.centre[axis]! - focalPoint![axis]!);
    this.viewport.setCamera({ focalPoint: add(focalPoint!, shift), position: add(position!, shift) });
    if (view.window) this.setWindow(view.window);
    this.viewport.render();
    this.touch();
  }

  upload(): void {
    if (this.#loaded) asVolume(cache.getVolume(this.#loaded)).modified();
    this.viewport.render();
  }

  override close(): void {
    this.#dispose();
    super.close();
  }

  protected override describe(): ReturnType<BasePane['describe']> {
    const state = this.#source.state();
    const step = this.#step();
    this.setVisible(state.kind === 'ready' && state.volumeId === this.#loaded);
    const [from, to] = this.#range;
    const quality = this.#loaded ? this.#source.quality() : QUALITY.none;
    const count = step > 0 ? Math.floor((to - from) / step + 1e-6) + 1 : 0;
    return {
      seriesUid: this.#uid,
      slice: null,
      index: step > 0 ? Math.min(count - 1, Math.max(0, Math.round((this.#depth() - from) / step))) : 0,
      count,
      quality,
      notice: this.#notice(quality),
      kind: this.plane,
      slab: this.#slab(),
      remark: state.kind === 'ready' ? state.remark : null,
    };
  }

  #notice(quality: PaneInfo['quality']): string | null {
    const state = this.#source.state();
    if (state.kind === 'refused') return state.why;
    if (state.kind === 'waiting') return state.text;
    return this.#loaded && quality === QUALITY.none ? words.planesFilling : null;
  }

  async #load(volumeId: string, window: Window | null): Promise<void> {
    await setVolumesForViewports(this.engine, [{ volumeId }], [this.id]);
    if (this.closed) return;
    this.#loaded = volumeId;
    this.#measure();
    const shape = this.#catalogue.series(this.#uid)?.descriptor.shape;
    const wished = window ?? (shape ? defaultWindow(shape) : null);
    if (wished) this.setWindow(wished);
    this.#applySlab();
    // What was put into the volume before the viewport had it is not on the graphics card: without this, planes stay black.
    asVolume(cache.getVolume(volumeId)).modified();
    this.viewport.resetCamera();
    this.viewport.render();
    this.touch();
  }

  /** Cornerstone's thickness reaches that far to both sides: half of what is meant. */
  #applySlab(): void {
    if (!this.#loaded || this.closed) return;
    const viewport = this.viewport as unknown as SlabViewport;
    const mm = this.#slab();
    if (mm > 0) {
      viewport.setBlendMode(Enums.BlendModes.MAXIMUM_INTENSITY_BLEND);
      viewport.setSlabThickness(mm / 2);
    } else {
      viewport.setBlendMode(Enums.BlendModes.COMPOSITE);
      viewport.resetSlabThickness();
    }
    this.viewport.render();
    this.touch();
  }

  /** Its own steps: Cornerstone's scroll would go by whole slabs. */
  #moveTo(depth: number): void {
    const { focalPoint, position } = this.viewport.getCamera();
    const by = depth - this.#depth();
    if (Math.abs(by) < 1e-6) return;
    this.viewport.setCamera({ focalPoint: add(focalPoint!, FORWARD[this.plane], by), position: add(position!, FORWARD[this.plane], by) });
    this.viewport.render();
    this.touch();
  }

  #depth(): number {
    return this.#loaded ? dot(this.viewport.getCamera().focalPoint!, FORWARD[this.plane]) : 0;
  }

  #step(): number {
    const state = this.#source.state();
    if (state.kind !== 'ready' || !this.#loaded) return 0;
    return this.plane === 'axial' ? state.step : Math.max(0.5, Math.min(state.step, 1));
  }

  /** From the eight corners of the volume. */
  #measure(): void {
    const image = (
      this.viewport as unknown as { getImageData(): { imageData: { indexToWorld(ijk: Types.Point3): number[] }; dimensions: Types.Point3 } }
    ).getImageData();
    const [width, height, depth] = image.dimensions;
    const depths: number[] = [];
    for (const i of [0, width - 1])
      for (const j of [0, height - 1])
        for (const k of [0, depth - 1]) depths.push(dot(image.imageData.indexToWorld([i, j, k]), FORWARD[this.plane]));
    this.#range = [Math.min(...depths), Math.max(...depths)];
  }
}

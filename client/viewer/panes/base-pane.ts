import { Enums, type RenderingEngine, type Types } from '@cornerstonejs/core';
import { type Accessor, createSignal } from 'solid-js';
import type { SharedView } from '#shared/protocol/presence.ts';
import { QUALITY } from '../stream/messages.ts';
import type { PaneViewport } from '../vendor-types.ts';
import { words } from '../words.ts';
import { add, letters, point3, subtract } from './geometry.ts';
import { EMPTY_INFO, NO_LETTERS, type PaneInfo, type Window } from './pane-info.ts';

/** The least and the greatest zoom relative to the whole picture. */
const ZOOM = [0.3, 24] as const;

const WATCHED = [
  Enums.Events.CAMERA_MODIFIED,
  Enums.Events.VOI_MODIFIED,
  Enums.Events.STACK_NEW_IMAGE,
  Enums.Events.VOLUME_NEW_IMAGE,
  Enums.Events.IMAGE_RENDERED,
];

/** What stacks and reformatted planes have in common: one Cornerstone viewport, its camera and its window. */
export abstract class BasePane {
  readonly id: string;
  readonly element: HTMLDivElement;
  readonly info: Accessor<PaneInfo>;
  protected readonly engine: RenderingEngine;
  readonly #setInfo: (info: PaneInfo) => void;
  readonly #changed: (pane: BasePane) => void;
  readonly #graphicsLost: () => boolean;
  #scheduled = 0;
  protected userInvert = false;
  protected closed = false;

  constructor(options: {
    id: string;
    element: HTMLDivElement;
    engine: RenderingEngine;
    type: Enums.ViewportType;
    orientation?: Enums.OrientationAxis;
    graphicsLost: () => boolean;
    changed: (pane: BasePane) => void;
  }) {
    this.id = options.id;
    this.element = options.element;
    this.engine = options.engine;
    this.#changed = options.changed;
    this.#graphicsLost = options.graphicsLost;
    const [info, setInfo] = createSignal(EMPTY_INFO);
    this.info = info;
    this.#setInfo = setInfo;
    this.engine.enableElement({
      viewportId: this.id,
      type: options.type,
      element: this.element,
      defaultOptions: { background: [0, 0, 0], ...(options.orientation ? { orientation: options.orientation } : {}) },
    } as Types.PublicViewportInput);
    for (const name of WATCHED) this.element.addEventListener(name, this.touch);
  }

  get viewport(): PaneViewport {
    return this.engine.getViewport(this.id) as unknown as PaneViewport;
  }

  abstract get seriesUid(): string | null;
  abstract goTo(index: number): void;
  abstract scrollBy(steps: number): void;
  abstract currentView(): SharedView | null;
  /** Shows another screen's anatomy. */
  abstract apply(view: SharedView): Promise<void>;
  protected abstract describe(): Pick<
    PaneInfo,
    'seriesUid' | 'slice' | 'index' | 'count' | 'quality' | 'notice' | 'kind' | 'slab' | 'remark'
  >;

  /** Brings everything to the graphics card anew, and draws. */
  abstract upload(): void;

  /** Works the information out again, once per frame. */
  touch = (): void => {
    if (this.#scheduled || this.closed) return;
    this.#scheduled = requestAnimationFrame(() => {
      this.#scheduled = 0;
      this.refresh();
    });
  };

  refresh(): void {
    if (this.closed) return;
    const hidden = this.#graphicsLost();
    const described = hidden ? this.#withoutGraphics() : this.describe();
    const picture = described.slice !== null || described.kind !== 'stack';
    this.#setInfo({
      ...described,
      hidden,
      window: picture ? this.window() : null,
      invert: this.userInvert,
      flipped: picture && Boolean(this.viewport.flipHorizontal || this.viewport.flipVertical),
      letters: picture && (described.kind !== 'stack' || described.slice?.shape?.orientation) ? this.#letters() : NO_LETTERS,
      scale: picture ? this.#scale() : 1,
    });
    this.#changed(this);
  }

  /** The place in the stack stays said; of the picture nothing is. */
  #withoutGraphics(): ReturnType<BasePane['describe']> {
    const described = this.describe();
    this.setVisible(false);
    return { ...described, quality: QUALITY.none, notice: words.graphicsLost };
  }

  window(): Window | null {
    const range = this.viewport.getProperties()?.voiRange;
    // The least width Cornerstone shows is that of whole values: [0, 79] is W 80 (PS3.3 §C.11.2.1.2).
    return range ? { width: Math.round(range.upper - range.lower + 1), center: Math.round((range.upper + range.lower + 1) / 2) } : null;
  }

  setWindow({ center, width }: Window): void {
    this.setRange({ lower: center - width / 2, upper: center + width / 2 - 1 });
  }

  windowBy(width: number, center: number): void {
    const now = this.window();
    if (now) this.setWindow({ width: Math.max(1, now.width + width), center: now.center + center });
  }

  protected setRange(range: { lower: number; upper: number }): void {
    this.viewport.setProperties({ voiRange: range });
    this.viewport.render();
    this.touch();
  }

  invert(on = !this.userInvert): void {
    this.userInvert = on;
    this.applyInvert();
    this.touch();
  }

  protected applyInvert(): void {
    this.viewport.setProperties({ invert: this.userInvert });
    this.viewport.render();
  }

  flip(axis: 'horizontal' | 'vertical'): void {
    const { flipHorizontal = false, flipVertical = false } = this.viewport.getCamera();
    this.viewport.setCamera(axis === 'horizontal' ? { flipHorizontal: !flipHorizontal } : { flipVertical: !flipVertical });
    this.viewport.render();
    this.touch();
  }

  /** The whole picture, straight, in the middle. */
  fit(): void {
    this.viewport.resetCamera();
    this.viewport.render();
    this.touch();
  }

  /** The whole picture is in the middle, as nobody has moved it. */
  fitted(): boolean {
    const [x, y] = this.viewport.getPan();
    return Math.abs(this.viewport.getZoom() - 1) < 1e-3 && Math.hypot(x, y) < 1;
  }

  /** As much of the picture as before a change of size: all of it, in the middle. Flips stay. */
  refit(): void {
    this.viewport.setZoom(1);
    this.viewport.setPan([0, 0]);
    this.viewport.render();
  }

  /** Moves the picture with the pointer; CSS pixels. */
  panBy(dx: number, dy: number): void {
    const [x, y] = this.viewport.getPan();
    this.viewport.setPan([x + dx, y + dy]);
    this.viewport.render();
    this.touch();
  }

  /** `at`: the spot that stays where it is, CSS pixels in the element. */
  zoomBy(factor: number, at?: readonly [number, number]): void {
    const viewport = this.viewport;
    const zoom = Math.min(ZOOM[1], Math.max(ZOOM[0], viewport.getZoom() * factor));
    const before = at && viewport.canvasToWorld([at[0], at[1]]);
    viewport.setZoom(zoom);
    if (at && before) {
      const shift = subtract(before, viewport.canvasToWorld([at[0], at[1]]));
      const { focalPoint, position } = viewport.getCamera();
      viewport.setCamera({ focalPoint: add(focalPoint!, shift), position: add(position!, shift) });
    }
    viewport.render();
    this.touch();
  }

  /** Centres the picture on a point without changing its size; mm. */
  centreOn(point: readonly number[]): void {
    const { focalPoint, position, viewPlaneNormal } = this.viewport.getCamera();
    const full = subtract(point, focalPoint!);
    const along = full[0] * viewPlaneNormal![0]! + full[1] * viewPlaneNormal![1]! + full[2] * viewPlaneNormal![2]!;
    const shift = add(full, viewPlaneNormal!, -along);
    this.viewport.setCamera({ focalPoint: add(focalPoint!, shift), position: add(position!, shift) });
    this.viewport.render();
    this.touch();
  }

  toWorld(x: number, y: number): ReturnType<typeof point3> | null {
    const world = this.viewport.canvasToWorld([x, y]);
    return world?.every(Number.isFinite) ? point3(world) : null;
  }

  toScreen(point: readonly number[]): [number, number] {
    const [x, y] = this.viewport.worldToCanvas([point[0]!, point[1]!, point[2]!]);
    return [x, y];
  }

  /** Cornerstone keeps the last picture on its canvas: what is no longer, or not yet, described is not to be seen. */
  protected setVisible(visible: boolean): void {
    this.element.style.visibility = visible ? '' : 'hidden';
  }

  /** The camera part of what is shared: anatomy, not pixels. */
  protected sharedCamera() {
    const camera = this.viewport.getCamera();
    const { clientWidth, clientHeight } = this.element;
    return {
      centre: point3(camera.focalPoint!),
      normal: point3(camera.viewPlaneNormal!),
      up: point3(camera.viewUp!),
      halfHeight: camera.parallelScale!,
      aspect: clientWidth / Math.max(1, clientHeight),
      window: this.window(),
      invert: this.userInvert,
      flipHorizontal: Boolean(camera.flipHorizontal),
      flipVertical: Boolean(camera.flipVertical),
    };
  }

  /** Shows at least all that the other screen shows, with the same centre. */
  protected applyCamera(view: SharedView): void {
    const viewport = this.viewport;
    const { clientWidth, clientHeight } = this.element;
    const aspect = clientWidth / Math.max(1, clientHeight);
    const { focalPoint, position } = viewport.getCamera();
    const distance = Math.hypot(...subtract(position!, focalPoint!));
    viewport.setCamera({ flipHorizontal: view.flipHorizontal, flipVertical: view.flipVertical });
    viewport.setCamera({
      focalPoint: view.centre,
      position: add(view.centre, view.normal, distance),
      viewUp: view.up,
      viewPlaneNormal: view.normal,
      parallelScale: view.halfHeight * Math.max(1, view.aspect / aspect),
    });
    if (view.window) this.setWindow(view.window);
    this.invert(view.invert);
    viewport.render();
    this.touch();
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    cancelAnimationFrame(this.#scheduled);
    for (const name of WATCHED) this.element.removeEventListener(name, this.touch);
    this.engine.disableElement(this.id);
  }

  /** From the picture itself, so that flips and tilts cannot be forgotten. */
  #letters(): PaneInfo['letters'] {
    const { clientWidth: width, clientHeight: height } = this.element;
    const at = (x: number, y: number) => this.viewport.canvasToWorld([x, y]);
    const right = subtract(at(width, height / 2), at(0, height / 2));
    const down = subtract(at(width / 2, height), at(width / 2, 0));
    const opposite = (v: readonly number[]) => v.map((value) => -value);
    return { left: letters(opposite(right)), right: letters(right), top: letters(opposite(down)), bottom: letters(down) };
  }

  #scale(): number {
    const { parallelScale } = this.viewport.getCamera();
    return parallelScale ? this.element.clientHeight / 2 / parallelScale : 1;
  }
}

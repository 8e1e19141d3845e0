import { getShouldUseCPURendering, type RenderingEngine } from '@cornerstonejs/core';
import { batch, createSignal } from 'solid-js';
import type { Layout } from '#shared/imaging/hanging.ts';
import type { Mark, Point3 } from '#shared/protocol/marks.ts';
import type { SharedView } from '#shared/protocol/presence.ts';
import type { ViewerEvents } from '../api.ts';
import { Catalogue } from '../catalogue/catalogue.ts';
import { renderingEngine } from '../cornerstone/engine.ts';
import { ImageBank } from '../cornerstone/image-bank.ts';
import { provideMetadata } from '../cornerstone/metadata.ts';
import type { BasePane, Window } from '../panes/base-pane.ts';
import { add, nearestSlice } from '../panes/geometry.ts';
import { StackPane } from '../panes/stack-pane.ts';
import type { PlaneState } from '../stream/messages.ts';
import { StreamClient } from '../stream/stream-client.ts';
import { MarkBoard } from '../tools/mark-board.ts';
import { Measurer } from '../tools/measurer.ts';
import { type AskText, createToolbox, type Toolbox } from '../tools/toolbox.ts';
import { words } from '../words.ts';
import { createCine } from './cine.ts';
import { Emitter } from './emitter.ts';
import { createFocusTeller } from './focus-teller.ts';
import { createHanger } from './hanger.ts';
import { linkScroll } from './link-scroll.ts';
import { createPointer } from './pointer.ts';
import { isMark, type Tool } from './tool.ts';

/** Views of the active pane are told at most this often, ms. */
const VIEW_EVERY_MS = 33;

/** Slices told to the server to come next while the stack plays. */
const CINE_SPAN = 24;

let panesMade = 0;

/** The viewer of one consult: owns the stream, the pictures and the panes. `close()` gives everything back. */
export class Controller {
  readonly catalogue = new Catalogue();
  readonly stream: StreamClient;
  readonly bank: ImageBank;
  readonly engine: RenderingEngine = renderingEngine();
  readonly events = new Emitter<ViewerEvents>();
  readonly hanger: ReturnType<typeof createHanger>;
  readonly focus: ReturnType<typeof createFocusTeller>;
  readonly tools: Toolbox;
  readonly board: MarkBoard;
  readonly #measurer: Measurer;
  readonly #cine: ReturnType<typeof createCine>;
  readonly pointer: ReturnType<typeof createPointer>;
  /** The document's own undo, given by whoever keeps it. */
  #undo: { undo: () => void; redo: () => void } = { undo: () => {}, redo: () => {} };
  /** Frame last shown in a place, to come back to when the layout does. */
  readonly #remembered = new Map<string, number>();
  readonly #panes = new Map<string, BasePane>();
  readonly #stops: (() => void)[] = [];
  readonly #resize: ResizeObserver;
  #contentScheduled = false;
  #statesScheduled = false;
  #left: { uid: string; window: Window } | null = null;
  #viewTimer: ReturnType<typeof setTimeout> | undefined;
  #lastView = '';
  /** The next view told was brought about by the person here. */
  #gesture = false;

  readonly layout: () => Layout;
  readonly #setLayout: (layout: Layout) => void;
  /** Place (slot name) of the active pane. */
  readonly active: () => string;
  readonly #setActive: (place: string) => void;
  /** Rises when studies, series or frames came or went. */
  readonly content: () => number;
  /** Rises when load states changed, at most once a frame. */
  readonly states: () => number;
  readonly plane: () => PlaneState;
  /** Panes come and go with the layout. */
  readonly panes: () => ReadonlyMap<string, BasePane>;
  readonly #setPanes: (panes: ReadonlyMap<string, BasePane>) => void;

  readonly linked: () => boolean;
  readonly #setLinked: (on: boolean) => void;
  /** Thickness of the slab in MPR, mm; 0: a plane. */
  readonly slab: () => number;
  readonly setSlab: (mm: number) => void;
  /** Series the three planes are made of. */
  readonly mprSeries: () => string | null;
  readonly #setMprSeries: (uid: string | null) => void;

  constructor(options: { consultId: string; layout: Layout; askText: AskText; hue: () => number }) {
    const { consultId, layout } = options;
    const [layoutNow, setLayout] = createSignal<Layout>(layout);
    const [active, setActive] = createSignal('0');
    const [content, setContent] = createSignal(0);
    const [states, setStates] = createSignal(0);
    const [plane, setPlane] = createSignal<PlaneState>({ state: 'connecting', since: Date.now() });
    const [panes, setPanes] = createSignal<ReadonlyMap<string, BasePane>>(new Map());
    const [linked, setLinked] = createSignal(false);
    const [slab, setSlab] = createSignal(0);
    const [mprSeries, setMprSeries] = createSignal<string | null>(null);
    this.linked = linked;
    this.#setLinked = setLinked;
    this.slab = slab;
    this.setSlab = setSlab;
    this.mprSeries = mprSeries;
    this.#setMprSeries = setMprSeries;
    this.layout = layoutNow;
    this.#setLayout = setLayout;
    this.active = active;
    this.#setActive = setActive;
    this.content = content;
    this.states = states;
    this.plane = plane;
    this.panes = panes;
    this.#setPanes = (next) => setPanes(() => next);
    this.stream = new StreamClient(consultId);
    this.bank = new ImageBank(this.catalogue, this.stream);
    this.hanger = createHanger(this.catalogue, this.layout);
    this.focus = createFocusTeller(this.stream, () => this.#focusViews());
    this.tools = createToolbox(this.engine, options.askText);
    this.#measurer = new Measurer({
      catalogue: this.catalogue,
      bank: this.bank,
      events: this.events,
      show: (uid, lines) => this.board.setLines(uid, lines),
    });
    this.board = new MarkBoard({
      catalogue: this.catalogue,
      events: this.events,
      panes: () => this.#panes.values(),
      hue: options.hue,
      writer: this.tools.writer,
      changed: (uid) => this.#measurer.refresh(uid),
    });
    this.#cine = createCine(() => this.act((pane) => pane instanceof StackPane && pane.step()));
    this.pointer = createPointer(this);
    this.#resize = new ResizeObserver(() => this.#resized());
    this.#stops.push(
      provideMetadata(this.catalogue),
      this.stream.on('plane', (detail) => setPlane(detail.plane)),
      this.stream.on('server', ({ message }) => this.catalogue.apply(message)),
      this.stream.on('states', (detail) => this.catalogue.states(detail.states)),
      this.stream.on('refused', ({ id, why }) => this.catalogue.refused(id, why)),
      this.catalogue.listen(({ kind }) => {
        if (kind === 'content') this.#onContent(() => setContent((n) => n + 1));
        else this.#onStates(() => setStates((n) => n + 1));
      }),
    );
  }

  activePane(): BasePane | null {
    return this.panes().get(this.active()) ?? null;
  }

  pane(place: string): BasePane | null {
    return this.panes().get(place) ?? null;
  }

  activate(place: string): void {
    if (place === this.active()) return;
    this.#setActive(place);
    this.#tellView();
  }

  /** Why a layout cannot be had here; null when it can. */
  layoutUnavailable(layout: Layout): string | null {
    return layout === 'mpr' && getShouldUseCPURendering() ? words.noGraphics : null;
  }

  setLayout(layout: Layout): void {
    if (this.layoutUnavailable(layout) !== null) return;
    const source = this.activePane()?.seriesUid ?? this.mprSeries();
    const left = this.activePane()?.info();
    this.#left = left?.seriesUid && left.window ? { uid: left.seriesUid, window: left.window } : null;
    batch(() => {
      if (layout === 'mpr') this.#setMprSeries(source);
      this.#setLayout(layout);
      this.hanger.update();
      this.#setActive(layout === 'mpr' ? 'axial' : '0');
    });
  }

  /** Window of the picture that was left when the layout changed: planes begin with it. */
  leftWindow(uid: string): Window | null {
    return this.#left?.uid === uid ? this.#left.window : null;
  }

  /** The reader hangs a series where they are reading. */
  hang(uid: string): void {
    this.#gesture = true;
    if (this.layout() === 'mpr') this.#setMprSeries(uid);
    else this.hanger.put(Number(this.active()), uid);
  }

  /** The next or the previous series of pictures, in the order of the list. */
  nextSeries(step: -1 | 1): void {
    const uids = this.catalogue
      .allSeries()
      .filter(({ descriptor }) => descriptor.documentKind === null && descriptor.frames > 0)
      .sort((a, b) => (a.descriptor.number ?? 1e9) - (b.descriptor.number ?? 1e9))
      .map(({ descriptor }) => descriptor.seriesInstanceUid);
    const at = uids.indexOf(this.activePane()?.seriesUid ?? '');
    const next = uids[(at + step + uids.length) % Math.max(1, uids.length)];
    if (next !== undefined) this.hang(next);
  }

  /** A series and its prior side by side, scrolling together where they share a frame of reference. */
  compare(uid: string, prior: string): void {
    this.setLayout('1x2');
    this.hanger.put(0, uid);
    this.hanger.put(1, prior);
    this.#setLinked(true);
  }

  want(studyInstanceUid: string): void {
    this.stream.tell({ k: 'want', studyInstanceUid });
  }

  shownSeries(): (string | null)[] {
    return [...this.panes().values()].map((pane) => pane.info().seriesUid);
  }

  hasHounsfield(): boolean {
    this.content();
    const uid = this.activePane()?.info().seriesUid;
    return uid != null && this.catalogue.series(uid)?.descriptor.shape?.unit === 'HU';
  }

  /** Why a tool cannot be used now; null when it can. */
  unavailable(tool: Tool): string | null {
    if (!(isMark(tool) || tool === 'eraser')) return null;
    if (!this.tools.writer()) return words.readOnly;
    const reformatted = this.activePane()?.info().kind !== 'stack' && this.layout() === 'mpr';
    return reformatted && (tool === 'EllipticalROI' || tool === 'RectangleROI' || tool === 'Probe') ? words.notReformatted : null;
  }

  setUndo(actions: { undo: () => void; redo: () => void }): void {
    this.#undo = actions;
  }

  undo(): void {
    this.#undo.undo();
  }

  redo(): void {
    this.#undo.redo();
  }

  cine(): boolean {
    return this.#cine.playing();
  }

  toggleCine(): void {
    this.#cine.toggle();
  }

  toggleLink(): void {
    this.#setLinked(!this.linked());
    const pane = this.activePane();
    if (this.linked() && pane instanceof StackPane) linkScroll(pane, this.#panes.values(), this.catalogue);
  }

  /** Where another screen's view is best shown: where its series hangs already, else where the reader is. */
  placeFor(view: SharedView): string {
    const places = [...this.panes()];
    if (this.layout() === 'mpr') return view.kind === 'stack' ? 'axial' : view.kind;
    if (this.activePane()?.seriesUid === view.seriesInstanceUid) return this.active();
    return places.find(([, pane]) => pane.seriesUid === view.seriesInstanceUid)?.[0] ?? this.active();
  }

  jumpTo(mark: Mark): void {
    const frame = mark.sopInstanceUid === undefined ? undefined : this.catalogue.find(mark.sopInstanceUid, mark.frame);
    const pane = this.activePane();
    const middle = mark.points.reduce<Point3>((sum, point) => add(sum, point, 1 / mark.points.length), [0, 0, 0]);
    this.#gesture = true;
    if (!(pane instanceof StackPane)) {
      pane?.centreOn(middle);
      return;
    }
    const slot = Number(this.active());
    const there =
      frame && pane.seriesUid !== frame.series
        ? pane.show(frame.series, frame.id).then(() => this.hanger.put(slot, frame.series))
        : Promise.resolve();
    void there.then(() => {
      // A mark drawn in a reformatted plane has no slice of its own: the nearest one.
      const index = frame ? pane.order.indexOf(frame.id) : nearestSlice(this.catalogue.series(pane.seriesUid ?? '')?.slices ?? [], middle);
      if (index !== null) pane.goTo(index);
      pane.centreOn(middle);
    });
  }

  /** Frame last shown in a place, if it belongs to the series that hangs there now. */
  remembered(place: string, uid: string | null): number | undefined {
    const id = this.#remembered.get(place);
    return id !== undefined && this.catalogue.frame(id)?.series === uid ? id : undefined;
  }

  /** Makes the stack of a slot in an element that is in the page; returns the way to take it away. */
  attachStack(slot: number, element: HTMLDivElement): StackPane {
    const pane = new StackPane({ ...this.paneOptions(element), catalogue: this.catalogue, bank: this.bank });
    this.add(String(slot), pane);
    return pane;
  }

  paneOptions(element: HTMLDivElement) {
    panesMade += 1;
    return { id: `pane-${panesMade}`, element, engine: this.engine, changed: (pane: BasePane) => this.#changed(pane) };
  }

  detach(place: string): void {
    const pane = this.#panes.get(place);
    if (!pane) return;
    if (pane instanceof StackPane && pane.order[pane.at] !== undefined) this.#remembered.set(place, pane.order[pane.at]!);
    this.#panes.delete(place);
    this.tools.removePane(pane);
    this.#resize.unobserve(pane.element);
    this.#setPanes(new Map(this.#panes));
    pane.close();
  }

  /** Takes a pane in under the name of its place. */
  add(place: string, pane: BasePane): void {
    this.#panes.set(place, pane);
    this.tools.addPane(pane);
    this.#resize.observe(pane.element);
    this.#setPanes(new Map(this.#panes));
  }

  /** Somebody is at work in a pane: neither its series nor its slice is exchanged by itself any more. */
  touch(place: string): void {
    const pane = this.pane(place);
    if (pane instanceof StackPane) pane.steer();
    const slot = Number(place);
    if (Number.isInteger(slot)) this.hanger.touch(slot);
  }

  /** Everything a person does to a pane goes through here: it breaks following, and the pane is theirs. */
  act(change: (pane: BasePane) => void, place = this.active()): void {
    const pane = this.pane(place);
    if (!pane) return;
    this.#gesture = true;
    this.touch(place);
    change(pane);
    if (this.linked() && pane instanceof StackPane) linkScroll(pane, this.#panes.values(), this.catalogue);
    this.#tellView();
  }

  setWindow(window: Window): void {
    this.act((pane) => pane.setWindow(window));
  }

  currentView(): SharedView | null {
    return this.activePane()?.currentView() ?? null;
  }

  close(): void {
    clearTimeout(this.#viewTimer);
    this.#cine.stop();
    this.#measurer.close();
    this.board.close();
    for (const place of [...this.#panes.keys()]) this.detach(place);
    this.tools.close();
    this.#resize.disconnect();
    for (const stop of this.#stops) stop();
    this.bank.close();
    this.stream.close();
  }

  #focusViews() {
    const places = [...this.#panes].sort(([a], [b]) => Number(b === this.active()) - Number(a === this.active()));
    return places
      .map(([, pane]) => (pane instanceof StackPane ? pane.focus(this.cine() && pane === this.activePane() ? CINE_SPAN : 0) : null))
      .filter((view) => view !== null);
  }

  #changed(pane: BasePane): void {
    this.focus.schedule();
    if (pane === this.activePane()) this.#tellView();
  }

  #tellView(): void {
    this.#viewTimer ??= setTimeout(() => {
      this.#viewTimer = undefined;
      const view = this.currentView();
      const text = JSON.stringify(view);
      if (!view || (text === this.#lastView && !this.#gesture)) return;
      this.#lastView = text;
      const gesture = this.#gesture;
      this.#gesture = false;
      this.events.emit('view', { view, gesture });
    }, VIEW_EVERY_MS);
  }

  #onContent(bump: () => void): void {
    if (this.#contentScheduled) return;
    this.#contentScheduled = true;
    queueMicrotask(() => {
      this.#contentScheduled = false;
      batch(() => {
        bump();
        this.hanger.update();
      });
    });
  }

  #onStates(bump: () => void): void {
    if (this.#statesScheduled) return;
    this.#statesScheduled = true;
    requestAnimationFrame(() => {
      this.#statesScheduled = false;
      bump();
    });
  }

  #resized(): void {
    this.engine.resize(true, true);
    for (const pane of this.#panes.values()) pane.touch();
  }
}

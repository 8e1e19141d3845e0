import { getShouldUseCPURendering, type RenderingEngine } from '@cornerstonejs/core';
import { batch } from 'solid-js';
import type { Layout } from '#shared/imaging/hanging.ts';
import type { SharedView } from '#shared/protocol/presence.ts';
import type { FocusView } from '#shared/protocol/stream.ts';
import type { ViewerEvents } from '../api.ts';
import { Catalogue } from '../catalogue/catalogue.ts';
import { awaitsFrame, renderingEngine } from '../cornerstone/engine.ts';
import { watchGraphics } from '../cornerstone/graphics.ts';
import { ImageBank } from '../cornerstone/image-bank.ts';
import { provideMetadata } from '../cornerstone/metadata.ts';
import type { BasePane, Window } from '../panes/base-pane.ts';
import { StackPane } from '../panes/stack-pane.ts';
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
import { createViewState, type ViewState } from './view-state.ts';
import { createViewTeller } from './view-teller.ts';

/** Slices told to the server to come next while the stack plays. */
const CINE_SPAN = 24;
/** The protocol takes no larger span. */
const MOST_SPAN = 4096;

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
  #resizing = 0;
  #contentScheduled = false;
  #left: { uid: string; window: Window } | null = null;
  readonly #state: ViewState;
  /** Layout of a device with enough to fill it, as long as nobody chooses. */
  readonly #usual: Layout;
  readonly #views: ReturnType<typeof createViewTeller>;

  constructor(options: { consultId: string; layout: Layout; askText: AskText; hue: () => number }) {
    const { consultId, layout } = options;
    this.#state = createViewState();
    this.#usual = layout;
    this.#views = createViewTeller(
      () => this.currentView(),
      (detail) => this.events.emit('view', detail),
    );
    this.stream = new StreamClient(consultId);
    this.bank = new ImageBank(this.catalogue, this.stream);
    this.hanger = createHanger(this.catalogue, this.#state.layout);
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
      watchGraphics(this.engine, (lost) => this.#graphics(lost)),
      this.stream.on('plane', (detail) => this.#state.setPlane(detail.plane)),
      this.stream.on('server', ({ message }) => this.catalogue.apply(message)),
      this.stream.on('states', (detail) => this.catalogue.states(detail.states)),
      this.stream.on('load', ({ load }) => this.events.emit('load', load)),
      this.stream.on('refused', ({ id, why }) => this.catalogue.refused(id, why)),
      this.catalogue.listen(({ kind }) => {
        if (kind === 'content') this.#onContent();
        else this.#state.statesChanged();
      }),
    );
  }

  get layout(): ViewState['layout'] {
    return this.#state.layout;
  }

  get active(): ViewState['active'] {
    return this.#state.active;
  }

  get content(): ViewState['content'] {
    return this.#state.content;
  }

  get states(): ViewState['states'] {
    return this.#state.states;
  }

  get plane(): ViewState['plane'] {
    return this.#state.plane;
  }

  get panes(): ViewState['panes'] {
    return this.#state.panes;
  }

  get linked(): ViewState['linked'] {
    return this.#state.linked;
  }

  get slab(): ViewState['slab'] {
    return this.#state.slab;
  }

  get mprSeries(): ViewState['mprSeries'] {
    return this.#state.mprSeries;
  }

  setSlab(mm: number): void {
    this.#state.setSlab(mm);
  }

  activePane(): BasePane | null {
    return this.panes().get(this.active()) ?? null;
  }

  pane(place: string): BasePane | null {
    return this.panes().get(place) ?? null;
  }

  activate(place: string): void {
    if (place === this.active()) return;
    this.#state.setActive(place);
    this.#views.schedule();
  }

  /** Why a layout cannot be had here; null when it can. */
  layoutUnavailable(layout: Layout): string | null {
    return layout === 'mpr' && getShouldUseCPURendering() ? words.noGraphics : null;
  }

  /** Null: what the device and the series at hand ask for. */
  setLayout(layout: Layout | null): void {
    if (layout !== null && this.layoutUnavailable(layout) !== null) return;
    const source = this.activePane()?.seriesUid ?? this.mprSeries();
    const left = this.activePane()?.info();
    this.#left = left?.seriesUid && left.window ? { uid: left.seriesUid, window: left.window } : null;
    batch(() => {
      if (layout === 'mpr') this.#state.setMprSeries(source);
      this.#state.setLayout(layout);
      this.hanger.update();
      this.#state.setActive(layout === 'mpr' ? 'axial' : '0');
    });
  }

  /** Window of the picture that was left when the layout changed: planes begin with it. */
  leftWindow(uid: string): Window | null {
    return this.#left?.uid === uid ? this.#left.window : null;
  }

  /** The reader hangs a series where they are reading. */
  hang(uid: string): void {
    this.#views.byHand();
    if (this.layout() === 'mpr') this.#state.setMprSeries(uid);
    else this.hanger.put(Number(this.active()), uid);
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
    this.#state.setLinked(!this.linked());
    const pane = this.activePane();
    if (this.linked() && pane instanceof StackPane) linkScroll(pane, this.#panes.values(), this.catalogue);
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
    const { graphicsLost } = this.#state;
    return { id: `pane-${panesMade}`, element, engine: this.engine, graphicsLost, changed: (pane: BasePane) => this.#changed(pane) };
  }

  detach(place: string): void {
    const pane = this.#panes.get(place);
    if (!pane) return;
    if (pane instanceof StackPane && pane.order[pane.at] !== undefined) this.#remembered.set(place, pane.order[pane.at]!);
    this.#panes.delete(place);
    this.tools.removePane(pane);
    this.#resize.unobserve(pane.element);
    this.#state.setPanes(new Map(this.#panes));
    pane.close();
  }

  /** Takes a pane in under the name of its place. */
  add(place: string, pane: BasePane): void {
    this.#panes.set(place, pane);
    this.tools.addPane(pane);
    this.#resize.observe(pane.element);
    this.#state.setPanes(new Map(this.#panes));
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
    this.#views.byHand();
    this.touch(place);
    change(pane);
    if (this.linked() && pane instanceof StackPane) linkScroll(pane, this.#panes.values(), this.catalogue);
    this.#views.schedule();
  }

  setWindow(window: Window): void {
    this.act((pane) => pane.setWindow(window));
  }

  currentView(): SharedView | null {
    return this.activePane()?.currentView() ?? null;
  }

  close(): void {
    this.#views.stop();
    this.#cine.stop();
    this.#measurer.close();
    this.board.close();
    for (const place of [...this.#panes.keys()]) this.detach(place);
    this.tools.close();
    this.#resize.disconnect();
    cancelAnimationFrame(this.#resizing);
    for (const stop of this.#stops) stop();
    this.bank.close();
    this.stream.close();
  }

  #focusViews(): FocusView[] {
    const places = [...this.#panes].sort(([a], [b]) => Number(b === this.active()) - Number(a === this.active()));
    const views = places.map(([, pane]) => {
      if (pane instanceof StackPane) return pane.focus(this.cine() && pane === this.activePane() ? CINE_SPAN : 0);
      // A plane needs the whole series, from the middle.
      const slices = this.catalogue.series(pane.seriesUid ?? '')?.slices ?? [];
      const middle = slices[slices.length >> 1]?.frame;
      return middle ? { series: middle.series, id: middle.id, span: Math.min(slices.length, MOST_SPAN), direction: 0 as const } : null;
    });
    return views.filter((view) => view !== null);
  }

  #changed(pane: BasePane): void {
    this.focus.schedule();
    if (pane === this.activePane()) this.#views.schedule();
  }

  #onContent(): void {
    if (this.#contentScheduled) return;
    this.#contentScheduled = true;
    queueMicrotask(() => {
      this.#contentScheduled = false;
      batch(() => {
        this.#state.contentChanged();
        // One series alone has the whole place: no viewport stands empty beside it.
        this.#state.setAutomatic(this.hanger.fills(this.#usual) ? this.#usual : '1x1');
        this.hanger.update();
      });
    });
  }

  #graphics(lost: boolean): void {
    this.#state.setGraphicsLost(lost);
    for (const pane of this.#panes.values()) {
      if (!lost) pane.upload();
      pane.refresh();
    }
  }

  /** After the frame that the engine waits for, so that it resizes as a whole. */
  #resized(): void {
    cancelAnimationFrame(this.#resizing);
    if (awaitsFrame(this.engine)) {
      this.#resizing = requestAnimationFrame(() => this.#resized());
      return;
    }
    const fitted = [...this.#panes.values()].filter((pane) => pane.fitted());
    this.engine.resize(true, true);
    for (const pane of fitted) pane.refit();
    for (const pane of this.#panes.values()) pane.touch();
  }
}

import type { RenderingEngine } from '@cornerstonejs/core';
import { batch } from 'solid-js';
import type { Layout } from '#shared/imaging/hanging.ts';
import type { SharedView } from '#shared/protocol/presence.ts';
import type { ViewerEvents } from '../api.ts';
import { Catalogue } from '../catalogue/catalogue.ts';
import { renderingEngine } from '../cornerstone/engine.ts';
import { watchGraphics } from '../cornerstone/graphics.ts';
import { ImageBank } from '../cornerstone/image-bank.ts';
import { provideMetadata } from '../cornerstone/metadata.ts';
import type { BasePane } from '../panes/base-pane.ts';
import type { Window } from '../panes/pane-info.ts';
import { StackPane } from '../panes/stack-pane.ts';
import { StreamClient } from '../stream/stream-client.ts';
import { MarkBoard } from '../tools/mark-board.ts';
import { Measurer } from '../tools/measurer.ts';
import { type AskText, createToolbox, type Toolbox } from '../tools/toolbox.ts';
import { createCine } from './cine.ts';
import { Emitter } from './emitter.ts';
import { createFocusTeller } from './focus-teller.ts';
import { focusViews } from './focus-views.ts';
import { createHanger } from './hanger.ts';
import { createLayouts } from './layouts.ts';
import { linkScroll } from './link-scroll.ts';
import { PaneSet } from './pane-set.ts';
import { createPointer } from './pointer.ts';
import { createViewState, type ViewState } from './view-state.ts';
import { createViewTeller } from './view-teller.ts';

let panesMade = 0;

/** The viewer of one consult: owns the stream, the pictures and the panes. `close()` gives everything back. */
export class Controller {
  readonly catalogue = new Catalogue();
  readonly stream: StreamClient;
  readonly bank: ImageBank;
  readonly engine: RenderingEngine = renderingEngine();
  readonly events = new Emitter<ViewerEvents>();
  readonly hanger: ReturnType<typeof createHanger>;
  readonly layouts: ReturnType<typeof createLayouts>;
  readonly focus: ReturnType<typeof createFocusTeller>;
  readonly tools: Toolbox;
  readonly board: MarkBoard;
  readonly set: PaneSet;
  readonly #measurer: Measurer;
  readonly #cine: ReturnType<typeof createCine>;
  readonly pointer: ReturnType<typeof createPointer>;
  /** The document's own undo, given by whoever keeps it. */
  #undo: { undo: () => void; redo: () => void } = { undo: () => {}, redo: () => {} };
  readonly #stops: (() => void)[] = [];
  #contentScheduled = false;
  readonly #state: ViewState;
  readonly #views: ReturnType<typeof createViewTeller>;

  constructor(options: { consultId: string; layout: Layout; askText: AskText; hue: () => number }) {
    this.#state = createViewState();
    this.#views = createViewTeller(
      () => this.currentView(),
      (detail) => this.events.emit('view', detail),
    );
    this.stream = new StreamClient(options.consultId);
    this.bank = new ImageBank(this.catalogue, this.stream);
    this.hanger = createHanger(this.catalogue, this.#state.layout);
    this.layouts = createLayouts({
      usual: options.layout,
      state: this.#state,
      hanger: this.hanger,
      activePane: () => this.activePane(),
    });
    this.focus = createFocusTeller(this.stream, () => focusViews(this));
    this.tools = createToolbox(this.engine, options.askText);
    this.set = new PaneSet({ engine: this.engine, tools: this.tools, catalogue: this.catalogue });
    this.#measurer = new Measurer({
      catalogue: this.catalogue,
      bank: this.bank,
      events: this.events,
      show: (uid, lines) => this.board.setLines(uid, lines),
    });
    this.board = new MarkBoard({
      catalogue: this.catalogue,
      events: this.events,
      panes: () => this.set.values(),
      hue: options.hue,
      writer: this.tools.writer,
      changed: (uid) => this.#measurer.refresh(uid),
    });
    this.#cine = createCine(() => this.act((pane) => pane instanceof StackPane && pane.step()));
    this.pointer = createPointer(this);
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

  get panes(): PaneSet['all'] {
    return this.set.all;
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
    if (this.linked() && pane instanceof StackPane) linkScroll(pane, this.set.values(), this.catalogue);
  }

  /** Makes the stack of a slot in an element that is in the page; returns the way to take it away. */
  attachStack(slot: number, element: HTMLDivElement): StackPane {
    const pane = new StackPane({ ...this.paneOptions(element), catalogue: this.catalogue, bank: this.bank });
    this.set.add(String(slot), pane);
    return pane;
  }

  paneOptions(element: HTMLDivElement) {
    panesMade += 1;
    const { graphicsLost } = this.#state;
    return { id: `pane-${panesMade}`, element, engine: this.engine, graphicsLost, changed: (pane: BasePane) => this.#changed(pane) };
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
    if (this.linked() && pane instanceof StackPane) linkScroll(pane, this.set.values(), this.catalogue);
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
    this.set.close();
    this.tools.close();
    for (const stop of this.#stops) stop();
    this.bank.close();
    this.stream.close();
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
        this.layouts.fill();
      });
    });
  }

  #graphics(lost: boolean): void {
    this.#state.setGraphicsLost(lost);
    for (const pane of this.set.values()) {
      if (!lost) pane.upload();
      pane.refresh();
    }
  }
}

import type { RenderingEngine } from '@cornerstonejs/core';
import { createSignal } from 'solid-js';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { awaitsFrame } from '../cornerstone/engine.ts';
import type { BasePane } from '../panes/base-pane.ts';
import { StackPane } from '../panes/stack-pane.ts';
import type { Toolbox } from '../tools/toolbox.ts';

/** The panes that are in the page, by place. They come and go with the layout, and are resized together. */
export class PaneSet {
  readonly #parts: { engine: RenderingEngine; tools: Toolbox; catalogue: Catalogue };
  readonly #panes = new Map<string, BasePane>();
  readonly #signal = createSignal<ReadonlyMap<string, BasePane>>(new Map());
  /** Frame last shown in a place, to come back to when the layout does. */
  readonly #remembered = new Map<string, number>();
  readonly #observer = new ResizeObserver(() => this.#resized());
  #resizing = 0;

  constructor(parts: { engine: RenderingEngine; tools: Toolbox; catalogue: Catalogue }) {
    this.#parts = parts;
  }

  /** A signal: those of this moment, by place. */
  get all(): () => ReadonlyMap<string, BasePane> {
    return this.#signal[0];
  }

  values(): BasePane[] {
    return [...this.#panes.values()];
  }

  add(place: string, pane: BasePane): void {
    this.#panes.set(place, pane);
    this.#parts.tools.addPane(pane);
    this.#observer.observe(pane.element);
    this.#tell();
  }

  detach(place: string): void {
    const pane = this.#panes.get(place);
    if (!pane) return;
    if (pane instanceof StackPane && pane.order[pane.at] !== undefined) this.#remembered.set(place, pane.order[pane.at]!);
    this.#panes.delete(place);
    this.#parts.tools.removePane(pane);
    this.#observer.unobserve(pane.element);
    this.#tell();
    pane.close();
  }

  /** Frame last shown in a place, if it belongs to the series that hangs there now. */
  remembered(place: string, uid: string | null): number | undefined {
    const id = this.#remembered.get(place);
    return id !== undefined && this.#parts.catalogue.frame(id)?.series === uid ? id : undefined;
  }

  close(): void {
    for (const place of [...this.#panes.keys()]) this.detach(place);
    this.#observer.disconnect();
    cancelAnimationFrame(this.#resizing);
  }

  #tell(): void {
    this.#signal[1](() => new Map(this.#panes));
  }

  /** After the frame that the engine waits for, so that it resizes as a whole. */
  #resized(): void {
    cancelAnimationFrame(this.#resizing);
    const { engine } = this.#parts;
    if (awaitsFrame(engine)) {
      this.#resizing = requestAnimationFrame(() => this.#resized());
      return;
    }
    const fitted = this.values().filter((pane) => pane.fitted());
    engine.resize(true, true);
    for (const pane of fitted) pane.refit();
    for (const pane of this.#panes.values()) pane.touch();
  }
}

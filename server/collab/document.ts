import * as Y from 'yjs';
import { HIDDEN, LINES, MARKS, NOTES } from '#shared/protocol/marks.ts';
import { UPDATE_BOUNDS } from './limits.ts';
import type { Id } from './update.ts';

export type RootName = typeof MARKS | typeof HIDDEN | typeof LINES | typeof NOTES;

/** Where an element stands: in which root, and under which key of a map. */
export interface Place {
  readonly root: RootName;
  readonly key: string | null;
}

/** What judging needs to know of a document; everything else of Yjs stays behind this. */
export interface DocumentView {
  /** Next clock that the document expects of a client: everything below is there. */
  clockOf(client: number): number;
  /** The element's place; undefined when it is not in the document. */
  placeOf(id: Id): Place | undefined;
  /** Client that wrote the newest element under a key, deleted or not; undefined when the key was never used. */
  writerOf(root: RootName, key: string): number | undefined;
  /** True when nothing was ever inserted under the key, or into the list. */
  isEmpty(place: Place): boolean;
  /** The element after this one as things stand; null for the last. */
  nextOf(id: Id): Id | null;
  isFirst(id: Id): boolean;
  /** True when an element cannot be divided after this one: it would tear a character (surrogate pair) apart. */
  tears(id: Id): boolean;
  /** Places of the elements in [clock, clock + length) that are not deleted yet. */
  living(client: number, clock: number, length: number): Place[];
  readonly size: {
    readonly marks: number;
    readonly hidden: number;
    readonly lines: number;
    readonly notes: number;
    readonly structs: number;
  };
}

/** The shared document of one consult. */
export class SharedDocument implements DocumentView {
  readonly doc = new Y.Doc();
  readonly #marks = this.doc.getMap(MARKS);
  readonly #hidden = this.doc.getMap(HIDDEN);
  readonly #lines = this.doc.getArray(LINES);
  readonly #notes = this.doc.getText(NOTES);
  readonly #rootOf = new Map<unknown, RootName>([
    [this.#marks, MARKS],
    [this.#hidden, HIDDEN],
    [this.#lines, LINES],
    [this.#notes, NOTES],
  ]);
  readonly #types: Record<RootName, Y.AbstractType<unknown>> = {
    [MARKS]: this.#marks as Y.AbstractType<unknown>,
    [HIDDEN]: this.#hidden as Y.AbstractType<unknown>,
    [LINES]: this.#lines as Y.AbstractType<unknown>,
    [NOTES]: this.#notes as unknown as Y.AbstractType<unknown>,
  };
  #delta: Uint8Array | null = null;
  /** Upper estimate; counted anew when it passes the bound. */
  #structs = 0;

  constructor() {
    this.doc.on('update', (update: Uint8Array) => {
      this.#delta = update;
    });
  }

  /**
   * Applies an update; answers what was new in it, encoded, or null for nothing. Only for updates that were judged, or come from the log.
   * `structs`: how many it holds at most.
   */
  apply(update: Uint8Array, structs = 0): Uint8Array | null {
    this.#delta = null;
    Y.applyUpdate(this.doc, update);
    this.#structs += structs;
    const store = this.doc.store;
    if (store.pendingStructs !== null || store.pendingDs !== null) {
      store.pendingStructs = null;
      store.pendingDs = null;
    }
    return this.#delta;
  }

  stateVector(): Uint8Array {
    return Y.encodeStateVector(this.doc);
  }

  /** Everything, or everything beyond a state vector. */
  encode(stateVector?: Uint8Array): Uint8Array {
    return Y.encodeStateAsUpdate(this.doc, stateVector);
  }

  clients(): IterableIterator<number> {
    return this.doc.store.clients.keys();
  }

  clockOf(client: number): number {
    return Y.getState(this.doc.store, client);
  }

  placeOf(id: Id): Place | undefined {
    const item = this.#item(id);
    return item === undefined ? undefined : this.#place(item);
  }

  writerOf(root: RootName, key: string): number | undefined {
    return this.#types[root]._map.get(key)?.id.client;
  }

  isEmpty(place: Place): boolean {
    const type = this.#types[place.root];
    return place.key === null ? type._start === null : !type._map.has(place.key);
  }

  nextOf(id: Id): Id | null {
    const item = this.#item(id);
    if (item === undefined) return null;
    if (id.clock < item.id.clock + item.length - 1) return { client: id.client, clock: id.clock + 1 };
    return item.right?.id ?? null;
  }

  isFirst(id: Id): boolean {
    const item = this.#item(id);
    return item !== undefined && item.left === null && item.id.clock === id.clock;
  }

  tears(id: Id): boolean {
    const item = this.#item(id);
    if (item === undefined || !(item.content instanceof Y.ContentString)) return false;
    const unit = item.content.str.charCodeAt(id.clock - item.id.clock);
    return unit >= 0xd800 && unit <= 0xdbff;
  }

  living(client: number, clock: number, length: number): Place[] {
    const structs = this.doc.store.clients.get(client);
    if (structs === undefined || clock >= this.clockOf(client)) return [];
    const places: Place[] = [];
    const end = clock + length;
    for (let i = Y.findIndexSS(structs, clock); i < structs.length && structs[i]!.id.clock < end; i++) {
      const struct = structs[i]!;
      if (struct instanceof Y.Item && !struct.deleted) places.push(this.#place(struct));
    }
    return places;
  }

  get size(): DocumentView['size'] {
    if (this.#structs > UPDATE_BOUNDS.documentStructs) this.#countStructs();
    return {
      marks: this.#marks._map.size,
      hidden: this.#hidden._map.size,
      lines: this.#lines.length,
      notes: this.#notes.length,
      structs: this.#structs,
    };
  }

  destroy(): void {
    this.doc.destroy();
  }

  #item(id: Id): Y.Item | undefined {
    if (id.clock >= this.clockOf(id.client)) return undefined;
    const struct = Y.getItem(this.doc.store, Y.createID(id.client, id.clock));
    return struct instanceof Y.Item ? struct : undefined;
  }

  #place(item: Y.Item): Place {
    const root = this.#rootOf.get(item.parent);
    if (root === undefined) throw new Error('element outside of the known roots');
    return { root, key: item.parentSub };
  }

  #countStructs(): void {
    this.#structs = 0;
    for (const structs of this.doc.store.clients.values()) this.#structs += structs.length;
  }
}

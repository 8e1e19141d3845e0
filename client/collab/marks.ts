import { type Accessor, createSignal } from 'solid-js';
import * as Y from 'yjs';
import { HIDDEN, type Hiding, hiding, MARKS, MAX_MARKS, type Mark, mark } from '#shared/protocol/marks.ts';
import type { DrawnMark } from '../viewer/api.ts';

/** Origin of this person's changes: the undo manager tracks it, and the viewer, where they came from, is not told of them again. */
export const LOCAL = Symbol('local');

export interface MarkItem {
  readonly mark: Mark;
  readonly hidden: Hiding | null;
}

export interface MarksOptions {
  readonly doc: Y.Doc;
  readonly personId: string;
  /** Instant for `at`; the server's clock as well as it is known. */
  readonly now: () => Date;
  /** What the roster says this person may do: the server closes the connection of one who tries more. */
  readonly may: () => { readonly writer: boolean; readonly moderator: boolean };
  /** Marks (by uid) that the viewer does not show as they are now. */
  readonly onChange: (uids: ReadonlySet<string>) => void;
}

/** The finished marks of a consult. Everyone reads all; a person changes and erases only their own. */
export class Marks {
  readonly items: Accessor<readonly MarkItem[]>;
  readonly #options: MarksOptions;
  readonly #marks: Y.Map<unknown>;
  readonly #hidden: Y.Map<unknown>;
  readonly #undo: Y.UndoManager;
  readonly #setItems: (items: readonly MarkItem[]) => void;

  constructor(options: MarksOptions) {
    const { doc } = options;
    this.#options = options;
    this.#marks = doc.getMap(MARKS);
    this.#hidden = doc.getMap(HIDDEN);
    // Every finished mark is a step of its own.
    this.#undo = new Y.UndoManager(this.#marks, { trackedOrigins: new Set([LOCAL]), captureTimeout: 0 });
    const [items, setItems] = createSignal<readonly MarkItem[]>([]);
    this.items = items;
    this.#setItems = setItems;
    const changed = (event: Y.YMapEvent<unknown>, transaction: Y.Transaction) => {
      this.#setItems(this.#read());
      if (transaction.origin !== LOCAL) options.onChange(new Set(event.keysChanged));
    };
    this.#marks.observe(changed);
    this.#hidden.observe((event) => {
      this.#setItems(this.#read());
      options.onChange(new Set(event.keysChanged));
    });
    setItems(this.#read());
  }

  get(uid: string): MarkItem | undefined {
    const parsed = mark.safeParse(this.#marks.get(uid));
    if (!parsed.success) return undefined;
    const hidden = hiding.safeParse(this.#hidden.get(uid));
    return { mark: parsed.data, hidden: hidden.success ? hidden.data : null };
  }

  /** Keeps a mark that was drawn or moved here; false when the document cannot take it. */
  keep(drawn: DrawnMark): boolean {
    const parsed = mark.safeParse({ ...drawn, by: this.#options.personId, at: this.#options.now().toISOString() });
    const before = this.get(drawn.uid);
    if (!parsed.success || !this.#options.may().writer) return false;
    if (before === undefined ? this.#marks.size >= MAX_MARKS : before.mark.by !== this.#options.personId) return false;
    this.#write(() => this.#marks.set(drawn.uid, parsed.data));
    return true;
  }

  /** Erases an own mark. */
  erase(uid: string): void {
    if (this.#options.may().writer && this.get(uid)?.mark.by === this.#options.personId) this.#write(() => this.#marks.delete(uid));
  }

  /** Hides another's mark from all, or shows it again; the server lets moderators only. */
  hide(uid: string, reason: string): void {
    if (!this.#options.may().moderator) return;
    const value: Hiding = { by: this.#options.personId, at: this.#options.now().toISOString(), reason };
    this.#options.doc.transact(() => this.#hidden.set(uid, value), LOCAL);
  }

  unhide(uid: string): void {
    if (this.#options.may().moderator) this.#options.doc.transact(() => this.#hidden.delete(uid), LOCAL);
  }

  undo(): void {
    if (this.#options.may().writer) this.#undo.undo();
  }

  redo(): void {
    if (this.#options.may().writer) this.#undo.redo();
  }

  close(): void {
    this.#undo.destroy();
  }

  #write(change: () => void): void {
    this.#undo.stopCapturing();
    this.#options.doc.transact(change, LOCAL);
  }

  #read(): MarkItem[] {
    const items: MarkItem[] = [];
    for (const uid of this.#marks.keys()) {
      const item = this.get(uid);
      if (item !== undefined) items.push(item);
    }
    return items.sort((a, b) => (a.mark.at < b.mark.at ? -1 : a.mark.at > b.mark.at ? 1 : a.mark.uid < b.mark.uid ? -1 : 1));
  }
}

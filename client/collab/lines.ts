import { type Accessor, createSignal } from 'solid-js';
import type * as Y from 'yjs';
import { LINE_TEXT_MAX, LINES, type Line, line, MAX_LINES, NOTES } from '#shared/protocol/marks.ts';
import { LOCAL } from './marks.ts';

/** The text line of a consult: everyone who may write adds to it, nobody changes it. */
export class Lines {
  readonly items: Accessor<readonly Line[]>;
  /** Shared notes that other editors have written into the document. */
  readonly notes: Accessor<string>;
  readonly #doc: Y.Doc;
  readonly #lines: Y.Array<unknown>;

  constructor(doc: Y.Doc) {
    this.#doc = doc;
    this.#lines = doc.getArray(LINES);
    const text = doc.getText(NOTES);
    const read = () => this.#lines.toArray().flatMap((value) => line.safeParse(value).data ?? []);
    const [items, setItems] = createSignal<readonly Line[]>(read());
    const [notes, setNotes] = createSignal(text.toString());
    this.items = items;
    this.notes = notes;
    this.#lines.observe(() => setItems(read()));
    text.observe(() => setNotes(text.toString()));
  }

  /** Adds a line; what is too long is cut. False when there is nothing to say or no room left. */
  say(personId: string, text: string, at: Date): boolean {
    const said = text.trim().slice(0, LINE_TEXT_MAX);
    if (said === '' || this.#lines.length >= MAX_LINES) return false;
    const value: Line = { id: crypto.randomUUID(), by: personId, at: at.toISOString(), text: said };
    this.#doc.transact(() => this.#lines.push([value]), LOCAL);
    return true;
  }
}

import type { Presence } from '#shared/protocol/presence.ts';
import type { Viewer } from '../viewer/api.ts';
import type { Directory } from './directory.ts';
import type { Marks } from './marks.ts';
import type { Others } from './others.ts';
import type { OwnPresence } from './own-presence.ts';

/** How long a drawing that others have finished stays in sight until the finished mark comes, ms. */
const DRAFT_LINGERS_MS = 500;

export interface ViewerBindingOptions {
  readonly viewer: Viewer;
  readonly personId: string;
  readonly marks: Marks;
  readonly own: OwnPresence;
  readonly others: Others;
  readonly directory: Directory;
  /** The person here moved the picture. */
  onGesture(): void;
  onMeasured(uid: string, value: string | null): void;
  /** A mark drawn here cannot be kept. */
  onRefused(uid: string): void;
}

/** Carries marks, drawings, cursors and views between the viewer and the shared state. */
export class ViewerBinding {
  readonly #options: ViewerBindingOptions;
  readonly #stop: (() => void)[];
  /** Mark being drawn by each connection. */
  readonly #drafts = new Map<number, string>();
  readonly #lingering = new Map<string, ReturnType<typeof setTimeout>>();

  constructor(options: ViewerBindingOptions) {
    const { viewer, marks, own, personId } = options;
    this.#options = options;
    this.#stop = [
      viewer.on('drawing', (drawn) => own.set({ draft: { ...drawn, by: personId, at: new Date().toISOString() } })),
      viewer.on('drawing-ended', () => own.set({ draft: null })),
      viewer.on('drawn', (drawn) => {
        own.set({ draft: null });
        if (!marks.keep(drawn)) options.onRefused(drawn.uid);
        else this.#show(drawn.uid);
      }),
      viewer.on('erased', ({ uid }) => marks.erase(uid)),
      viewer.on('measured', ({ uid, value }) => options.onMeasured(uid, value)),
      viewer.on('cursor', (cursor) => own.set({ cursor })),
      viewer.on('view', ({ view, gesture }) => {
        own.set({ view });
        if (gesture) options.onGesture();
      }),
    ];
    viewer.setUndo({ undo: () => marks.undo(), redo: () => marks.redo() });
    own.set({ view: viewer.currentView() });
    for (const { mark } of marks.items()) this.#show(mark.uid);
    this.presenceChanged([...options.others.states.keys()]);
  }

  /** Shows marks as the document has them now, or takes them off. */
  marksChanged(uids: Iterable<string>): void {
    for (const uid of uids) this.#show(uid);
  }

  /** Names or colours of these people are new. */
  peopleChanged(personIds: ReadonlySet<string>): void {
    for (const { mark } of this.#options.marks.items()) if (personIds.has(mark.by)) this.#show(mark.uid);
    this.presenceChanged([...this.#options.others.states.keys()]);
  }

  presenceChanged(clientIds: readonly number[]): void {
    const { others, directory, viewer } = this.#options;
    for (const clientId of clientIds) this.#showDraft(clientId, others.states.get(clientId)?.draft ?? null);
    viewer.setCursors(
      [...others.states].flatMap(([clientId, { cursor }]) => {
        const person = directory.byClient(clientId);
        return cursor === null || person === undefined ? [] : [{ clientId, name: person.name, hue: person.hue, cursor }];
      }),
    );
  }

  close(): void {
    for (const stop of this.#stop) stop();
    for (const timer of this.#lingering.values()) clearTimeout(timer);
  }

  #show(uid: string): void {
    const { marks, viewer, directory, personId } = this.#options;
    this.#keepNoLonger(uid);
    const item = marks.get(uid);
    if (item === undefined || item.hidden !== null) {
      viewer.hideMark(uid);
      return;
    }
    const { name, hue } = directory.named(item.mark.by);
    viewer.showMark(item.mark, { hue, authorName: name, own: item.mark.by === personId, draft: false });
  }

  #showDraft(clientId: number, draft: Presence['draft']): void {
    const { directory, marks, viewer } = this.#options;
    const before = this.#drafts.get(clientId);
    const person = directory.byClient(clientId);
    const owner = draft === null ? undefined : marks.get(draft.uid)?.mark.by;
    // Whose drawing it is says the roster; nobody can draw over another's mark.
    const shown = draft !== null && person !== undefined && (owner === undefined || owner === person.personId) ? draft : null;
    if (before !== undefined && before !== shown?.uid) {
      this.#drafts.delete(clientId);
      this.#linger(before);
    }
    if (shown === null || person === undefined) return;
    this.#keepNoLonger(shown.uid);
    this.#drafts.set(clientId, shown.uid);
    viewer.showMark(shown, { hue: person.hue, authorName: person.name, own: false, draft: true });
  }

  #linger(uid: string): void {
    this.#keepNoLonger(uid);
    this.#lingering.set(
      uid,
      setTimeout(() => this.#show(uid), DRAFT_LINGERS_MS),
    );
  }

  #keepNoLonger(uid: string): void {
    clearTimeout(this.#lingering.get(uid));
    this.#lingering.delete(uid);
  }
}

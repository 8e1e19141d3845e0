import type { Mark } from '#shared/protocol/marks.ts';
import type { SharedView } from '#shared/protocol/presence.ts';
import type { DrawnMark, MarkStyle, RemoteCursor, Viewer, ViewerEvents } from '../../viewer/api.ts';

/** The viewer's border without pictures: keeps what it is told to show, and lets a test act as the person in front of it. */
export class FakeViewer implements Viewer {
  readonly marks = new Map<string, { mark: Mark | DrawnMark; style: MarkStyle }>();
  readonly followed: SharedView[] = [];
  readonly pings: { name: string; come: boolean }[] = [];
  readonly jumps: string[] = [];
  cursors: RemoteCursor[] = [];
  writer = false;
  actions: { undo: () => void; redo: () => void } | null = null;
  unfollowed = 0;
  view: SharedView = viewAt(0);
  readonly #listeners = new Map<keyof ViewerEvents, Set<(detail: never) => void>>();

  on<K extends keyof ViewerEvents>(event: K, listener: (detail: ViewerEvents[K]) => void): () => void {
    const listeners = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, listeners);
    listeners.add(listener as (detail: never) => void);
    return () => listeners.delete(listener as (detail: never) => void);
  }

  emit<K extends keyof ViewerEvents>(event: K, detail: ViewerEvents[K]): void {
    for (const listener of this.#listeners.get(event) ?? []) (listener as (detail: ViewerEvents[K]) => void)(detail);
  }

  /** The person scrolls. */
  scrollTo(z: number): void {
    this.view = viewAt(z);
    this.emit('view', { view: this.view, gesture: true });
  }

  showMark(mark: Mark | DrawnMark, style: MarkStyle): void {
    this.marks.set(mark.uid, { mark, style });
  }
  hideMark(uid: string): void {
    this.marks.delete(uid);
  }
  showSlice(): void {}

  jumpTo(mark: Mark): void {
    this.jumps.push(mark.uid);
  }
  placeOf(): string | null {
    return 'Slice 14 of 32';
  }
  seriesName(): string | null {
    return 'HEAD 5.0 mm';
  }
  follow(view: SharedView): void {
    this.followed.push(view);
    this.view = view;
    this.emit('view', { view, gesture: false });
  }
  unfollow(): void {
    this.unfollowed++;
  }
  currentView(): SharedView | null {
    return this.view;
  }
  setCursors(cursors: RemoteCursor[]): void {
    this.cursors = cursors;
  }
  ping(_view: SharedView, _at: readonly number[], from: { name: string; hue: number }, come: boolean): void {
    this.pings.push({ name: from.name, come });
  }
  shareLink(): void {}

  spot(): [number, number, number] | null {
    return [1, 2, 3];
  }
  setWriter(writer: boolean): void {
    this.writer = writer;
  }
  setUndo(actions: { undo: () => void; redo: () => void }): void {
    this.actions = actions;
  }
}

export function viewAt(z: number): SharedView {
  return {
    studyInstanceUid: '1.2',
    seriesInstanceUid: '1.2.3',
    sopInstanceUid: `1.2.3.${z}`,
    frame: 1,
    frameOfReferenceUid: '1.9',
    centre: [0, 0, z],
    normal: [0, 0, 1],
    up: [0, -1, 0],
    halfHeight: 120,
    aspect: 1,
    window: { center: 40, width: 80 },
    invert: false,
    flipHorizontal: false,
    flipVertical: false,
    kind: 'stack',
    slab: 0,
  };
}

let made = 0;

export function drawnLength(uid = `drawn-mark-${++made}`): DrawnMark {
  return {
    uid,
    tool: 'Length',
    studyInstanceUid: '1.2',
    seriesInstanceUid: '1.2.3',
    frameOfReferenceUid: '1.9',
    points: [
      [0, 0, 0],
      [10, 0, 0],
    ],
    normal: [0, 0, 1],
    up: [0, -1, 0],
  };
}

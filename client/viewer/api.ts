import type { Mark, Point3 } from '#shared/protocol/marks.ts';
import type { SharedCursor, SharedView } from '#shared/protocol/presence.ts';
import type { ImageReference } from '#shared/protocol/record.ts';

/** All that the rest of the client may ask of the viewer. No Cornerstone type crosses this border. */

/** A mark as the viewer makes it: the author and the instant are filled in by whoever keeps it. */
export type DrawnMark = Omit<Mark, 'by' | 'at'>;

export interface MarkStyle {
  /** Presence hue (0…7) of the author. */
  hue: number;
  authorName: string;
  /** Own marks can be moved and erased; others' cannot. */
  own: boolean;
  /** Finished, or being drawn by somebody right now. */
  draft: boolean;
}

export interface RemoteCursor {
  clientId: number;
  name: string;
  hue: number;
  cursor: SharedCursor;
}

/** What a measured mark says, for the list. `value` is null while only a preview is there ("waiting for lossless"). */
export interface Measured {
  uid: string;
  value: string | null;
}

/** What the pictures still need of the link, and what they took. */
export interface PictureLoad {
  /** Bytes that slices on the screen still lack. */
  sliceBytes: number;
  /** Bytes of all others still to come. */
  restBytes: number;
  /** Bit/s that arrived lately. */
  receivedBps: number;
}

export interface ViewerEvents {
  /** The person here is drawing or moving a mark (many a second), or finished it. */
  drawing: DrawnMark;
  drawn: DrawnMark;
  /** The drag was given up without a mark. */
  'drawing-ended': { uid: string };
  /** The person here erased an own mark. */
  erased: { uid: string };
  measured: Measured;
  /** The picture of the active viewport changed. `gesture`: by the person's own act (breaks following), not by `follow()`. */
  view: { view: SharedView; gesture: boolean };
  /** Pointer over a picture, in patient coordinates; null when it leaves. */
  cursor: SharedCursor | null;
  /** Several times a second while it changes. */
  load: PictureLoad;
}

export interface Viewer {
  on<K extends keyof ViewerEvents>(event: K, listener: (detail: ViewerEvents[K]) => void): () => void;
  /** Adds or replaces a mark. A mark the viewer cannot draw (unknown frame of reference yet) is kept until it can. */
  showMark(mark: Mark | DrawnMark, style: MarkStyle): void;
  hideMark(uid: string): void;
  /** Shows the slice with the mark, centred, in the active viewport. */
  jumpTo(mark: Mark): void;
  /** Shows that slice in the active viewport, its series too where another one hangs there; nothing while it is not known here. */
  showSlice(image: ImageReference): void;
  /** Where a mark lies, or which slice an image is, in words ("Slice 14 of 32"); null while its slice is not known here. */
  placeOf(image: Pick<Mark, 'sopInstanceUid' | 'frame'>): string | null;
  /** What a series is called; null while it is not known here. */
  seriesName(seriesInstanceUid: string): string | null;
  /** Shows what the leader sees (anatomy, not pixels), in whatever layout this screen has. Also tells the stream. */
  follow(view: SharedView): void;
  /** The leader's focus no longer counts for the stream. */
  unfollow(): void;
  currentView(): SharedView | null;
  setCursors(cursors: RemoteCursor[]): void;
  /** Draws attention to a spot for some seconds; the spot's slice is shown when `come` is true. */
  ping(view: SharedView, at: Point3, from: { name: string; hue: number }, come: boolean): void;
  /**
   * Sound and pictures of people share the link. `prefetch`: what nobody looks at may come this fast, bytes per second; null: no cap. `yields`: the
   * pictures stand still while a slice on the screen is on its way.
   */
  shareLink(share: { prefetch: number | null; yields: boolean }): void;
  /** Where the pointer is now, else the centre of the active picture: for "Look here". */
  spot(): Point3 | null;
  /** False for people who may not write: tools are shown disabled with the reason. */
  setWriter(writer: boolean): void;
  /** Undo and redo are the document's (own marks only); the viewer's key handler calls these. */
  setUndo(actions: { undo: () => void; redo: () => void }): void;
}

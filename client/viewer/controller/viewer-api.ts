import { createSignal } from 'solid-js';
import type { Mark, Point3 } from '#shared/protocol/marks.ts';
import type { SharedView } from '#shared/protocol/presence.ts';
import type { RemoteCursor, Viewer } from '../api.ts';
import { StackPane } from '../panes/stack-pane.ts';
import { words } from '../words.ts';
import type { Controller } from './controller.ts';
import { jumpTo, placeFor, showSlice } from './navigation.ts';

export interface Ping {
  key: number;
  at: Point3;
  frameOfReferenceUid: string | null;
  name: string;
  hue: number;
}

/** A ping is drawn for so long, ms. */
const PING_MS = 6_000;

/** The border of the viewer (api.ts) over its controller, and what its layers draw of other people. */
export function createViewerApi(controller: Controller) {
  const [cursors, setCursors] = createSignal<readonly RemoteCursor[]>([]);
  const [pings, setPings] = createSignal<readonly Ping[]>([]);
  let made = 0;
  /** What is followed but cannot be shown yet: its slice is not known here. */
  let awaited: SharedView | null = null;

  const frameOf = (view: SharedView) =>
    view.sopInstanceUid === undefined ? undefined : controller.catalogue.find(view.sopInstanceUid, view.frame);

  const show = (view: SharedView): void => {
    const place = placeFor(controller, view);
    const pane = controller.pane(place);
    if (!pane) return;
    controller.activate(place);
    const slot = Number(place);
    if (
      pane instanceof StackPane &&
      Number.isInteger(slot) &&
      controller.catalogue.series(view.seriesInstanceUid) &&
      pane.seriesUid !== view.seriesInstanceUid &&
      frameOf(view)
    ) {
      controller.hanger.put(slot, view.seriesInstanceUid);
    }
    void pane.apply(view);
  };

  const tellLeader = (view: SharedView | null): void => {
    const frame = view && frameOf(view);
    controller.focus.setLeader(frame ? [{ series: frame.series, id: frame.id, span: 0, direction: 0 }] : []);
  };

  const stop = controller.catalogue.listen(({ kind }) => {
    if (kind !== 'content' || !awaited || (awaited.sopInstanceUid !== undefined && !frameOf(awaited))) return;
    const view = awaited;
    awaited = null;
    tellLeader(view);
    show(view);
  });

  const viewer: Viewer = {
    on: (event, listener) => controller.events.on(event, listener),
    showMark: (mark, style) => controller.board.show(mark, style),
    hideMark: (uid) => controller.board.hide(uid),
    jumpTo: (mark: Mark) => void jumpTo(controller, mark),
    showSlice: (image) => void showSlice(controller, image),
    placeOf: ({ sopInstanceUid, frame: number }) => {
      if (sopInstanceUid === undefined) return words.reformattedPlane;
      const frame = controller.catalogue.find(sopInstanceUid, number);
      const slices = frame && controller.catalogue.series(frame.series)?.slices;
      return frame && slices ? words.slice(slices.findIndex((slice) => slice.frame.id === frame.id) + 1, slices.length) : null;
    },
    seriesName: (seriesInstanceUid) => {
      const descriptor = controller.catalogue.series(seriesInstanceUid)?.descriptor;
      return descriptor === undefined ? null : descriptor.description || descriptor.modality;
    },
    follow: (view) => {
      awaited = view.sopInstanceUid !== undefined && !frameOf(view) ? view : null;
      tellLeader(view);
      show(view);
    },
    unfollow: () => {
      awaited = null;
      tellLeader(null);
    },
    currentView: () => controller.currentView(),
    setCursors: (next) => setCursors(next),
    ping: (view, at, from, come) => {
      made += 1;
      const ping: Ping = { key: made, at, frameOfReferenceUid: view.frameOfReferenceUid, ...from };
      setPings((present) => [...present, ping]);
      setTimeout(() => setPings((present) => present.filter(({ key }) => key !== ping.key)), PING_MS);
      if (come) show(view);
    },
    shareLink: ({ prefetch, yields }) => controller.stream.tell({ k: 'limit', bytesPerSecond: prefetch, yields }),
    spot: () => controller.pointer.spot(),
    setWriter: (writer) => {
      controller.tools.setWriter(writer);
      controller.board.relock();
    },
    setUndo: (actions) => controller.setUndo(actions),
  };
  return { viewer, cursors, pings, close: () => stop() };
}

import type { Mark, Point3 } from '#shared/protocol/marks.ts';
import type { SharedView } from '#shared/protocol/presence.ts';
import type { ImageReference } from '#shared/protocol/record.ts';
import { add, nearestSlice } from '../panes/geometry.ts';
import { StackPane } from '../panes/stack-pane.ts';
import type { Controller } from './controller.ts';

/** The next or the previous series of pictures, in the order of the list. */
export function nextSeries(controller: Controller, step: -1 | 1): void {
  const uids = controller.catalogue
    .allSeries()
    .filter(({ descriptor }) => descriptor.documentKind === null && descriptor.frames > 0)
    .sort((a, b) => (a.descriptor.number ?? 1e9) - (b.descriptor.number ?? 1e9))
    .map(({ descriptor }) => descriptor.seriesInstanceUid);
  const at = uids.indexOf(controller.activePane()?.seriesUid ?? '');
  const next = uids[(at + step + uids.length) % Math.max(1, uids.length)];
  if (next !== undefined) controller.hang(next);
}

/** A series and its prior side by side, scrolling together where they share a frame of reference. */
export function compareWithPrior(controller: Controller, uid: string, prior: string): void {
  controller.layouts.choose('1x2');
  controller.hanger.put(0, uid);
  controller.hanger.put(1, prior);
  if (!controller.linked()) controller.toggleLink();
}

/** Where another screen's view is best shown: where its series hangs already, else where the reader is. */
export function placeFor(controller: Controller, view: SharedView): string {
  if (controller.layout() === 'mpr') return view.kind === 'stack' ? 'axial' : view.kind;
  if (controller.activePane()?.seriesUid === view.seriesInstanceUid) return controller.active();
  return [...controller.panes()].find(([, pane]) => pane.seriesUid === view.seriesInstanceUid)?.[0] ?? controller.active();
}

/** Shows one slice in the active viewport. */
export async function showSlice(controller: Controller, image: ImageReference): Promise<void> {
  const frame = controller.catalogue.find(image.sopInstanceUid, image.frame);
  if (frame === undefined) return;
  await hangSeriesOf(controller, frame);
  controller.act((present) => {
    if (present instanceof StackPane) present.goTo(present.order.indexOf(frame.id));
  });
}

/** Hangs a frame's series in the active viewport, unless it hangs there. */
async function hangSeriesOf(controller: Controller, frame: { id: number; series: string }): Promise<void> {
  const pane = controller.activePane();
  if (!(pane instanceof StackPane) || pane.seriesUid === frame.series) return;
  const slot = Number(controller.active());
  await pane.show(frame.series, frame.id);
  controller.hanger.put(slot, frame.series);
}

/** Shows the slice with a mark, the mark in the middle, in the active viewport. */
export async function jumpTo(controller: Controller, mark: Mark): Promise<void> {
  const { catalogue } = controller;
  const frame = mark.sopInstanceUid === undefined ? undefined : catalogue.find(mark.sopInstanceUid, mark.frame);
  const middle = mark.points.reduce<Point3>((sum, point) => add(sum, point, 1 / mark.points.length), [0, 0, 0]);
  if (frame) await hangSeriesOf(controller, frame);
  controller.act((present) => {
    if (present instanceof StackPane) {
      // A mark drawn in a reformatted plane has no slice of its own: the nearest one.
      const index = frame ? present.order.indexOf(frame.id) : nearestSlice(catalogue.series(present.seriesUid ?? '')?.slices ?? [], middle);
      if (index !== null) present.goTo(index);
    }
    present.centreOn(middle);
  });
}

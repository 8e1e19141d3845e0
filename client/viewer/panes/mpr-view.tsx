import { createMemo, For, type JSX, onCleanup } from 'solid-js';
import type { Controller } from '../controller/controller.ts';
import { createVolumeSource } from '../volume/volume-source.ts';
import type { BasePane } from './base-pane.ts';
import { PaneView } from './pane-view.tsx';
import { type Plane, VolumePane } from './volume-pane.ts';

const PLANES: readonly Plane[] = ['axial', 'sagittal', 'coronal'];

/** Three planes of one series, which must stay the same while this is in the page. */
export function MprView(props: {
  controller: Controller;
  seriesUid: string;
  hospital: string;
  bind: (place: string) => (region: HTMLElement, pane: BasePane) => () => void;
  layer: (place: string) => JSX.Element;
}): JSX.Element {
  const window = props.controller.layouts.leftWindow(props.seriesUid);
  const source = createMemo(() => createVolumeSource(props.seriesUid, props.controller.catalogue, props.controller.bank));
  // After the panes have let go of it.
  onCleanup(() => {
    const closing = source();
    queueMicrotask(() => closing.close());
  });
  const attach = (plane: Plane) => (element: HTMLDivElement) => {
    const pane = new VolumePane({
      ...props.controller.paneOptions(element),
      plane,
      catalogue: props.controller.catalogue,
      seriesUid: props.seriesUid,
      source: source(),
      slab: props.controller.slab,
      window,
    });
    props.controller.set.add(plane, pane);
    return pane;
  };
  return (
    <For each={PLANES}>
      {(plane, index) => (
        <PaneView
          controller={props.controller}
          place={plane}
          number={index() + 1}
          hospital={props.hospital}
          attach={attach(plane)}
          bind={props.bind(plane)}
        >
          {props.layer(plane)}
        </PaneView>
      )}
    </For>
  );
}

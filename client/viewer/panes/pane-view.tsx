import { createMemo, type JSX, onCleanup, onMount, Show } from 'solid-js';
import type { Controller } from '../controller/controller.ts';
import { QUALITY } from '../stream/messages.ts';
import { words } from '../words.ts';
import type { BasePane } from './base-pane.ts';
import { fidelity } from './fidelity.ts';
import { LoadBar } from './load-bar.tsx';
import type { SliceState } from './load-bar-drawing.ts';
import { Overlay } from './overlay.tsx';
import { EMPTY_INFO } from './pane-info.ts';

export interface PaneViewProps {
  controller: Controller;
  /** Where the pane is: its slot, or its plane in MPR. */
  place: string;
  /** 1-based, for its name. */
  number: number;
  hospital: string;
  /** Makes the pane in the element once it is in the page. */
  attach: (element: HTMLDivElement) => BasePane;
  /** Binds pointers to the pane; returns the way to let go. */
  bind: (region: HTMLElement, pane: BasePane) => () => void;
  children?: JSX.Element;
}

/** One viewport with everything on it: a region that says whose picture it shows, how good, and which slice. */
export function PaneView(props: PaneViewProps): JSX.Element {
  let region!: HTMLElement;
  let element!: HTMLDivElement;
  const controller = () => props.controller;
  const pane = () => controller().panes().get(props.place);
  const info = () => pane()?.info() ?? EMPTY_INFO;
  // Scrolling changes neither: what hangs on them is not worked out again for every slice.
  const uid = createMemo(() => info().seriesUid);
  const kind = createMemo(() => info().kind);
  const series = createMemo(() => {
    controller().content();
    const shown = uid();
    return shown === null ? undefined : controller().catalogue.series(shown);
  });
  const states = createMemo(() => {
    controller().states();
    return kind() === 'stack' ? sliceStates(controller(), series()?.slices.map(({ frame }) => frame.id) ?? []) : [];
  });
  const name = () => series()?.descriptor.description || series()?.descriptor.modality || words.emptyViewport;

  onMount(() => {
    const made = props.attach(element);
    const release = props.bind(region, made);
    onCleanup(() => {
      release();
      controller().set.detach(props.place);
    });
  });
  return (
    <section
      ref={region}
      class="pane"
      classList={{ 'pane-active': controller().active() === props.place }}
      tabindex="0"
      aria-label={words.viewport(props.number, name())}
      data-place={props.place}
      data-series-uid={info().seriesUid ?? ''}
      data-sop-uid={info().slice?.frame.sop ?? ''}
      data-slice={info().count > 0 ? info().index + 1 : ''}
      data-slices={info().count}
      data-fidelity={fidelity(info())}
      data-patient-id={series()?.study?.patient.id ?? ''}
      onFocusIn={() => controller().activate(props.place)}
      onPointerDown={() => {
        controller().activate(props.place);
        controller().touch(props.place);
      }}
    >
      <div class="pane-pixels" ref={element} />
      <Overlay info={info()} series={series()} hospital={props.hospital} progress={progressWords(states())} />
      <Show when={info().kind === 'stack' && states().length > 0}>
        <LoadBar
          label={words.loadBar(name())}
          states={states()}
          index={info().index}
          onGo={(index) => controller().act((present) => present.goTo(index), props.place)}
        />
      </Show>
      {props.children}
      <Show when={info().seriesUid === null}>
        <p class="overlay-notice">{words.nothingHung}</p>
      </Show>
    </section>
  );
}

export function sliceStates(controller: Controller, ids: readonly number[]): SliceState[] {
  return ids.map((id) => {
    const quality = controller.catalogue.quality(id);
    if (quality === QUALITY.full) return controller.catalogue.failure(id) === undefined ? 'lossless' : 'failed';
    if (controller.catalogue.failure(id) !== undefined) return 'failed';
    return quality === QUALITY.preview ? 'preview' : 'none';
  });
}

/** "34 of 140 here" while slices are on their way; null when all are here. */
function progressWords(states: readonly SliceState[]): string | null {
  const here = states.filter((state) => state !== 'none').length;
  return here < states.length ? words.arrived(here, states.length) : null;
}

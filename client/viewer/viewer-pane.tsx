import { createEffect, createSignal, For, type JSX, on, onCleanup, onMount, Show } from 'solid-js';
import { SLOTS } from '#shared/imaging/hanging.ts';
import '../ui/tokens.css';
// In this order: what is for narrow screens comes last.
import './styles/viewer.css';
import './styles/panes.css';
import './styles/series.css';
import './styles/tools.css';
import './styles/narrow.css';
import type { Viewer } from './api.ts';
import { HelpDialog } from './chrome/help-dialog.tsx';
import { SeriesRail } from './chrome/series-rail.tsx';
import { createTextDialog } from './chrome/text-dialog.tsx';
import { Toolbar } from './chrome/toolbar.tsx';
import { Controller } from './controller/controller.ts';
import { runKeys } from './controller/run-keys.ts';
import { createViewerApi } from './controller/viewer-api.ts';
import { bindMouse } from './gestures/mouse.ts';
import { bindTouch } from './gestures/touch.ts';
import { MprView } from './panes/mpr-view.tsx';
import { PaneView } from './panes/pane-view.tsx';
import { PeopleLayer } from './panes/people-layer.tsx';
import type { PlaneState } from './stream/messages.ts';
import { words } from './words.ts';

export interface ViewerPaneProps {
  consultId: string;
  me: { personId: string; writer: boolean /** Presence hue of the person here; marks being drawn have it. */; hue?: number };
  /** Hospital of the consult, shown where a study names none. */
  hospital: string;
  onReady: (viewer: Viewer) => void;
  /** State of the pixel plane, for its dot. */
  onPlane?: (plane: PlaneState) => void;
  /** The room's buttons at the end of the toolbar: look here, follow. */
  toolbar?: JSX.Element;
}

/** On a screen narrower than this, one picture at a time, CSS pixels. */
const PHONE = 480;
/** In a box narrower than this the list of series lies over the pictures, CSS pixels (as in styles/narrow.css). */
const NARROW = 700;

/** The viewer: series, pictures and tools of one consult. Fills its box. */
export function ViewerPane(props: ViewerPaneProps): JSX.Element {
  let root!: HTMLDivElement;
  const dialog = createTextDialog();
  const controller = new Controller({
    consultId: props.consultId,
    layout: window.innerWidth < PHONE ? '1x1' : '1x2',
    askText: dialog.ask,
    hue: () => props.me.hue ?? 0,
  });
  const api = createViewerApi(controller);
  const [help, setHelp] = createSignal(false);
  const [narrow, setNarrow] = createSignal(true);
  const [rail, setRail] = createSignal(false);
  // The list stands beside the pictures where there is room, and is called where there is none.
  createEffect(on(narrow, (small) => setRail(!small), { defer: true }));

  onMount(() => {
    const release = runKeys(root, controller, () => setHelp(true));
    const observer = new ResizeObserver(() => setNarrow(root.clientWidth < NARROW));
    observer.observe(root);
    props.onReady(api.viewer);
    onCleanup(() => {
      observer.disconnect();
      release();
    });
  });
  onCleanup(() => {
    api.close();
    controller.close();
  });
  createEffect(() => api.viewer.setWriter(props.me.writer));
  createEffect(on(controller.plane, (plane) => props.onPlane?.(plane)));

  const bind = (place: string) => (region: HTMLElement, pane: Parameters<typeof bindMouse>[1]) => {
    const stops = [bindMouse(region, pane, controller, place), bindTouch(region, pane, controller, place)];
    return () => {
      for (const stop of stops) stop();
    };
  };
  const attachStack = (slot: number) => (element: HTMLDivElement) => {
    const pane = controller.attachStack(slot, element);
    createEffect(() => {
      const uid = controller.hanger.slots()[slot] ?? null;
      void pane.show(uid, controller.set.remembered(String(slot), uid));
    });
    return pane;
  };

  const layer = (place: string) => <PeopleLayer pane={controller.panes().get(place)} cursors={api.cursors()} pings={api.pings()} />;
  const stack = (slot: number) => (
    <PaneView
      controller={controller}
      place={String(slot)}
      number={slot + 1}
      hospital={props.hospital}
      attach={attachStack(slot)}
      bind={bind(String(slot))}
    >
      {layer(String(slot))}
    </PaneView>
  );

  return (
    <div class="viewer" ref={root} data-plane={controller.plane().state}>
      <Show when={rail()}>
        <SeriesRail controller={controller} consultId={props.consultId} {...(narrow() ? { onPick: () => setRail(false) } : {})} />
      </Show>
      <div class="viewer-grid" data-layout={controller.layout()}>
        <Show
          when={controller.layout() === 'mpr'}
          fallback={<For each={Array.from({ length: SLOTS[controller.layout()] }, (_, slot) => slot)}>{stack}</For>}
        >
          <Show when={controller.mprSeries()} keyed fallback={<p class="overlay-notice">{words.nothingHung}</p>}>
            {(uid) => <MprView controller={controller} seriesUid={uid} hospital={props.hospital} bind={bind} layer={layer} />}
          </Show>
        </Show>
      </div>
      <Toolbar controller={controller} onHelp={() => setHelp(true)} onSeries={() => setRail(!rail())}>
        {props.toolbar}
      </Toolbar>
      <HelpDialog open={help()} onClose={() => setHelp(false)} />
      <dialog.View />
    </div>
  );
}
